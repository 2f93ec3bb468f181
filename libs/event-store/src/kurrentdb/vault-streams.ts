import { randomUUID } from 'node:crypto';
import type { WrappedKey } from '../wrapping.js';
import type { Connection } from './connection.js';
import { keyPrefix } from './names.js';
import { failureOf } from './problems.js';
import type { DatabaseRecord } from './records.js';
import type { Reader } from './reader.js';

/** A key as its stream says: wrapped, or destroyed; and the revision it stands at. */
export type KeyRecord = { readonly revision: number } & ({ readonly kind: 'wrapped'; readonly key: WrappedKey } | { readonly kind: 'destroyed' });

export const destroyedType = 'KeyDestroyed';
const wrappedType = 'KeyWrapped';

export const keyStream = (name: string): string => `${keyPrefix}${name}`;

/** The streams of keys: each of one event, which is overwritten when the key is wrapped anew or destroyed. */
export interface KeyStreams {
  find(stream: string): Promise<KeyRecord | undefined>;
  /** Writes the first event of a stream; false where there is one already. */
  create(stream: string, key: WrappedKey | 'destroyed'): Promise<boolean>;
  /** Writes over what stands at this revision; false where something else stands there. */
  overwrite(stream: string, revision: number, key: WrappedKey | 'destroyed'): Promise<boolean>;
}

export function createKeyStreams(connection: Connection, reader: Reader): KeyStreams {
  const { lib } = connection;
  const eventOf = (key: WrappedKey | 'destroyed') => lib.jsonEvent({
    id: randomUUID(), // made once: a repeat after a lost answer carries the same
    type: key === 'destroyed' ? destroyedType : wrappedType,
    data: key === 'destroyed' ? {} : { master: key.master, wrapped: Buffer.from(key.wrapped).toString('base64') },
  });
  const append = async (stream: string, key: WrappedKey | 'destroyed', streamState: 'no_stream' | bigint): Promise<boolean> => {
    const event = eventOf(key);
    try {
      await connection.write(stream, (client, name) => client.appendToStream(name, event, { streamState }));
      return true;
    } catch (error) {
      if (failureOf(error) === 'wrong-version') return false;
      throw error;
    }
  };
  return {
    async find(stream) {
      const found = await reader.stream(stream, { from: 'end', limit: 1, direction: 'backwards' });
      return found === 'absent' || !found[0] ? undefined : toKeyRecord(found[0]);
    },
    create: (stream, key) => append(stream, key, 'no_stream'),
    async overwrite(stream, revision, key) {
      // first, so that the old key is never readable once the new event stands
      await connection.write(stream, (client, name) => client.setStreamMetadata(name, { maxCount: 1 }));
      return append(stream, key, BigInt(revision));
    },
  };
}

export function toKeyRecord({ streamId, type, data, revision }: DatabaseRecord): KeyRecord {
  const at = Number(revision);
  if (type === destroyedType) return { kind: 'destroyed', revision: at };
  const { master, wrapped } = (data ?? {}) as { master?: unknown; wrapped?: unknown };
  if (type !== wrappedType || typeof master !== 'string' || typeof wrapped !== 'string') throw new Error(`The stream ${streamId} holds something that is no key.`);
  return { kind: 'wrapped', revision: at, key: { master, wrapped: Buffer.from(wrapped, 'base64') } };
}
