import {
  READS_PREFIX, configurationStream, type ConfigurationSubject, type EventStore, type Millis, type ReadEvent, type RecordedEvent,
  type Subscription,
} from '@tandem/domain';
import type { Entry, KeptEntry } from './entry.js';
import type { EntryFilter } from './find-entries.js';
import { openRows, type Bin, type Configuration, type KeptRead } from './rows.js';
import { evolveConfiguration, nothing, startTaking } from './take-event.js';

export type { Entry, KeptEntry } from './entry.js';
export type { EntryFilter } from './find-entries.js';
export type { Bin, Configuration, KeptRead } from './rows.js';

/** A configuration as it stood; `entry` made it so. */
export interface ConfigurationStood {
  readonly version: number;
  readonly state: Configuration;
  readonly entry?: string;
}

interface Moment {
  readonly id: string;
  readonly at: Millis;
}

/** Who changed which configuration when, and who has read of it: a fold of the log in a file that may be deleted at any time. */
export interface History {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when everything up to this position of the log is in. */
  waitFor(position: number): Promise<void>;
  /** One page, newest first. */
  find(agent: string, filter: EntryFilter): readonly KeptEntry[];
  entry(id: string): KeptEntry | undefined;
  /** The entry that made a revision of a configuration. */
  ofRevision(agent: string, subject: ConfigurationSubject, revision: number): Entry | undefined;
  /** A configuration after everything that had happened at an instant. */
  stoodAt(agent: string, subject: ConfigurationSubject, at: Millis): Promise<ConfigurationStood>;
  firstAt(agent: string): Millis | undefined;
  /** How many entries there are in each stretch of `width` since `from`. */
  bins(agent: string, stretch: { from: Millis; width: Millis }): readonly Bin[];
  /** The entries before and after an instant. */
  neighbours(agent: string, at: Millis): { readonly before?: Moment; readonly after?: Moment };
  reads(page: { before: number; limit: number }): readonly KeptRead[];
  /** When somebody last read the same. */
  lastRead(reader: string, event: ReadEvent): Millis | undefined;
}

export interface HistoryDeps {
  /** Path of the file; `:memory:` keeps nothing. */
  readonly file: string;
  readonly store: Pick<EventStore, 'read' | 'subscribe'>;
}

const prefixes = ['agent-', 'channel-', READS_PREFIX];

export const openHistory = ({ file, store }: HistoryDeps): History => {
  const rows = openRows(file);
  const waiters = new Set<{ position: number; resolve: () => void }>();
  let reached = rows.position();
  let subscription: Subscription | undefined;

  const deliver = async (events: readonly RecordedEvent[], upTo: number): Promise<void> => {
    rows.transaction(() => {
      const taking = startTaking(rows);
      for (const event of events) {
        if (event.stream.startsWith(READS_PREFIX)) rows.addRead(readIn(event));
        else taking.take(event);
      }
      taking.done();
      rows.setPosition(upTo);
    });
    reached = upTo;
    for (const waiter of waiters) if (waiter.position <= reached && waiters.delete(waiter)) waiter.resolve();
  };

  const folded = async (stream: string, subject: ConfigurationSubject, version: number): Promise<Configuration> => {
    const begun = rows.snapshot(stream, version) ?? { version: 0, state: nothing(subject) };
    if (begun.version === version) return begun.state;
    const { events } = await store.read(stream, { from: begun.version + 1, limit: version - begun.version });
    return events.reduce((state, event) => evolveConfiguration(subject, state, event), begun.state);
  };

  return {
    start: async () => {
      subscription = store.subscribe({ prefixes, after: reached, deliver });
    },
    stop: async () => {
      await subscription?.stop();
      rows.close();
    },
    waitFor: (position) => (position <= reached ? Promise.resolve() : new Promise((resolve) => waiters.add({ position, resolve }))),
    find: rows.find,
    entry: rows.byId,
    ofRevision: (agent, subject, revision) => {
      const id = rows.entryOfRevision(configurationStream(agent, subject), revision);
      return id === undefined ? undefined : rows.byId(id)?.entry;
    },
    stoodAt: async (agent, subject, at) => {
      const stream = configurationStream(agent, subject);
      const newest = rows.eventAt(stream, at);
      if (!newest) return { version: 0, state: nothing(subject) };
      return { version: newest.version, state: await folded(stream, subject, newest.version), entry: newest.entry };
    },
    firstAt: rows.firstAt,
    bins: rows.bins,
    neighbours: rows.neighbours,
    reads: rows.reads,
    lastRead: rows.newestRead,
  };
};

const readIn = ({ id, stream, position, meta, type, data }: RecordedEvent): KeptRead => ({
  id, position, reader: stream.slice(READS_PREFIX.length), at: meta.at, event: { type, data } as ReadEvent,
  ...(meta.reason !== undefined && { reason: meta.reason }),
});
