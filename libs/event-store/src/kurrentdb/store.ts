import type { Clock, EventStore, Millis, RecordedEvent } from '@tandem/domain';
import { startsWithAny } from '../names.js';
import { createSubscriptions } from '../subscriptions.js';
import { systemClock } from '../system-clock.js';
import { createAppender, type StoreStats } from './appender.js';
import { connect, type Connection, type ConnectionOptions } from './connection.js';
import { createForgetting, type Forgetting } from './forget.js';
import { obtainLogId } from './log-id.js';
import { createReader, ofTheLog, type AllRange, type Reader } from './reader.js';
import { createRecent } from './recent.js';
import { followAll } from './tail.js';

export interface KurrentStoreOptions extends ConnectionOptions {
  readonly clock?: Clock;
  /** Streams whose newest hash is kept in memory. Default 50,000. */
  readonly headsInMemory?: number;
  /** How long a subscription may stay behind events that it does not match. Default 100 ms. */
  readonly quiet?: Millis;
  /** Told of deliveries that failed and will be repeated, and of breaks of the connection where `onBreak` is not. */
  readonly onError?: (error: unknown) => void;
  /** Told of each break of the connection that events come over, and of each try in vain to have it back. */
  readonly onBreak?: (error: unknown) => void;
  /** Told when that connection stands. */
  readonly onConnected?: () => void;
}

export interface KurrentStore extends EventStore {
  /** Which log this is; positions kept from another one mean nothing here. */
  readonly logId: string;
  readonly stats: Readonly<StoreStats>;
}

/**
 * The log in EventStoreDB (24.x) or KurrentDB, shared by any number of processes. Rejects with a `KurrentProblem` where
 * it cannot be reached within the patience, or does not let us in.
 */
export async function openKurrentStore(options: KurrentStoreOptions): Promise<KurrentStore> {
  const connection = await connect(options);
  try {
    const reader = createReader(connection);
    const forgetting = createForgetting({ connection, reader });
    await forgetting.refresh();
    const logId = await obtainLogId(connection, reader);
    const { position, recorded } = await reader.head();
    return openOn({ connection, reader, forgetting, logId, head: position, latest: recorded?.recordedAt ?? 0 }, options);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

interface Parts {
  readonly connection: Connection;
  readonly reader: Reader;
  readonly forgetting: Forgetting;
  readonly logId: string;
  readonly head: number;
  readonly latest: Millis;
}

const pageLimit = 500;

const newestOf = (events: readonly RecordedEvent[]): number => events.reduce((newest, { version }) => Math.max(newest, version), 0);

function openOn(parts: Parts, { clock = systemClock, headsInMemory = 50_000, quiet = 100, onError, onBreak = onError, onConnected }: KurrentStoreOptions): KurrentStore {
  const { connection, reader, forgetting } = parts;
  const stats: StoreStats = { appends: 0, conflicts: 0, events: 0 };
  const recordedAt = monotone(clock, parts.latest);
  const append = createAppender({ connection, reader, stats, headsInMemory, recordedAt });
  const recent = createRecent(parts.head);
  const readAll = createReadAll(reader, forgetting);

  /** One subscription of this process follows the log; the feeds inside are served from what it brought, or catch up. */
  const pages = {
    head: recent.head,
    page({ after, upTo }: { after: number; upTo: number }, prefixes: readonly string[] | undefined) {
      const known = recent.between(after, upTo);
      if (!known) return readAll({ after, upTo, limit: pageLimit, prefixes });
      const events = known.filter((event) => (!prefixes || startsWithAny(event.stream, prefixes)) && !forgetting.isForgotten(event));
      return events.length <= pageLimit
        ? { events, upTo }
        : { events: events.slice(0, pageLimit), upTo: events[pageLimit - 1]?.position ?? upTo };
    },
  };
  const subscriptions = createSubscriptions({ pages, clock, defer: setImmediate, quiet, onError });
  const tail = followAll({
    connection, after: parts.head, onError: onBreak, onBegun: onConnected,
    filter: connection.lib.streamNameFilter({ regex: connection.names.visible }),
    onRecords: (records) => {
      recent.add(records);
      subscriptions.committed(new Set(records.map(({ streamId }) => streamId)));
    },
  });
  /**
   * Events, and a version that is not newer than they are: who appended at a version whose events he has not seen would
   * decide without them. Where nothing is found the version is asked for, and then the events again.
   */
  const consistent = async (stream: string, find: () => Promise<RecordedEvent[]>): Promise<{ events: RecordedEvent[]; version: number }> => {
    const first = await find();
    if (first.length > 0) return { events: first, version: newestOf(first) };
    const { version } = await reader.newest(stream);
    const events = version === 0 ? first : await find();
    return { events, version: events.length > 0 ? newestOf(events) : version };
  };
  const running = new Set<Promise<unknown>>();
  let closed: Promise<void> | undefined;
  const whileOpen = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new Error('The event store is closed.');
    const doing = work();
    running.add(doing);
    return doing.finally(() => running.delete(doing));
  };
  const close = async (): Promise<void> => {
    connection.hurry();
    await Promise.allSettled([subscriptions.stop(), ...running]);
    await tail.stop();
    await connection.close();
  };
  return {
    stats,
    logId: parts.logId,
    append: (stream, events, expectedVersion) => whileOpen(() => append(stream, events, expectedVersion)),
    read: (stream, range = {}) => whileOpen(async () => {
      const { events, version } = await consistent(stream, () => reader.forwards(stream, range));
      const ended = events.length < (range.limit ?? Infinity);
      return { events, version: ended ? version : Math.max(version, (await reader.newest(stream)).version) };
    }),
    readBackwards: (stream, { from, limit } = {}) => whileOpen(async () => {
      if (from === undefined) return consistent(stream, () => reader.backwards(stream, { limit }));
      const { version } = await reader.newest(stream);
      return { events: await reader.backwards(stream, { from: Math.min(from, version), limit }), version };
    }),
    readAll: ({ after, limit, prefixes }) => whileOpen(async () => {
      const events: RecordedEvent[] = [];
      for (let next = after; events.length < limit;) {
        const page = await readAll({ after: next, limit: limit - events.length, prefixes });
        events.push(...page.events);
        if (page.ended) break;
        next = page.upTo;
      }
      return events;
    }),
    head: () => whileOpen(async () => (await reader.head()).position),
    subscribe(wanted) {
      if (closed) throw new Error('The event store is closed.');
      return subscriptions.subscribe(wanted);
    },
    forget: (prefix, before) => whileOpen(() => forgetting.forget(prefix, before)),
    close: () => (closed ??= close()),
  };
}

/** One read of everything: what it found, how far it came, and whether that is the end. */
const createReadAll = (reader: Reader, forgetting: Forgetting) => async ({ after, limit, prefixes, upTo = Infinity }: AllRange & { upTo?: number }) => {
  if (prefixes?.length === 0) return { events: [], upTo: Number.isFinite(upTo) ? upTo : after, ended: true };
  const { records, ended } = await reader.records({ after, limit, prefixes });
  const within = records.filter(({ position }) => Number(position?.commit) <= upTo);
  const done = ended || within.length < records.length;
  const events = within.flatMap((record) => ofTheLog(record)?.event ?? []).filter((event) => !forgetting.isForgotten(event));
  const last = Number(within.at(-1)?.position?.commit ?? after);
  return { events: events.slice(0, limit), upTo: done && Number.isFinite(upTo) ? upTo : last, ended: done };
};

/** Times of recording never go back within a process, nor behind what it found when it began. */
const monotone = (clock: Clock, since: Millis) => {
  let latest = since;
  return (): Millis => (latest = Math.max(latest, clock.now()));
};
