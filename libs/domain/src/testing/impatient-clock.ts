import type { Clock, Millis } from '../kernel/time.js';

/** A clock for contract suites: it is moved by hand, and jumps forward to whatever somebody waits for. */
export interface ImpatientClock extends Clock {
  moveTo(at: Millis): void;
}

/** Nobody ever waits: a wake-up comes in the next microtask, with the clock moved to it. */
export function impatientClock(start: Millis = 1_700_000_000_000): ImpatientClock {
  let now = start;
  const moveTo = (at: Millis): void => { now = Math.max(now, at); };
  return {
    now: () => now,
    monotonic: () => now - start,
    moveTo,
    wakeAt(at, wake) {
      let cancelled = false;
      void Promise.resolve().then(() => {
        if (cancelled) return;
        moveTo(at);
        wake();
      });
      return () => { cancelled = true; };
    },
  };
}
