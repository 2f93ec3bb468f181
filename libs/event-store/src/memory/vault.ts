import { randomBytes } from 'node:crypto';
import type { Sealed, Vault } from '@tandem/domain';
import { keyedHashWith } from '../keyed-hash.js';
import { KeyDestroyed, checkKeyName, keyNameOf, openWith, sealWith, unknownKey, type RandomBytes } from '../sealing.js';

/** What outlives the process: keys by name, null once destroyed, and the key of the keyed hash. */
export interface MemoryVaultContents {
  readonly keys: Map<string, Uint8Array | null>;
  hashKey?: Uint8Array;
}

export interface MemoryVaultOptions {
  /** Where keys and nonces come from; a seeded one makes a run repeatable. */
  readonly random?: RandomBytes;
  /** What a vault opened earlier left. */
  readonly contents?: MemoryVaultContents;
}

/** The vault in memory, for tests and simulations: really encrypts, and nothing is wrapped. */
export function openMemoryVault({ random = randomBytes, contents = { keys: new Map() } }: MemoryVaultOptions = {}): Vault {
  const { keys } = contents;
  const hashKey = (contents.hashKey ??= random(32));

  const open = (sealed: Sealed): Buffer | undefined => {
    const name = keyNameOf(sealed);
    const key = keys.get(name);
    if (key === undefined) throw unknownKey(name);
    return key === null ? undefined : openWith(name, key, sealed);
  };
  return {
    async seal(name, plain) {
      checkKeyName(name);
      let key = keys.get(name);
      if (key === null) throw new KeyDestroyed(name);
      if (key === undefined) keys.set(name, key = random(32));
      return sealWith(name, key, plain, random);
    },
    open: async (sealed) => open(sealed)?.toString('utf8'),
    openBytes: async (sealed) => open(sealed),
    async destroy(name) {
      if (keys.has(name)) keys.set(name, null);
    },
    keys: async (prefix) => [...keys].filter(([name, key]) => key !== null && name.startsWith(prefix)).map(([name]) => name).sort(),
    keyedHash: (value) => keyedHashWith(hashKey, value),
    rewrap: async () => [...keys.values()].filter((key) => key !== null).length,
    close: async () => undefined,
  };
}
