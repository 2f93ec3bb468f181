import type { Clock, EventStore, Millis } from '@tandem/domain';
import { DatabaseSync } from 'node:sqlite';
import { createSubscriptions } from '../subscriptions.js';
import { systemClock } from '../system-clock.js';
import { openFile } from './file-open.js';
import { forgetEvents } from './forget.js';
import { createHeads } from './heads.js';
import { createIdleCheckpoint } from './idle-checkpoint.js';
import { logFile } from './log-schema.js';
import { createReader, type Reader } from './reader.js';
import { createRecent } from './recent.js';
import { createWalSync } from './wal-sync.js';
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
  /** Brings what was committed to the disk; another one for tests of a disk that fails. */
  readonly sync?: (file: number) => Promise<void>;
}

export interface SqliteStore extends EventStore {
  readonly stats: Readonly<StoreStats>;
}

/**
 * The log in one SQLite file, for one process (`lockDataFolder`). Throws `CannotOpenStore` where the file is not a log
 * of ours or of a newer version, or is damaged, and leaves it as it is.
 */
export function openSqliteStore({ file, clock = systemClock, headsInMemory = 50_000, quiet = 100, onError, sync }: SqliteStoreOptions): SqliteStore {
  const db = openFile(file, logFile);
  const readerDb = new DatabaseSync(file, { readOnly: true, timeout: 2_000 });
  const heads = createHeads(db, Math.max(4_096, headsInMemory)); // half of it: more than one commit can touch
  const reader = createReader(readerDb);
  const recent = createRecent();
  const page: Reader['page'] = (range, prefixes) => recent.page(range, prefixes) ?? reader.page(range, prefixes);
  const checkpoint = createIdleCheckpoint(db);
  const disk = createWalSync(db, file, sync);
  const writer = createWriter({ db, heads, clock, sync: disk.sync, written: recent.add, committed: (streams) => { checkpoint.later(); subscriptions.committed(streams); } });
  const subscriptions = createSubscriptions({ pages: { head: writer.head, page }, clock, defer: setImmediate, quiet, onError });
  const running = new Set<Promise<void>>();
  let closed: Promise<void> | undefined;

  /** Reads are synchronous inside, so nothing is committed between the head and its events. */
  const whileOpen = async <T>(work: () => T): Promise<Awaited<T>> => {
    if (closed) throw new Error('The event store is closed.');
    return await work();
  };
  /** What is committed and not on the disk yet is nobody's to see. */
  const onceOnDisk = async <T>(stream: string, work: () => T): Promise<Awaited<T>> => {
    for (let underway = writer.underway(stream); underway; underway = writer.underway(stream)) await underway;
    return whileOpen(work);
  };
  const close = async (): Promise<void> => {
    await writer.drain();
    await Promise.allSettled([subscriptions.stop(), ...running]);
    checkpoint.cancel();
    readerDb.close();
    db.close();
    disk.close();
  };
  return {
    stats: writer.stats,
    append: (stream, events, expectedVersion) => whileOpen(() => writer.append(stream, events, expectedVersion)),
    read: (stream, range = {}) => onceOnDisk(stream, () => {
      const head = heads.find(stream);
      return head ? { events: reader.forwards(stream, head.stream, range), version: head.version } : { events: [], version: 0 };
    }),
    readBackwards: (stream, range = {}) => onceOnDisk(stream, () => {
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
      recent.clear();
      const work = forgetEvents({ db, head: writer.head, latest: writer.latest }, prefix, before);
      running.add(work);
      return work.finally(() => running.delete(work));
    }),
    close: () => (closed ??= close()),
  };
}
