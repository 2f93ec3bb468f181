import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Sealed, Vault } from '@tandem/domain';
import { keyedHashWith } from '../keyed-hash.js';
import { lru } from '../lru.js';
import type { MasterKey } from '../master-key.js';
import { KeyDestroyed, checkKeyName, keyNameOf, openWith, sealWith, unknownKey } from '../sealing.js';
import { createWrapping, hashKeyName, type WrappedKey, type Wrapping } from '../wrapping.js';
import { connect, type ConnectionOptions } from './connection.js';
import { keyPrefix, ownPrefix } from './names.js';
import { KurrentProblem } from './problems.js';
import { createReader } from './reader.js';
import { followAll } from './tail.js';
import { createKeyIndex } from './vault-index.js';
import { createKeyStreams, destroyedType, keyStream, type KeyRecord, type KeyStreams } from './vault-streams.js';

export interface KurrentVaultOptions extends ConnectionOptions {
  /** Newest first; all that keys of the vault are wrapped by. */
  readonly masterKeys: readonly MasterKey[];
  /** Unwrapped keys kept in memory. Default 10,000. */
  readonly keysInMemory?: number;
  /** Told of breaks of the connection. */
  readonly onError?: (error: unknown) => void;
}

export interface KurrentVault extends Vault {
  /** A living key, wrapped by the newest master key, to be kept elsewhere for a time without the database. */
  wrappedKey(name: string): Promise<WrappedKey | undefined>;
  /** Takes a key over that was made without the database. Safe to repeat; rejects where the name is another key's. */
  adopt(name: string, key: WrappedKey): Promise<void>;
}

export const hashKeyStream = `${ownPrefix}hash-key`;

/**
 * The vault in KurrentDB: a stream `key-<name>` of one event per key, wrapped by the master key (design 6). A key that
 * another process destroys is forgotten here as soon as the database tells.
 */
export async function openKurrentVault(options: KurrentVaultOptions): Promise<KurrentVault> {
  const connection = await connect(options);
  try {
    const reader = createReader(connection);
    const streams = createKeyStreams(connection, reader);
    const wrapping = createWrapping(options.masterKeys);
    const hashKey = await obtainHashKey(streams, wrapping);
    const keys = createKeys(streams, wrapping, options.keysInMemory ?? 10_000);
    const index = createKeyIndex(reader);
    const tail = followAll({
      connection, onError: options.onError, after: (await reader.head()).position,
      filter: connection.lib.streamNameFilter({ prefixes: [connection.names.inDatabase(keyPrefix)] }),
      onRecords: (records) => {
        for (const { type, streamId } of records) if (type === destroyedType) keys.forget(streamId.slice(keyPrefix.length));
      },
    });
    const open = async (sealed: Sealed): Promise<Buffer | undefined> => {
      const name = keyNameOf(sealed);
      const key = await keys.find(name);
      if (key === undefined) throw unknownKey(name);
      return key === 'destroyed' ? undefined : openWith(name, key, sealed);
    };
    return {
      async seal(name, plain) {
        checkKeyName(name);
        return sealWith(name, await keys.obtain(name), plain);
      },
      open: async (sealed) => (await open(sealed))?.toString('utf8'),
      openBytes: open,
      destroy: keys.destroy,
      async wrappedKey(name) {
        const key = await keys.find(name);
        return key === undefined || key === 'destroyed' ? undefined : wrapped(wrapping, name, key);
      },
      async adopt(name, key) {
        const taken = await streams.create(keyStream(name), key) || timingSafeEqual(unwrapped(wrapping, name, key), await keys.obtain(name));
        if (!taken) throw new Error(`The vault has another key of the name ${name}.`);
      },
      keys: index.living,
      keyedHash: (value) => keyedHashWith(hashKey, value),
      async rewrap() {
        const living = await index.living('');
        let count = 0;
        for (const name of living) if (await rewrap(streams, wrapping, { name, stream: keyStream(name) })) count++;
        await rewrap(streams, wrapping, { name: hashKeyName, stream: hashKeyStream });
        return count;
      },
      async close() {
        keys.clear();
        hashKey.fill(0);
        await tail.stop();
        await connection.close();
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Made by whoever is first; never changes, only its wrapping does. */
async function obtainHashKey(streams: KeyStreams, wrapping: Wrapping): Promise<Buffer> {
  for (;;) {
    const found = await streams.find(hashKeyStream);
    if (found?.kind === 'wrapped') return unwrapped(wrapping, hashKeyName, found.key);
    await streams.create(hashKeyStream, wrapped(wrapping, hashKeyName, randomBytes(32)));
  }
}

const wrapped = ({ newest, wrap }: Wrapping, name: string, key: Uint8Array): WrappedKey => ({ master: newest, wrapped: wrap(name, key) });

function unwrapped(wrapping: Wrapping, name: string, key: WrappedKey): Buffer {
  if (!wrapping.knows(key.master)) {
    throw new KurrentProblem('not-allowed', `The keys in KurrentDB are wrapped by a master key that was not given (id ${key.master}).`);
  }
  return wrapping.unwrap(name, key);
}

/** Whether there was something to wrap anew. */
async function rewrap(streams: KeyStreams, wrapping: Wrapping, { name, stream }: { name: string; stream: string }): Promise<boolean> {
  for (;;) {
    const found = await streams.find(stream);
    if (found?.kind !== 'wrapped') return false;
    if (await streams.overwrite(stream, found.revision, wrapped(wrapping, name, unwrapped(wrapping, name, found.key)))) return true;
  }
}

/** Keys by name, those used last unwrapped in memory. */
function createKeys(streams: KeyStreams, wrapping: Wrapping, capacity: number) {
  const cache = lru<string, Uint8Array>(capacity);

  const keep = (name: string, record: KeyRecord | undefined): Uint8Array | 'destroyed' | undefined => {
    if (record?.kind !== 'wrapped') return record?.kind;
    const key = unwrapped(wrapping, name, record.key);
    cache.set(name, key);
    return key;
  };
  const find = async (name: string): Promise<Uint8Array | 'destroyed' | undefined> =>
    cache.get(name) ?? keep(name, await streams.find(keyStream(name)));
  return {
    find,
    async obtain(name: string): Promise<Uint8Array> {
      for (;;) {
        const found = await find(name);
        if (found === 'destroyed') throw new KeyDestroyed(name);
        if (found !== undefined) return found;
        await streams.create(keyStream(name), wrapped(wrapping, name, randomBytes(32)));
      }
    },
    async destroy(name: string): Promise<void> {
      cache.delete(name);
      for (;;) {
        const found = await streams.find(keyStream(name));
        if (found?.kind !== 'wrapped') break;
        if (await streams.overwrite(keyStream(name), found.revision, 'destroyed')) break;
      }
      cache.delete(name);
    },
    forget: cache.delete,
    clear: cache.clear,
  };
}
