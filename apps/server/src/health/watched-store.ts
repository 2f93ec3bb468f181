import type { Clock, EventStore, Millis } from '@tandem/domain';

/** How long after a failed append the store counts as refusing, unless an append succeeds before. */
const DOUBT = 5_000;

/** The store, with an eye on whether it takes what it is given. */
export interface WatchedStore {
  readonly store: EventStore;
  /** Whether the last appends failed; after a while without any the benefit of the doubt comes back. */
  readonly refusesWrites: () => boolean;
  /** When an append last succeeded after others had failed; 0 = never. */
  readonly backSince: () => Millis;
}

export const watchStore = (store: EventStore, clock: Pick<Clock, 'now' | 'monotonic'>): WatchedStore => {
  let failedAt: number | undefined;
  let backSince = 0;
  const watched: EventStore = {
    append: (stream, events, expectedVersion) => {
      const appending = store.append(stream, events, expectedVersion);
      appending.then(
        () => {
          if (failedAt !== undefined) backSince = clock.now();
          failedAt = undefined;
        },
        () => (failedAt = clock.monotonic()),
      );
      return appending;
    },
    read: (stream, options) => store.read(stream, options),
    readBackwards: (stream, options) => store.readBackwards(stream, options),
    readAll: (options) => store.readAll(options),
    head: () => store.head(),
    subscribe: (options) => store.subscribe(options),
    forget: (prefix, before) => store.forget(prefix, before),
    close: () => store.close(),
  };
  return {
    store: watched,
    refusesWrites: () => failedAt !== undefined && clock.monotonic() - failedAt < DOUBT,
    backSince: () => backSince,
  };
};
