import { isChained } from '../chain.js';
import type { CopiedKey, Copyable, StreamStart } from '../copying.js';
import { connect, type Connection, type ConnectionOptions } from './connection.js';
import { createForgetting, readCuts, type Forgetting } from './forget.js';
import { keyPrefix } from './names.js';
import { createReader, type Reader } from './reader.js';
import { toPosition, uuidOf } from './records.js';
import { openKurrentStore } from './store.js';
import { hashKeyStream } from './vault.js';
import { createKeyStreams, keyStream, type KeyStreams } from './vault-streams.js';

/** Log and vault in KurrentDB for a copy; the caller sees to it that nobody else uses them. */
export async function openKurrentCopy(options: ConnectionOptions): Promise<Copyable> {
  const store = await openKurrentStore(options);
  const connection = await connect(options);
  const reader = createReader(connection);
  const streams = createKeyStreams(connection, reader);
  const forgetting = createForgetting({ connection, reader });
  await forgetting.refresh();
  return {
    store,
    emptied: () => emptied(reader),
    begin: (start) => begin({ connection, reader, forgetting }, start),
    async hashKey() {
      const found = await streams.find(hashKeyStream);
      return found?.kind === 'wrapped' ? found.key : undefined;
    },
    keys: () => keysOf(reader, streams),
    async putKeys(hashKey, keys) {
      await streams.create(hashKeyStream, hashKey);
      let count = 0;
      for await (const one of keys) {
        await put(streams, one);
        count++;
      }
      return count;
    },
    async close() {
      await store.close();
      await connection.close();
    },
  };
}

interface Parts {
  readonly connection: Connection;
  readonly reader: Reader;
  readonly forgetting: Forgetting;
}

async function emptied(reader: Reader): Promise<readonly StreamStart[]> {
  const found: StreamStart[] = [];
  for (const stream of (await readCuts(reader)).keys()) {
    const { version, record } = await reader.newest(stream);
    if (!record && version > 0) found.push({ stream, version, hash: (await reader.notes(stream)).hash });
  }
  return found;
}

const placeholdersAtOnce = 500;

/**
 * Revisions begin at 0 in the database: what was forgotten elsewhere is stood in for by empty events, which are hidden
 * at once and go with the next scavenge.
 */
async function begin({ connection, reader, forgetting }: Parts, { stream, version, hash }: StreamStart): Promise<void> {
  for (let next = await placeholders(reader, stream); next < version;) {
    const some = Array.from({ length: Math.min(placeholdersAtOnce, version - next) }, (_, i) =>
      connection.lib.jsonEvent({ id: uuidOf(`${stream}/${next + i}`), type: 'Forgotten', data: {} }));
    const streamState = next === 0 ? 'no_stream' as const : BigInt(next - 1);
    await connection.write(stream, (client, name) => client.appendToStream(name, some, { streamState }));
    next += some.length;
  }
  await forgetting.cut({ stream, version, hash: isChained(stream) ? hash : undefined });
}

/** How many placeholders an earlier copy that was broken off has left. */
const placeholders = async (reader: Reader, stream: string): Promise<number> => {
  const found = await reader.stream(stream, { from: 'end', limit: 1, direction: 'backwards' });
  return found === 'absent' || !found[0] ? 0 : Number(found[0].revision) + 1;
};

async function* keysOf(reader: Reader, streams: KeyStreams): AsyncIterable<CopiedKey> {
  const seen = new Set<string>();
  for (let [after, ended] = [0, false]; !ended;) {
    const page = await reader.records({ after, limit: 500, prefixes: [keyPrefix] });
    for (const { streamId, position } of page.records) {
      after = toPosition(position);
      if (seen.has(streamId)) continue;
      seen.add(streamId);
      const found = await streams.find(streamId);
      if (found) yield { name: streamId.slice(keyPrefix.length), key: found.kind === 'destroyed' ? 'destroyed' : found.key };
    }
    ended = page.ended;
  }
}

async function put(streams: KeyStreams, { name, key }: CopiedKey): Promise<void> {
  const stream = keyStream(name);
  if (await streams.create(stream, key) || key !== 'destroyed') return;
  const found = await streams.find(stream);
  if (found?.kind === 'wrapped') await streams.overwrite(stream, found.revision, 'destroyed');
}
