import type { Millis } from '../kernel/time.js';
import type { ManualClock } from './manual-clock.js';

/** What every JavaScript that the tests run in has; the domain itself knows none of it. */
interface Machine {
  setTimeout(run: () => void, ms: Millis): { unref?(): void };
  clearTimeout(handle: { unref?(): void }): void;
  readonly performance: { now(): Millis };
}

/** How long what is under way on another server may take to settle. */
const A_MOMENT: Millis = 300;
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** The manual clock's twin for engines whose time passes by itself: moving it on is waiting. Its wake-ups keep no process from ending. */
export const realClock = (): ManualClock => {
  const { setTimeout, clearTimeout, performance } = globalThis as unknown as Machine;
  const wakes = new Set<() => void>();
  const wakeAt = (at: Millis, wake: () => void): (() => void) => {
    const handle = setTimeout(() => {
      wakes.delete(cancel);
      wake();
    }, Math.min(Math.max(0, at - Date.now()), LONGEST_TIMEOUT));
    handle.unref?.();
    const cancel = (): void => {
      wakes.delete(cancel);
      clearTimeout(handle);
    };
    wakes.add(cancel);
    return cancel;
  };
  const runUntil = (at: Millis): Promise<void> => new Promise((resolve) => void setTimeout(resolve, Math.max(0, at - Date.now())));
  return {
    now: () => Date.now(), monotonic: () => performance.now(), wakeAt, runUntil,
    advance: (ms) => runUntil(Date.now() + ms),
    settle: () => runUntil(Date.now() + A_MOMENT),
    pending: () => wakes.size,
  };
};
