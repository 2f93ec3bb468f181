import type { Clock, Millis } from '@tandem/domain';

interface Wake {
  readonly at: Millis;
  readonly order: number;
  readonly run: () => void;
  gone: boolean;
}

/** Time as a list of things to come: nothing happens between two of them, so a month takes as long as what is in it. */
export interface WorldClock extends Clock {
  /** Moves to the next thing that is to come not after `until`, and answers it. */
  next(until: Millis): (() => void) | undefined;
  /** A clock whose wake-ups die with the process that asked for them. */
  forProcess(): { readonly clock: Clock; end(): void };
}

export const createWorldClock = (start: Millis): WorldClock => {
  const heap: Wake[] = [];
  let now = start;
  let asked = 0;

  const add = (at: Millis, run: () => void): Wake => {
    const wake = { at: Math.ceil(Math.max(at, now)), order: (asked += 1), run, gone: false };
    push(heap, wake);
    return wake;
  };
  const wakeAt: Clock['wakeAt'] = (at, run) => {
    const wake = add(at, run);
    return () => {
      wake.gone = true;
    };
  };
  const clock: Clock = { now: () => now, monotonic: () => now - start, wakeAt };

  return {
    ...clock,
    next: (until) => {
      for (let wake = heap[0]; wake && wake.at <= until; wake = heap[0]) {
        pop(heap);
        if (wake.gone) continue;
        now = wake.at;
        return wake.run;
      }
      return undefined;
    },
    forProcess: () => {
      let alive = true;
      const owned = new Set<Wake>();
      return {
        clock: {
          ...clock,
          wakeAt: (at, run) => {
            if (!alive) return () => {};
            const wake = add(at, () => {
              owned.delete(wake);
              run();
            });
            owned.add(wake);
            return () => {
              wake.gone = true;
              owned.delete(wake);
            };
          },
        },
        end: () => {
          alive = false;
          for (const wake of owned) wake.gone = true;
          owned.clear();
        },
      };
    },
  };
};

const isBefore = (one: Wake, other: Wake): boolean => one.at < other.at || (one.at === other.at && one.order < other.order);

const push = (heap: Wake[], wake: Wake): void => {
  let place = heap.length;
  heap.push(wake);
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (!isBefore(wake, heap[parent] as Wake)) break;
    heap[place] = heap[parent] as Wake;
    place = parent;
  }
  heap[place] = wake;
};

const pop = (heap: Wake[]): void => {
  const last = heap.pop() as Wake;
  if (heap.length === 0) return;
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Wake, heap[child] as Wake)) child += 1;
    if (!isBefore(heap[child] as Wake, last)) break;
    heap[place] = heap[child] as Wake;
    place = child;
  }
  heap[place] = last;
};
