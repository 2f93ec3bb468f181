import type { Clock, Millis } from '../kernel/time.js';

/** A clock that stands still until a test moves it: months pass in no time, and nothing sleeps. */
export interface ManualClock extends Clock {
  /** Moves on by `ms` as `runUntil` does; 0 runs what is due already. */
  advance(ms: Millis): Promise<void>;
  /**
   * Moves to `at`: on the way every `wakeAt` runs in order of its time (the same time: in order of asking), and what
   * each sets going is awaited before the next.
   */
  runUntil(at: Millis): Promise<void>;
  /** Lets everything under way settle without moving the time: promises and `setImmediate` turns. */
  settle(): Promise<void>;
  /** How many wake-ups are asked for. */
  pending(): number;
}

interface Wake {
  readonly at: Millis;
  readonly run: () => void;
}

/**
 * A clock at `startMillis`. `turns` says how many turns of the event loop belong to "settled"; a chain of more steps,
 * each with a turn of its own, needs more of them.
 */
export const manualClock = (startMillis: Millis, { turns = 12 }: { turns?: number } = {}): ManualClock => {
  let now = startMillis;
  const wakes: Wake[] = [];

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < turns; turn += 1) await nextTurn();
  };
  const runUntil = async (at: Millis): Promise<void> => {
    const end = Math.max(at, now);
    await settle();
    for (let next = wakes[0]; next !== undefined && next.at <= end; next = wakes[0]) {
      wakes.shift();
      now = Math.max(now, next.at);
      next.run();
      await settle();
    }
    now = end;
  };

  return {
    now: () => now,
    monotonic: () => now - startMillis,
    wakeAt: (at, run) => {
      const wake = { at, run };
      wakes.splice(placeOf(wakes, at), 0, wake);
      return () => {
        const index = wakes.indexOf(wake);
        if (index >= 0) wakes.splice(index, 1);
      };
    },
    advance: (ms) => runUntil(now + ms),
    runUntil,
    settle,
    pending: () => wakes.length,
  };
};

/** Behind everything that is due at `at` or before. */
const placeOf = (wakes: readonly Wake[], at: Millis): number => {
  let from = 0;
  let to = wakes.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (wakes[middle]!.at <= at) from = middle + 1;
    else to = middle;
  }
  return from;
};

/** One turn of the event loop, all promises included; where there is no `setImmediate`, promises alone. */
const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    const { setImmediate } = globalThis as { setImmediate?: (run: () => void) => void };
    if (setImmediate) setImmediate(resolve);
    else resolve();
  });
