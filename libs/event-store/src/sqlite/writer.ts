import type { Appended, Clock, NewEvent } from '@tandem/domain';
import type { DatabaseSync } from 'node:sqlite';
import { hashTexts, metaText, toTexts, type EventTexts } from '../chain.js';
import type { Head, Heads } from './heads.js';
import type { WrittenEvent } from './recent.js';

/** Bounds of one commit, so that a flood of appends does not hold the event loop. */
const maxAppends = 1_024;
const maxCharacters = 16 * 2 ** 20;

/** Counts since the store was opened; a commit is one group of appends. */
export interface StoreStats {
  appends: number;
  conflicts: number;
  commits: number;
  events: number;
}

export interface Writer {
  readonly stats: Readonly<StoreStats>;
  append(stream: string, events: readonly NewEvent[], expectedVersion: number): Promise<Appended>;
  /** Position of the newest event on disk. */
  head(): number;
  /** Newest time of recording. */
  latest(): number;
  /** While the disk is waited for with an event of this stream: resolves when it has answered. */
  underway(stream: string): Promise<void> | undefined;
  /** Commits what is waiting; resolves when all of it is answered. */
  drain(): Promise<void>;
}

interface Waiting {
  readonly stream: string;
  readonly events: readonly EventTexts[];
  readonly expectedVersion: number;
  readonly resolve: (answer: Appended) => void;
  readonly reject: (error: unknown) => void;
}

export interface WriterDeps {
  readonly db: DatabaseSync;
  readonly heads: Heads;
  readonly clock: Clock;
  /** Resolves when everything committed so far is on the disk. */
  readonly sync: () => Promise<void>;
  /** What a commit has brought to the disk; told before its appends are answered. */
  readonly written: (events: readonly WrittenEvent[]) => void;
  /** Once a commit is on the disk and its appends are answered. */
  readonly committed: (streams: Set<string>) => void;
}

/**
 * Commits together what was appended while the disk was busy with the commit before, or in one turn of the event loop:
 * one wait for the disk for all of it, in which the event loop goes on.
 */
export function createWriter({ db, heads, clock, sync, written, committed }: WriterDeps): Writer {
  const stats: StoreStats = { appends: 0, conflicts: 0, commits: 0, events: 0 };
  const transaction = createTransaction(db, heads);
  const [begin, commit, rollback] = [db.prepare('BEGIN IMMEDIATE'), db.prepare('COMMIT'), db.prepare('ROLLBACK')];
  const repair = createRepair(db);
  const queue: Waiting[] = [];
  let underway: { readonly streams: Set<string>; readonly done: Promise<void> } | undefined;

  const write = (batch: readonly Waiting[]): Appended[] => {
    repair.ifNeeded();
    begin.run();
    try {
      transaction.start(clock.now());
      const answers = batch.map(transaction.apply);
      transaction.finish();
      commit.run();
      transaction.written();
      return answers;
    } catch (error) {
      transaction.undo();
      if (db.isTransaction) rollback.run();
      throw error;
    }
  };
  const acknowledge = (batch: readonly Waiting[], answers: readonly Appended[]): void => {
    written(transaction.settle());
    stats.commits++;
    answers.forEach((answer, i) => {
      const { events, resolve } = batch[i] as Waiting;
      stats.appends++;
      if (answer.kind === 'conflict') stats.conflicts++;
      else stats.events += events.length;
      resolve(answer);
    });
    committed(new Set(batch.map(({ stream }) => stream)));
  };
  const refuse = (batch: readonly Waiting[], error: unknown): void => {
    for (const { reject } of batch) reject(error);
  };
  const onDisk = async (batch: readonly Waiting[], answers: readonly Appended[]): Promise<void> => {
    const failed = await sync().then(() => undefined, (error: unknown) => ({ error }));
    if (failed) repair.needed();
    if (failed) refuse(batch, failed.error);
    else acknowledge(batch, answers);
    underway = undefined;
    if (queue.length > 0) setImmediate(flush);
  };
  const flush = (): void => {
    if (underway) return;
    const batch = queue.splice(0, countWithin(queue));
    if (batch.length === 0) return;
    try {
      underway = { streams: new Set(batch.map(({ stream }) => stream)), done: onDisk(batch, write(batch)) };
    } catch (error) {
      refuse(batch, error);
      if (queue.length > 0) setImmediate(flush);
    }
  };
  return {
    stats,
    head: transaction.head,
    latest: transaction.latest,
    underway: (stream) => (underway?.streams.has(stream) ? underway.done : undefined),
    async append(stream, given, expectedVersion) {
      const events = given.map(toTexts);
      return new Promise((resolve, reject) => {
        if (queue.push({ stream, events, expectedVersion, resolve, reject }) === 1 && !underway) setImmediate(flush);
      });
    },
    async drain() {
      while (queue.length > 0 || underway) {
        flush();
        await underway?.done;
      }
    },
  };
}

/**
 * After the disk failed to take a commit nobody knows which pages it has: a later success would say nothing of the
 * earlier ones. So nothing more is appended until all of the write-ahead log has been moved into the file and synced.
 */
function createRepair(db: DatabaseSync) {
  let isNeeded = false;
  return {
    needed: (): void => { isNeeded = true; },
    ifNeeded(): void {
      if (!isNeeded) return;
      const moved = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
      if (moved?.['busy'] !== 0) throw new Error('The log could not be made whole after the disk had failed.');
      isNeeded = false;
    },
  };
}

function countWithin(queue: readonly Waiting[]): number {
  let [count, characters] = [0, 0];
  while (count < queue.length && count < maxAppends && characters < maxCharacters) {
    for (const { data } of queue[count]?.events ?? []) characters += data.length;
    count++;
  }
  return count;
}

/** One transaction's worth of appends; positions and times go on from what the last one that succeeded reached. */
function createTransaction(db: DatabaseSync, heads: Heads) {
  const insert = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const standing = db.prepare('SELECT id, position FROM events WHERE stream = ? AND version > ? AND version <= ? ORDER BY version');
  const floor = db.prepare('SELECT head, recorded_at FROM log').get() as { head: number; recorded_at: number };
  const last = db.prepare('SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1').get();
  let done = { head: Math.max(floor.head, Number(last?.['position'] ?? 0)), at: Math.max(floor.recorded_at, Number(last?.['recorded_at'] ?? 0)) };
  let used = done; // by events that are written, be they on the disk yet or not
  let now = done;
  const touched = new Set<Head>();
  let events: WrittenEvent[] = [];

  const record = (stream: string, head: Head, { id, type, data, meta: given }: EventTexts): void => {
    const meta = metaText(given, head.hash ?? undefined);
    const version = ++head.version;
    if (head.hash !== null) head.hash = hashTexts({ stream, version, id, type, data, meta });
    insert.run(++now.head, head.stream, version, head.category, head.family, id, type, data, meta, now.at);
    events.push({ position: now.head, stream, version, id, type, data, meta });
  };
  /** The answer the first time got, where the same ids already stand at these versions. */
  const repeated = (head: Head | undefined, events: readonly EventTexts[], after: number): Appended | undefined => {
    if (!head || events.length === 0 || after + events.length > head.version) return undefined;
    const rows = standing.all(head.stream, after, after + events.length);
    if (rows.length !== events.length || !rows.every(({ id }, i) => id === events[i]?.id)) return undefined;
    return { kind: 'appended', version: after + events.length, position: Number(rows.at(-1)?.['position']) };
  };
  return {
    head: () => done.head,
    latest: () => done.at,
    start(at: number): void {
      touched.clear();
      events = [];
      now = { head: used.head, at: Math.max(used.at, Math.floor(at)) };
    },
    apply({ stream, events: given, expectedVersion }: Waiting): Appended {
      const known = heads.find(stream);
      const version = known?.version ?? 0;
      if (version !== expectedVersion) return repeated(known, given, expectedVersion) ?? { kind: 'conflict', version };
      if (given.length === 0) return { kind: 'appended', version, position: now.head };
      const head = known ?? heads.obtain(stream);
      touched.add(head);
      for (const event of given) record(stream, head, event);
      return { kind: 'appended', version: head.version, position: now.head };
    },
    finish(): void {
      for (const head of touched) heads.save(head);
    },
    undo: heads.distrust,
    /** To be called once the transaction is written. */
    written(): void { used = now; },
    /** To be called once the transaction is on the disk; answers its events. */
    settle(): readonly WrittenEvent[] {
      done = used;
      return events;
    },
  };
}
