import type { Millis } from '@tandem/domain';
import { hashEvent, isChained } from '../chain.js';
import type { Connection } from './connection.js';
import { ownPrefix } from './names.js';
import { failureOf } from './problems.js';
import { toPosition, uuidOf, type Recorded } from './records.js';
import { ofTheLog, type Reader } from './reader.js';

/** What the adapter has made the database forget; it is noted in a stream of its own. */
export interface Forgetting {
  /** Reads what this and other processes have noted. */
  refresh(): Promise<void>;
  isForgotten(event: { stream: string; version: number }): boolean;
  forget(prefix: string, before: Millis): Promise<void>;
  /** Forgets a stream up to a version. */
  cut(at: Cut): Promise<void>;
}

/** The newest event of a stream that is to be forgotten. */
export interface Cut {
  readonly stream: string;
  readonly version: number;
  readonly hash: string | undefined;
}

/** `upTo`: everything at or before it that began with the prefix has been looked at. */
interface Note {
  readonly prefix: string;
  readonly upTo: number;
  readonly cuts: Readonly<Record<string, number>>;
}

const noteStream = `${ownPrefix}forgotten`;
const cutsAtOnce = 500;
const notesAtOnce = 500;

/**
 * `forget` by the streams' metadata: `$tb` hides events from reads at once, and a scavenge removes them for good. Reads
 * of everything heed no metadata before that (KurrentDB, "Deleting streams and events"), so the cuts are noted too.
 */
export function createForgetting({ connection, reader }: { connection: Connection; reader: Reader }): Forgetting {
  const cuts = new Map<string, number>();
  const reached = new Map<string, number>();
  let noted = 0;

  const refresh = async (): Promise<void> => {
    for await (const data of notesFrom(reader, noted)) {
      learn(data);
      noted++;
    }
  };
  const learn = ({ prefix, upTo, cuts: some }: Note): void => {
    reached.set(prefix, Math.max(upTo, reached.get(prefix) ?? 0));
    for (const [stream, version] of Object.entries(some)) cuts.set(stream, Math.max(version, cuts.get(stream) ?? 0));
  };
  const note = async (data: Note): Promise<void> => {
    const event = connection.lib.jsonEvent({ id: uuidOf(JSON.stringify([data, noted])), type: 'Forgotten', data: { ...data } });
    for (;;) {
      try {
        await connection.write(noteStream, (client, name) =>
          client.appendToStream(name, event, { streamState: noted === 0 ? 'no_stream' : BigInt(noted - 1) }));
        return await refresh();
      } catch (error) {
        if (failureOf(error) !== 'wrong-version') throw error;
        await refresh(); // another process was faster
      }
    }
  };
  /** Keeps whatever else the metadata say. */
  const truncate = async ({ stream, version, hash }: Cut): Promise<void> => {
    const { metadata = {} } = await connection.read(stream, (client, name) => client.getStreamMetadata(name, { requiresLeader: true }));
    const before = typeof metadata.truncateBefore === 'number' ? metadata.truncateBefore : 0;
    if (before >= version) return;
    const next = { ...metadata, truncateBefore: version, ...(hash !== undefined && { tandemHash: hash }) };
    await connection.write(stream, (client, name) => client.setStreamMetadata(name, next));
  };
  const apply = async (some: readonly Cut[], { prefix, upTo }: Pick<Note, 'prefix' | 'upTo'>): Promise<void> => {
    for (const cut of some) await truncate(cut);
    await note({ prefix, upTo, cuts: Object.fromEntries(some.map(({ stream, version }) => [stream, version])) });
  };
  /** In the order of the log, from where the last one of this prefix stopped up to the first that is young enough. */
  const forgetAll = async (prefix: string, before: Millis): Promise<void> => {
    for (;;) {
      const after = reached.get(prefix) ?? 0;
      const { records, ended } = await reader.records({ after, limit: cutsAtOnce, prefixes: [prefix] });
      const found = records.map((record) => ({ position: toPosition(record.position), recorded: ofTheLog(record) }));
      const young = found.findIndex(({ recorded }) => recorded !== undefined && recorded.recordedAt >= before);
      const old = young < 0 ? found : found.slice(0, young);
      const last = old.at(-1);
      if (last) await apply(cutsOf(old.flatMap(({ recorded }) => recorded ?? [])), { prefix, upTo: last.position });
      if (!last || young >= 0 || ended) return;
    }
  };
  /** One stream, without a look at all the others. */
  const forgetStream = async (stream: string, before: Millis): Promise<void> => {
    for (let from = (cuts.get(stream) ?? 0) + 1; ;) {
      const page = await reader.recorded(stream, { from, limit: cutsAtOnce });
      const young = page.findIndex(({ recordedAt }) => recordedAt >= before);
      const old = young < 0 ? page : page.slice(0, young);
      const last = old.at(-1);
      if (last) await apply(cutsOf(old), { prefix: stream, upTo: last.event.position });
      if (!last || young >= 0 || page.length < cutsAtOnce) return;
      from = last.event.version + 1;
    }
  };
  return {
    refresh,
    cut: (at) => apply([at], { prefix: at.stream, upTo: 0 }),
    isForgotten: ({ stream, version }) => version <= (cuts.get(stream) ?? 0),
    async forget(prefix, before) {
      await refresh();
      if (isFamily(prefix) || (await reader.newest(prefix)).version === 0) await forgetAll(prefix, before);
      else await forgetStream(prefix, before);
    },
  };
}

async function* notesFrom(reader: Reader, from: number): AsyncIterable<Note> {
  for (let next = from; ;) {
    const found = await reader.stream(noteStream, { from: BigInt(next), limit: notesAtOnce, direction: 'forwards' });
    const records = found === 'absent' ? [] : found;
    for (const { data } of records) yield data as Note;
    next += records.length;
    if (records.length < notesAtOnce) return;
  }
}

/** The newest forgotten version of every stream of which something was forgotten. */
export async function readCuts(reader: Reader): Promise<ReadonlyMap<string, number>> {
  const cuts = new Map<string, number>();
  for await (const note of notesFrom(reader, 0)) {
    for (const [stream, version] of Object.entries(note.cuts)) cuts.set(stream, Math.max(version, cuts.get(stream) ?? 0));
  }
  return cuts;
}

/**
 * Names of streams are a category up to a dash, and families up to dots. A prefix that ends with neither and is a
 * stream's name stands for that stream alone: to look for others that go on after it would mean to read the whole log.
 */
const isFamily = (prefix: string): boolean => prefix === '' || prefix.endsWith('-') || prefix.endsWith('.');

/** The last event of each stream. */
const cutsOf = (recorded: readonly Recorded[]): readonly Cut[] => {
  const newest = new Map(recorded.map(({ event }) => [event.stream, event]));
  return [...newest.values()].map((event) => ({
    stream: event.stream, version: event.version, hash: isChained(event.stream) ? hashEvent(event) : undefined,
  }));
};
