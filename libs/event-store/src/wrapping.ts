import type { MasterKey } from './master-key.js';
import { decrypt, encrypt } from './sealing.js';

/** A key as it is kept: encrypted by the master key it names. */
export interface WrappedKey {
  readonly master: string;
  readonly wrapped: Uint8Array;
}

/** Wraps and unwraps keys, each bound to its own name. */
export interface Wrapping {
  readonly newest: string;
  /** Whether the master key of this id is at hand. */
  knows(master: string): boolean;
  wrap(name: string, key: Uint8Array): Buffer;
  unwrap(name: string, row: WrappedKey): Buffer;
}

export const hashKeyName = 'hash key';

export function createWrapping(masterKeys: readonly MasterKey[]): Wrapping {
  const [newest] = masterKeys;
  if (!newest) throw new RangeError('A vault needs a master key.');
  const byId = new Map(masterKeys.map(({ id, key }) => [id, key]));
  return {
    newest: newest.id,
    knows: (master) => byId.has(master),
    wrap: (name, key) => encrypt(newest.key, key, `wrapped.${name}`),
    unwrap(name, { master, wrapped }) {
      const key = byId.get(master);
      const plain = key && decrypt(key, wrapped, `wrapped.${name}`);
      if (!plain) throw new Error(`The vault's key ${name} cannot be unwrapped: the vault was tampered with.`);
      return plain;
    },
  };
}
