import type { Clock, EventStore, Millis } from '@tandem/domain';
import { DatabaseSync } from 'node:sqlite';
import { createSubscriptions } from '../subscriptions.js';
import { systemClock } from '../system-clock.js';
import { openFile } from './file-open.js';
import { forgetEvents } from './forget.js';
import { createHeads } from './heads.js';
import { createIdleCheckpoint } from './idle-checkpoint.js';
import { logFile } from './log-schema.js';
import { createReader } from './reader.js';
import { createWriter, type StoreStats } from './writer.js';

export interface SqliteStoreOptions {
  readonly file: string;
  readonly clock?: Clock;
  /** Streams whose newest state is kept in memory. Default 50,000. */
  readonly headsInMemory?: number;
  /** How long a subscription may stay behind events that it does not match. Default 100 ms. */
  readonly quiet?: Millis;
  /** Told of deliveries that failed and will be repeated. */
  readonly onError?: (error: unknown) => void;
}

export interface SqliteStore extends EventStore {
  readonly stats: Readonly<StoreStats>;
}

/**
 * The log in one SQLite file, for one process (`lockDataFolder`). Throws `CannotOpenStore` where the file is not a log
 * of ours or of a newer version, or is damaged, and leaves it as it is.
 */
export function openSqliteStore({ file, clock = systemClock, headsInMemory = 50_000, quiet = 100, onError }: SqliteStoreOptions): SqliteStore {
  const db = openFile(file, logFile);
  const readerDb = new DatabaseSync(file, { readOnly: true, timeout: 2_000 });
  const heads = createHeads(db, Math.max(2_048, headsInMemory)); // more than one commit can touch
  const reader = createReader(readerDb);
  const checkpoint = createIdleCheckpoint(db);
  const writer = createWriter({ db, heads, clock, committed: (streams) => { checkpoint.later(); subscriptions.committed(streams); } });
  const subscriptions = createSubscriptions({ pages: { head: writer.head, page: reader.page }, clock, defer: setImmediate, quiet, onError });
  const running = new Set<Promise<void>>();
  let closed: Promise<void> | undefined;

  /** Reads are synchronous inside, so nothing is committed between the head and its events. */
  const whileOpen = async <T>(work: () => T): Promise<Awaited<T>> => {
    if (closed) throw new Error('The event store is closed.');
    return await work();
  };
  const close = async (): Promise<void> => {
    writer.drain();
    await Promise.allSettled([subscriptions.stop(), ...running]);
    checkpoint.cancel();
    readerDb.close();
    db.close();
  };
  return {
    stats: writer.stats,
    append: (stream, events, expectedVersion) => whileOpen(() => writer.append(stream, events, expectedVersion)),
    read: (stream, range = {}) => whileOpen(() => {
      const head = heads.find(stream);
      return head ? { events: reader.forwards(stream, head.stream, range), version: head.version } : { events: [], version: 0 };
    }),
    readBackwards: (stream, range = {}) => whileOpen(() => {
      const head = heads.find(stream);
      return head ? { events: reader.backwards(stream, head.stream, range), version: head.version } : { events: [], version: 0 };
    }),
    readAll: ({ after, limit, prefixes }) => whileOpen(() => reader.range({ after, limit, upTo: writer.head() }, prefixes)),
    head: () => whileOpen(writer.head),
    subscribe(options) {
      if (closed) throw new Error('The event store is closed.');
      return subscriptions.subscribe(options);
    },
    forget: (prefix, before) => whileOpen(() => {
      const work = forgetEvents({ db, head: writer.head, latest: writer.latest }, prefix, before);
      running.add(work);
      return work.finally(() => running.delete(work));
    }),
    close: () => (closed ??= close()),
  };
}
