import type { Clock, EventStore } from '@tandem/domain';

/** A process that can be stopped as SIGSTOP does, or for good as SIGKILL does: store and clock as it sees them. */
export interface Freezable {
  readonly store: EventStore;
  readonly clock: Clock;
  /** Nothing runs any more: no answer of the store arrives, no event, no wake-up; nothing more is written. */
  freeze(): void;
  /** What was missed arrives, in order. */
  wake(): void;
}

export const freezable = ({ store, clock }: { store: EventStore; clock: Clock }): Freezable => {
  let missed: (() => void)[] | undefined;
  const later = (run: () => void): void => {
    if (missed) missed.push(run);
    else run();
  };
  const awake = (): Promise<void> => new Promise((resolve) => later(resolve));
  /** What is asked while it is stopped is asked when it is woken. */
  const thawed = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (missed) await awake();
    const answer = await ask();
    if (missed) await awake();
    return answer;
  };
  return {
    clock: { now: clock.now, monotonic: clock.monotonic, wakeAt: (at, wake) => clock.wakeAt(at, () => later(wake)) },
    store: {
      append: (...given) => thawed(() => store.append(...given)),
      read: (...given) => thawed(() => store.read(...given)),
      readBackwards: (...given) => thawed(() => store.readBackwards(...given)),
      readAll: (...given) => thawed(() => store.readAll(...given)),
      head: () => thawed(() => store.head()),
      forget: (...given) => thawed(() => store.forget(...given)),
      subscribe: (wanted) => store.subscribe({ ...wanted, deliver: (events, upTo) => thawed(() => wanted.deliver(events, upTo)) }),
      close: () => store.close(),
    },
    freeze: () => {
      missed ??= [];
    },
    wake: () => {
      const runs = missed ?? [];
      missed = undefined;
      for (const run of runs) run();
    },
  };
};
