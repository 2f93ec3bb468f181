import type { Appended, Clock, EventStore, Millis } from '@tandem/domain';
import { createSubscriptions } from '../subscriptions.js';
import { systemClock } from '../system-clock.js';
import { createMemoryLog, toPending, type MemoryLog, type PendingAppend } from './log.js';

const pageLimit = 500;

export interface MemoryStoreOptions {
  readonly clock?: Clock;
  /** Runs a function soon: when an append is applied and acknowledged. Default: a microtask. */
  readonly defer?: (run: () => void) => void;
  /** How long a subscription may stay behind events that it does not match. Default 100 ms. */
  readonly quiet?: Millis;
  readonly onError?: (error: unknown) => void;
}

/** Counts since the store was opened; a commit is one group of appends. */
export interface StoreStats {
  appends: number;
  conflicts: number;
  commits: number;
  events: number;
}

export interface MemoryStore extends EventStore {
  readonly stats: Readonly<StoreStats>;
}

/** The log in memory, for tests and simulations: the same promises as on disk, except that it ends with the process. */
export const openMemoryStore = (options: MemoryStoreOptions = {}): MemoryStore => openOn(createMemoryLog(), options);

interface Waiting {
  readonly append: PendingAppend;
  readonly resolve: (answer: Appended) => void;
}

/** A store on a log that may have been there before, and the ways in which its process can end. */
export interface OpenedStore extends MemoryStore {
  /** The process ends now: nothing is answered or delivered any more. Answers the appends that were on their way. */
  kill(): readonly PendingAppend[];
}

export function openOn(log: MemoryLog, options: MemoryStoreOptions & { commitAfter?: (run: () => void) => void }): OpenedStore {
  const { clock = systemClock, defer = queueMicrotask, commitAfter = defer, quiet = 100, onError } = options;
  const stats: StoreStats = { appends: 0, conflicts: 0, commits: 0, events: 0 };
  const subscriptions = createSubscriptions({ pages: pagesOf(log), clock, defer, quiet, onError });
  let queue: Waiting[] = [];
  let state: 'open' | 'closed' | 'killed' = 'open';

  const flush = (): void => {
    const batch = queue;
    queue = [];
    const answers = batch.map(({ append }) => log.apply(append, clock.now()));
    count(stats, batch, answers);
    batch.forEach(({ resolve }, i) => resolve(answers[i] as Appended));
    if (batch.length > 0) subscriptions.committed(new Set(batch.map(({ append }) => append.stream)));
  };
  /** Every call of a killed store is one that never comes back. */
  const answer = async <T>(work: () => T): Promise<Awaited<T>> => {
    if (state === 'killed') return new Promise<never>(() => undefined);
    if (state === 'closed') throw new Error('The event store is closed.');
    return await work();
  };
  const append: EventStore['append'] = (stream, events, expectedVersion) => answer(() => {
    const pending = toPending(stream, events, expectedVersion);
    if (queue.length === 0) commitAfter(flush);
    return new Promise<Appended>((resolve) => queue.push({ append: pending, resolve }));
  });
  return {
    stats,
    append,
    read: (stream, range = {}) => answer(() => log.read(stream, range)),
    readBackwards: (stream, range = {}) => answer(() => log.readBackwards(stream, range)),
    readAll: ({ after, limit, prefixes }) => answer(() => log.readRange({ after, limit, upTo: log.head() }, prefixes)),
    head: () => answer(log.head),
    subscribe: (wanted) => subscriptions.subscribe(wanted),
    forget: (prefix, before) => answer(() => log.forget(prefix, before)),
    async close() {
      if (state !== 'open') return;
      flush();
      state = 'closed';
      await subscriptions.stop();
    },
    kill() {
      state = 'killed';
      subscriptions.kill();
      return queue.splice(0).map(({ append: pending }) => pending);
    },
  };
}

const pagesOf = (log: MemoryLog) => ({
  head: log.head,
  page({ after, upTo }: { after: number; upTo: number }, prefixes: readonly string[] | undefined) {
    const events = log.readRange({ after, upTo, limit: pageLimit }, prefixes);
    return { events, upTo: events.length < pageLimit ? upTo : events.at(-1)?.position ?? upTo };
  },
});

function count(stats: StoreStats, batch: readonly Waiting[], answers: readonly Appended[]): void {
  if (batch.length > 0) stats.commits++;
  answers.forEach(({ kind }, i) => {
    stats.appends++;
    if (kind === 'conflict') stats.conflicts++;
    else stats.events += batch[i]?.append.events.length ?? 0;
  });
}
