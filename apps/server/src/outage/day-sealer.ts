import { randomBytes } from 'node:crypto';
import type { Millis, Vault } from '@tandem/domain';
import { KeyDestroyed, type MasterKey, type WrappedKey } from '@tandem/event-store';
import { makeLocalKey, type LocalKey } from '@tandem/event-store/kurrentdb';
import { within } from './within.js';

export interface DaySealerDeps {
  /** Undefined: the database has not been reached yet. */
  readonly vault?: Pick<Vault, 'seal'>;
  readonly masterKeys: readonly MasterKey[];
  /** Keeps a new key durably before those receipts that it seals. */
  readonly queueKey: (name: string, key: WrappedKey) => Promise<void>;
  readonly patience?: Millis;
}

/** A key of a name that nobody else ever has: the vault may hold one of the day already. Its date stays at the end. */
const nameOfOurOwn = (name: string): string => name.replace(/-(\d{4}-\d\d-\d\d)$/, `.${randomBytes(4).toString('hex')}-$1`);

/**
 * Seals with the day's key of the vault. Where that does not come in time, a key is made here, queued for the vault, and
 * used for the rest of the day.
 */
export const createDaySealer = ({ vault, masterKeys, queueKey, patience = 1_000 }: DaySealerDeps): Pick<Vault, 'seal'> => {
  let own: { readonly day: string; readonly key: Promise<LocalKey> } | undefined;

  const make = async (day: string): Promise<LocalKey> => {
    const key = makeLocalKey(nameOfOurOwn(day), masterKeys);
    await queueKey(key.name, key.wrapped);
    return key;
  };
  const ownKey = (day: string): Promise<LocalKey> => {
    if (own?.day === day) return own.key;
    const made = { day, key: make(day) };
    made.key.catch(() => {
      if (own === made) own = undefined;
    });
    own = made;
    return made.key;
  };
  return {
    async seal(day, plain) {
      if (vault && own?.day !== day) {
        try {
          return await within(patience, vault.seal(day, plain));
        } catch (error) {
          if (error instanceof KeyDestroyed) throw error;
        }
      }
      return (await ownKey(day)).seal(plain);
    },
  };
};
