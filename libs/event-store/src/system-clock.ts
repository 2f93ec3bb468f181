import type { Clock } from '@tandem/domain';

const longestTimeout = 2 ** 31 - 1;

/** The machine's clock. Its timers do not keep a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  wakeAt(at, wake) {
    let timer: NodeJS.Timeout;
    const sleep = (): void => {
      const left = at - Date.now();
      timer = setTimeout(() => (Date.now() < at ? sleep() : wake()), Math.min(longestTimeout, Math.max(0, left)));
      timer.unref();
    };
    sleep();
    return () => clearTimeout(timer);
  },
};
