import type { RecordedEvent } from '@tandem/domain';
import type { Filter, KurrentDBClient } from '@kurrent/kurrentdb-client';
import type { Connection } from './connection.js';
import { failureOf } from './problems.js';
import { isVisible, type Names } from './names.js';
import { fromPosition, toRecorded, type DatabaseRecord, type Recorded } from './records.js';

/** Events of one read of the database: bounded, so that each has a deadline. */
const pageLimit = 500;

/** Where a stream stands: its newest event that can be read, if any. */
export interface Newest {
  /** Number of events so far, hidden ones included. */
  readonly version: number;
  readonly record: DatabaseRecord | undefined;
}

/** What `forget` leaves beside the database's own `$tb`: the hash of the newest event that is hidden. */
export interface StreamNotes {
  readonly truncateBefore: number;
  readonly hash: string | undefined;
}

interface StreamRange {
  readonly from: bigint | 'start' | 'end';
  readonly limit: number;
  readonly direction: 'forwards' | 'backwards';
}

export interface AllRange {
  readonly after: number;
  readonly limit: number;
  readonly prefixes?: readonly string[];
}

export type Reader = ReturnType<typeof createReader>;

/** Reads of streams and of everything, from the leader: what one process was told is read by the next call. */
export function createReader(connection: Connection) {
  const { lib, names } = connection;

  const stream = (name: string, { from, limit, direction }: StreamRange): Promise<readonly DatabaseRecord[] | 'absent'> =>
    connection.read(name, async (client, inDatabase) => {
      try {
        return await collect(names, client.readStream(inDatabase, { fromRevision: from, maxCount: limit, direction, requiresLeader: true }));
      } catch (error) {
        if (failureOf(error) === 'not-found') return 'absent';
        throw error;
      }
    });

  /** A stream whose every event is hidden is there and empty; only its metadata say how far it was. */
  const notes = async (name: string): Promise<StreamNotes> => {
    const found = await stream(`$$${name}`, { from: 'end', limit: 1, direction: 'backwards' });
    const data = (found === 'absent' ? undefined : found[0]?.data) as { $tb?: unknown; tandemHash?: unknown } | undefined;
    return {
      truncateBefore: typeof data?.$tb === 'number' ? data.$tb : 0,
      hash: typeof data?.tandemHash === 'string' ? data.tandemHash : undefined,
    };
  };
  const newest = async (name: string): Promise<Newest> => {
    const found = await stream(name, { from: 'end', limit: 1, direction: 'backwards' });
    if (found === 'absent') return { version: 0, record: undefined };
    const [record] = found;
    return record ? { version: Number(record.revision) + 1, record } : { version: (await notes(name)).truncateBefore, record };
  };

  /** Goes on page by page until `limit`, or to the end. */
  const streamPages = async (name: string, { from, limit, direction }: StreamRange): Promise<Recorded[]> => {
    const events: Recorded[] = [];
    for (let next = from; events.length < limit;) {
      const wanted = Math.min(pageLimit, limit - events.length);
      const page = await stream(name, { from: next, limit: wanted, direction });
      if (page === 'absent') return events;
      for (const record of page) events.push(oursAt(record));
      const last = page.at(-1)?.revision;
      if (last === undefined || page.length < wanted || (direction === 'backwards' && last === 0n)) return events;
      next = direction === 'forwards' ? last + 1n : last - 1n;
    }
    return events;
  };

  const recorded = (name: string, { from = 1, limit = Infinity }: { from?: number; limit?: number }): Promise<Recorded[]> =>
    streamPages(name, { from: revisionAt(from), limit, direction: 'forwards' });

  const filterOf = (prefixes: readonly string[] | undefined): Filter =>
    (!prefixes || prefixes.includes('') ? lib.streamNameFilter({ regex: names.visible }) : lib.streamNameFilter({ prefixes: prefixes.map(names.inDatabase) }));

  const allPage = (range: { from: ReturnType<typeof fromPosition> | 'end'; limit: number; direction: 'forwards' | 'backwards' }, filter: Filter) =>
    connection.read('$all', (client) => collect(names, readAll(client, range, filter)));

  return {
    stream,
    newest,
    notes,
    recorded,
    forwards: async (name: string, range: { from?: number; limit?: number }) => (await recorded(name, range)).map(({ event }) => event),
    /** From the newest, or from a version that is not behind the end. */
    backwards: async (name: string, { from, limit = Infinity }: { from?: number; limit?: number }): Promise<RecordedEvent[]> => {
      if (from !== undefined && from < 1) return [];
      const begin = from === undefined ? 'end' : revisionAt(from);
      return (await streamPages(name, { from: begin, limit, direction: 'backwards' })).map(({ event }) => event);
    },
    /** Records after a position, those of the adapter's own streams too where a prefix names them; says whether it came to the end. */
    async records({ after, limit, prefixes }: AllRange): Promise<{ records: readonly DatabaseRecord[]; ended: boolean }> {
      const wanted = Math.min(pageLimit, limit) + 1; // the first may be the one at `after`
      const page = await allPage({ from: fromPosition(after), limit: wanted, direction: 'forwards' }, filterOf(prefixes));
      return { records: page.filter(({ position }) => Number(position?.commit) > after), ended: page.length < wanted };
    },
    /** The newest event of the log. */
    async head(): Promise<{ position: number; recorded: Recorded | undefined }> {
      const [record] = await allPage({ from: 'end', limit: 1, direction: 'backwards' }, filterOf(undefined));
      return { position: Number(record?.position?.commit ?? 0), recorded: toRecorded(record) };
    },
  };
}

const readAll = (
  client: KurrentDBClient, { from, limit, direction }: { from: ReturnType<typeof fromPosition> | 'end'; limit: number; direction: 'forwards' | 'backwards' },
  filter: Filter,
) => client.readAll({ fromPosition: from, maxCount: limit, direction, filter, requiresLeader: true });

const revisionAt = (version: number): bigint => BigInt(Math.max(0, version - 1));

async function collect(names: Names, events: AsyncIterable<{ event?: DatabaseRecord }>): Promise<DatabaseRecord[]> {
  const found: DatabaseRecord[] = [];
  for await (const { event } of events) if (event) found.push(named(names, event));
  return found;
}

/** Under our own name of its stream; a `$` stream keeps the database's. */
export const named = (names: Names, event: DatabaseRecord): DatabaseRecord => ({ ...event, streamId: names.ofOurs(event.streamId) ?? event.streamId });

/** In a stream of the log nobody else writes. */
const oursAt = (record: DatabaseRecord): Recorded => {
  const recorded = toRecorded(record);
  if (!recorded) throw new Error(`The event ${record.revision} of the stream ${record.streamId} was not written by Tandem.`);
  return recorded;
};

/** Whether an event of `$all` is one of the log's. */
export const ofTheLog = (record: DatabaseRecord): Recorded | undefined => (isVisible(record.streamId) ? toRecorded(record) : undefined);
