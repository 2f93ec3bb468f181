import { hash } from 'node:crypto';
import type { Sealed, Vault } from '@tandem/domain';
import { KeyDestroyed } from '@tandem/event-store';
import type { MemoryVaultContents } from '@tandem/event-store/memory';
import type { Dice } from './dice.js';

/**
 * A vault that keeps keys and encrypts nothing, for long runs: a fifth of a world's time is encryption otherwise, and
 * the rules never look inside what is sealed. The many short runs have the vault that does.
 */
export const openVault = (contents: MemoryVaultContents, dice: Dice): Vault => {
  const { keys } = contents;
  const hashKey = (contents.hashKey ??= dice.bytes(32));
  const prefix = Buffer.from(hashKey).toString('base64url');
  const opened = (sealed: Sealed): Buffer | undefined => {
    const [, name = '', text = ''] = /^v1\.(.*)\.([\w-]*)$/.exec(sealed) ?? [];
    const key = keys.get(name);
    if (key === undefined) throw new Error(`no key ${name}`);
    return key === null ? undefined : Buffer.from(text, 'base64url');
  };
  return {
    seal: async (name, plain) => {
      if (keys.get(name) === null) throw new KeyDestroyed(name);
      if (!keys.has(name)) keys.set(name, hashKey);
      return `v1.${name}.${Buffer.from(plain as string).toString('base64url')}` as Sealed;
    },
    open: async (sealed) => opened(sealed)?.toString('utf8'),
    openBytes: async (sealed) => opened(sealed),
    destroy: async (name) => {
      if (keys.has(name)) keys.set(name, null);
    },
    keys: async (start) => [...keys].filter(([name, key]) => key !== null && name.startsWith(start)).map(([name]) => name).sort(),
    keyedHash: (value) => hash('sha256', `${prefix} ${value}`, 'base64url'),
    rewrap: async () => 0,
    close: async () => undefined,
  };
};
