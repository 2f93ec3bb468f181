/** Time as the simulator sees it: milliseconds since 1970, and a call later. */
export type SimulatorClock = {
  now: () => number;
  /** Calls `action` once in `ms`; the answer takes it back. */
  schedule: (ms: number, action: () => void) => () => void;
};

/** The computer's own clock. A waiting call never keeps a finished process alive. */
export const systemClock: SimulatorClock = {
  now: () => Date.now(),
  schedule: (ms, action) => {
    const timer = setTimeout(action, Math.min(ms, 2 ** 31 - 1));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export type ManualClock = SimulatorClock & {
  /** Moves time on and makes every call that became due, in order. */
  advance: (ms: number) => void;
};

/** A clock that stands still until a test moves it: months pass in no time, and nothing sleeps. */
export function manualClock(start = Date.UTC(2026, 10, 23, 9, 0, 0)): ManualClock {
  let now = start;
  let due: { at: number; order: number; action: () => void }[] = [];
  let order = 0;
  return {
    now: () => now,
    schedule: (ms, action) => {
      const entry = { at: now + Math.max(0, ms), order: order++, action };
      due.push(entry);
      return () => {
        due = due.filter((other) => other !== entry);
      };
    },
    advance: (ms) => {
      const end = now + ms;
      for (;;) {
        const next = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
        if (!next) break;
        due = due.filter((other) => other !== next);
        now = Math.max(now, next.at);
        next.action();
      }
      now = end;
    },
  };
}
