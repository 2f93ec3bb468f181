import type { Clock, Millis } from '../kernel/time.js';

/** A clock for contract suites: it is moved by hand, and jumps forward to whatever somebody waits for. */
export interface ImpatientClock extends Clock {
  /** Back as well, as a machine's clock may be set back. */
  moveTo(at: Millis): void;
}

/** Nobody ever waits: a wake-up comes in the next microtask, with the clock moved to it. */
export function impatientClock(start: Millis = 1_700_000_000_000): ImpatientClock {
  let now = start;
  return {
    now: () => now,
    monotonic: () => now - start,
    moveTo: (at) => { now = at; },
    wakeAt(at, wake) {
      let cancelled = false;
      void Promise.resolve().then(() => {
        if (cancelled) return;
        now = Math.max(now, at);
        wake();
      });
      return () => { cancelled = true; };
    },
  };
}
