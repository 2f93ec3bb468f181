import type { EventStore } from '@tandem/domain';

/** A process to which the log brings its news late: as late as a test wants. */
export interface LateStore {
  readonly store: EventStore;
  /** From now on nothing is brought, but to those who follow streams with this prefix. */
  hold(except?: string): void;
  /** What was held back comes, in order. */
  release(): void;
  /** How often somebody has asked where the log ends. */
  heads(): number;
}

export const lateStore = (store: EventStore): LateStore => {
  let held: { wait: Promise<void>; release: () => void; except?: string } | undefined;
  let heads = 0;
  return {
    store: {
      ...store,
      head: () => {
        heads += 1;
        return store.head();
      },
      subscribe: (wanted) => store.subscribe({
        ...wanted,
        deliver: async (events, upTo) => {
          if (!wanted.prefixes?.includes(held?.except ?? '')) await held?.wait;
          return wanted.deliver(events, upTo);
        },
      }),
    },
    hold: (except) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = { wait: promise, release: resolve, except };
    },
    release: () => {
      held?.release();
      held = undefined;
    },
    heads: () => heads,
  };
};
