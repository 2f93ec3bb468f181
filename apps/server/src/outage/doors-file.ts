import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import type { ChannelKey, ProtocolName, Sealed } from '@tandem/domain';
import type { WrappedKey } from '@tandem/event-store';
import type { KeptSecrets } from '../channel/doors.js';

/** What verifies calls to one channel: its address, and its secrets as sealed as in the log. */
export interface KeptDoor {
  readonly channel: ChannelKey;
  readonly address: string;
  readonly setups: Readonly<Partial<Record<ProtocolName, KeptSecrets>>>;
}

/** What a process needs that starts while the database is away. */
export interface KeptDoors {
  readonly doors: readonly KeptDoor[];
  /** The keys of the secrets, by name, wrapped by the master key. */
  readonly keys: ReadonlyMap<string, WrappedKey>;
}

const FORM = 1;

interface Written {
  readonly form: number;
  readonly doors: readonly KeptDoor[];
  readonly keys: Readonly<Record<string, { readonly master: string; readonly wrapped: string }>>;
}

/** Written whole or not at all, and on the disk when it returns. */
export const writeDoors = (file: string, { doors, keys }: KeptDoors): void => {
  const rows = [...keys].map(([name, { master, wrapped }]) => [name, { master, wrapped: Buffer.from(wrapped).toString('base64') }]);
  const text = JSON.stringify({ form: FORM, doors, keys: Object.fromEntries(rows) as Written['keys'] } satisfies Written);
  const half = `${file}.new`;
  const written = openSync(half, 'w', 0o600);
  try {
    writeSync(written, text);
    fsyncSync(written);
  } finally {
    closeSync(written);
  }
  renameSync(half, file);
};

/** Undefined where there is none, or one that cannot be read: the next change writes another. */
export const readDoors = (file: string): KeptDoors | undefined => {
  if (!existsSync(file)) return undefined;
  try {
    const { form, doors, keys } = JSON.parse(readFileSync(file, 'utf8')) as Written;
    if (form !== FORM) return undefined;
    const rows = Object.entries(keys).map(([name, { master, wrapped }]) => [name, { master, wrapped: Buffer.from(wrapped, 'base64') }] as const);
    return { doors, keys: new Map(rows) };
  } catch {
    return undefined;
  }
};

/** Every secret behind a door, sealed. */
export const secretsOf = ({ setups }: KeptDoor): readonly Sealed[] =>
  Object.values(setups).flatMap(({ appSecrets, webhookSecrets }) => [...appSecrets, ...webhookSecrets].map(({ secret }) => secret));
