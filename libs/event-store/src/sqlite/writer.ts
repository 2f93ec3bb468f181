import type { Appended, Clock, NewEvent } from '@tandem/domain';
import type { DatabaseSync } from 'node:sqlite';
import { hashTexts, metaText, toTexts, type EventTexts } from '../chain.js';
import type { Head, Heads } from './heads.js';

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
  /** Commits what is waiting. */
  drain(): void;
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
  /** After a commit, once its appends are answered. */
  readonly committed: (streams: Set<string>) => void;
}

/** Commits what is appended in one turn of the event loop together: one wait for the disk for all of it. */
export function createWriter({ db, heads, clock, committed }: WriterDeps): Writer {
  const stats: StoreStats = { appends: 0, conflicts: 0, commits: 0, events: 0 };
  const transaction = createTransaction(db, heads);
  const [begin, commit, rollback] = [db.prepare('BEGIN IMMEDIATE'), db.prepare('COMMIT'), db.prepare('ROLLBACK')];
  const queue: Waiting[] = [];

  const write = (batch: readonly Waiting[]): Appended[] => {
    begin.run();
    try {
      transaction.start(clock.now());
      const answers = batch.map(transaction.apply);
      transaction.finish();
      commit.run();
      transaction.settle();
      return answers;
    } catch (error) {
      transaction.undo();
      if (db.isTransaction) rollback.run();
      throw error;
    }
  };
  const flush = (): void => {
    const batch = queue.splice(0, countWithin(queue));
    if (queue.length > 0) setImmediate(flush);
    if (batch.length === 0) return;
    try {
      const answers = write(batch);
      stats.commits++;
      answers.forEach((answer, i) => {
        const { events, resolve } = batch[i] as Waiting;
        stats.appends++;
        if (answer.kind === 'conflict') stats.conflicts++;
        else stats.events += events.length;
        resolve(answer);
      });
      committed(new Set(batch.map(({ stream }) => stream)));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };
  return {
    stats,
    head: transaction.head,
    latest: transaction.latest,
    async append(stream, given, expectedVersion) {
      const events = given.map(toTexts);
      return new Promise((resolve, reject) => {
        if (queue.push({ stream, events, expectedVersion, resolve, reject }) === 1) setImmediate(flush);
      });
    },
    drain() {
      while (queue.length > 0) flush();
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
  let now = done;
  const touched = new Set<Head>();

  const record = (stream: string, head: Head, { id, type, data, meta: given }: EventTexts): void => {
    const meta = metaText(given, head.hash ?? undefined);
    const version = ++head.version;
    if (head.hash !== null) head.hash = hashTexts({ stream, version, id, type, data, meta });
    insert.run(++now.head, head.stream, version, head.category, head.family, id, type, data, meta, now.at);
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
      now = { head: done.head, at: Math.max(done.at, Math.floor(at)) };
    },
    apply({ stream, events, expectedVersion }: Waiting): Appended {
      const known = heads.find(stream);
      const version = known?.version ?? 0;
      if (version !== expectedVersion) return repeated(known, events, expectedVersion) ?? { kind: 'conflict', version };
      if (events.length === 0) return { kind: 'appended', version, position: now.head };
      const head = known ?? heads.obtain(stream);
      touched.add(head);
      for (const event of events) record(stream, head, event);
      return { kind: 'appended', version: head.version, position: now.head };
    },
    finish(): void {
      for (const head of touched) heads.save(head);
    },
    undo: heads.distrust,
    /** To be called once the transaction is on disk. */
    settle(): void { done = now; },
  };
}
