import type { EventStore, Millis } from '@tandem/domain';
import type { WrappedKey } from '@tandem/event-store';
import type { Log } from '../logging/log.js';
import type { Spool, SpooledReceipt } from '../webhooks/spool.js';
import { limited } from '../worker/limited.js';
import type { DatabaseWatch } from './database-watch.js';
import { isForGood } from './refusal.js';
import { createPause, within } from './within.js';

export interface DrainDeps {
  readonly spool: Spool;
  readonly store: EventStore;
  readonly adopt: (name: string, key: WrappedKey) => Promise<void>;
  readonly log: Log;
  readonly watch: DatabaseWatch;
}

/** Repeats what waits in the spool until the database has answered it. */
export interface Drain {
  /** Whether the last append was answered. */
  isAnswered(): boolean;
  /** Somebody else has had no answer. */
  lost(): void;
  /** Resolves when the spool is empty, or after so many milliseconds. */
  emptied(patience: Millis): Promise<void>;
  stop(): Promise<void>;
}

/** Of one append: well below the 1 MiB that EventStoreDB takes by default. */
const most = { count: 200, bytes: 256 * 1024 };
const STREAMS_AT_ONCE = 16;
const FIRST_PAUSE: Millis = 50;
/** In a row: the stream has one writer, so that the first is the last as a rule. */
const MOST_CONFLICTS = 5;
const LONGEST_PAUSE: Millis = 1_000;
/** What the database is doing at the end may be cut: it is repeated by the next process. */
const LAST_PATIENCE: Millis = 500;

export const createDrain = ({ spool, store, adopt, log, watch }: DrainDeps): Drain => {
  const pause = createPause();
  let [stopped, answered, taken] = [false, false, 0];
  let running: Promise<void> | undefined;
  let waiting = Promise.withResolvers<void>();

  const takeKeys = async (): Promise<void> => {
    for (const { seq, name, key } of spool.keys()) {
      await adopt(name, key);
      if (!stopped) spool.done([seq]);
    }
  };
  const tell = (receipts: number): void => {
    answered = true;
    taken += receipts;
    watch.answered('receipts');
  };
  const takeAside = async (seq: number, error: Error & { kind: string }, stream: string): Promise<void> => {
    await spool.setAside(seq, error.kind);
    log.error('ReceiptSetAside', { stream, reason: error.kind, error });
  };

  /** One append of receipts that go out together; answers where the stream stands then, and whether that was any use. */
  const take = async (stream: string, receipts: readonly SpooledReceipt[], expected: number): Promise<{ stands: number; useful: boolean }> => {
    const moved = receipts.flatMap(({ seq, version }, i) => (version === expected + i ? [] : [{ seq, version: expected + i }]));
    if (moved.length > 0) await spool.sending(moved); // so that after a crash it is the same append that is repeated
    const answer = await store.append(stream, receipts.map(({ event }) => event), expected);
    if (answer.kind === 'appended') {
      tell(receipts.length);
      if (!stopped) spool.done(receipts.map(({ seq }) => seq));
      return { stands: answer.version, useful: true };
    }
    tell(0);
    // an earlier try may have brought some of them: those stand behind the version they were asked for at
    const { events, version } = await store.read(stream, { from: expected + 1 });
    const there = new Set(events.map(({ id }) => id));
    const found = receipts.filter(({ event }) => there.has(event.id)).map(({ seq }) => seq);
    if (found.length > 0 && !stopped) spool.done(found);
    taken += found.length;
    return { stands: version, useful: found.length > 0 };
  };

  const drainStream = async (stream: string): Promise<void> => {
    let stands: number | undefined;
    for (let [count, vain] = [most.count, 0]; !stopped;) {
      const receipts = together(spool.receipts(stream, { ...most, count }));
      const [first] = receipts;
      if (!first) return;
      const expected: number = stands ?? first.version ?? (await store.readBackwards(stream, { limit: 1 })).version;
      try {
        const answer = await take(stream, receipts, expected);
        stands = answer.stands;
        count = most.count;
        if (answer.useful) vain = 0;
        else if (++vain > MOST_CONFLICTS) throw new Error('The database takes a stream at no version.');
      } catch (error) {
        if (!isForGood(error)) throw error;
        stands = expected;
        if (receipts.length === 1) await takeAside(first.seq, error, stream);
        else count = 1;
      }
    }
  };

  const oneAtATime = limited(STREAMS_AT_ONCE);
  const round = async (): Promise<void> => {
    await takeKeys();
    const ends = await Promise.allSettled(spool.streams().map((stream) => oneAtATime(() => drainStream(stream))));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  };
  const run = async (): Promise<void> => {
    taken = 0;
    for (let wait = FIRST_PAUSE; !stopped && spool.hasWaiting();) {
      try {
        await round();
        wait = FIRST_PAUSE;
      } catch (error) {
        if (stopped) return;
        answered = false;
        watch.failed('receipts', error);
        await pause.take(wait);
        wait = Math.min(LONGEST_PAUSE, wait * 2);
      }
    }
    if (spool.isEmpty()) log.info('SpoolEmptied', { count: taken });
    waiting.resolve();
    waiting = Promise.withResolvers();
  };
  const start = (): void => {
    if (!stopped) running ??= run().finally(() => {
      running = undefined;
      if (spool.hasWaiting()) start();
    });
  };
  const unlisten = spool.onAdded(start);
  if (spool.hasWaiting()) start();
  return {
    isAnswered: () => answered,
    lost: () => { answered = false; },
    emptied: (patience) => within(patience, waiting.promise).catch(() => {}),
    async stop() {
      stopped = true;
      unlisten();
      pause.end();
      await within(LAST_PATIENCE, running ?? Promise.resolve()).catch(() => {});
    },
  };
};

/** The first, and those behind it that were asked for right behind it, or like it never were. */
const together = (receipts: readonly SpooledReceipt[]): readonly SpooledReceipt[] => {
  const [first] = receipts;
  const end = receipts.findIndex(({ version }, i) => version !== (first?.version === undefined ? undefined : first.version + i));
  return end < 0 ? receipts : receipts.slice(0, end);
};
