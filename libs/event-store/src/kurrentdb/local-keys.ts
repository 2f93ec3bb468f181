import { randomBytes } from 'node:crypto';
import type { Sealed } from '@tandem/domain';
import type { MasterKey } from '../master-key.js';
import { checkKeyName, keyNameOf, openWith, sealWith } from '../sealing.js';
import { createWrapping, type WrappedKey } from '../wrapping.js';

/** A key that was made while the database was away. */
export interface LocalKey {
  readonly name: string;
  /** What the vault's stream is to hold, once it can be reached. */
  readonly wrapped: WrappedKey;
  seal(plain: string | Uint8Array): Sealed;
}

/** Nothing may be sealed with it before `wrapped` is kept durably. The name must be one that nobody else ever uses. */
export const makeLocalKey = (name: string, masterKeys: readonly MasterKey[]): LocalKey => {
  checkKeyName(name);
  const { newest, wrap } = createWrapping(masterKeys);
  const key = randomBytes(32);
  return { name, wrapped: { master: newest, wrapped: wrap(name, key) }, seal: (plain) => sealWith(name, key, plain) };
};

/**
 * Opens texts with keys that are kept wrapped beside the vault; undefined where the key is not among them. Throws where
 * one was wrapped by a master key that was not given, or where something was tampered with.
 */
export const openKept = (kept: ReadonlyMap<string, WrappedKey>, masterKeys: readonly MasterKey[]): ((sealed: Sealed) => string | undefined) => {
  const { unwrap } = createWrapping(masterKeys);
  return (sealed) => {
    const name = keyNameOf(sealed);
    const row = kept.get(name);
    return row && openWith(name, unwrap(name, row), sealed).toString('utf8');
  };
};
