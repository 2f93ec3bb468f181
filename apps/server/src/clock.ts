import type { Clock } from '@tandem/domain';

/** Longest time that Node's timers take at once: about 25 days. */
const LONGEST = 2 ** 31 - 1;

/** The machine's clock. What waits on it does not keep a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  wakeAt: (at, wake) => {
    let timer: NodeJS.Timeout;
    const sleep = (): void => {
      timer = setTimeout(() => (Date.now() < at ? sleep() : wake()), Math.min(LONGEST, Math.max(0, at - Date.now())));
      timer.unref();
    };
    sleep();
    return () => clearTimeout(timer);
  },
};
