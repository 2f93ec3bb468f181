import type { EventStore, RecordedEvent } from '@tandem/domain';

/** What a piece of work asks of the store. */
export interface Counts {
  /** Round trips that write. */
  appends: number;
  /** Round trips that read a stream or the log. */
  reads: number;
  /** Times that the disk was waited for. */
  syncs: number;
  /** Events made by us. */
  written: number;
  /** Events that were made again from the store, for a reader or a subscriber. */
  read: number;
}

const none = (): Counts => ({ appends: 0, reads: 0, syncs: 0, written: 0, read: 0 });

/** A store that counts what it is asked; `synced` is to be called whenever the disk is waited for. */
export const createCounter = () => {
  const counts = none();
  let underway = 0;
  const read = async <T extends readonly RecordedEvent[] | { readonly events: readonly RecordedEvent[] }>(work: Promise<T>): Promise<T> => {
    counts.reads += 1;
    const found = await work;
    counts.read += 'events' in found ? found.events.length : found.length;
    return found;
  };
  return {
    synced: () => void (counts.syncs += 1),
    over: (store: EventStore): EventStore => ({
      ...store,
      append: (stream, events, expectedVersion) => {
        counts.appends += 1;
        counts.written += events.length;
        underway += 1;
        return store.append(stream, events, expectedVersion).finally(() => (underway -= 1));
      },
      read: (stream, options) => read(store.read(stream, options)),
      readBackwards: (stream, options) => read(store.readBackwards(stream, options)),
      readAll: (options) => read(store.readAll(options)),
      subscribe: (options) =>
        store.subscribe({
          ...options,
          deliver: (events, upTo) => {
            counts.read += events.length;
            return options.deliver(events, upTo);
          },
        }),
    }),
    /** Whether no append waits for its answer. */
    isIdle: () => underway === 0,
    /** What was asked since the last time. */
    taken: (): Counts => {
      const now = { ...counts };
      Object.assign(counts, none());
      return now;
    },
  };
};
