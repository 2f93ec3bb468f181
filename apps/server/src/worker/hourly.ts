import { HOUR, MINUTE, type Clock, type Millis } from '@tandem/domain';
import type { Log } from '../logging/log.js';

/** Something that is done every hour, first a minute after the start. A failure is logged and tried again an hour later. */
export interface Hourly {
  start(): void;
  /** Resolves when a run under way is done. */
  stop(): Promise<void>;
}

export const hourly = (what: string, { clock, log }: { clock: Clock; log: Log }, run: () => Promise<unknown>): Hourly => {
  let cancel = (): void => {};
  let running: Promise<unknown> = Promise.resolve();
  let stopped = false;
  const later = (pause: Millis): void => {
    if (stopped) return;
    cancel = clock.wakeAt(clock.now() + pause, () => {
      running = run().catch((error: unknown) => log.error('HourlyTaskFailed', { what, error })).then(() => later(HOUR));
    });
  };
  return {
    start: () => later(MINUTE),
    stop: async () => {
      stopped = true;
      cancel();
      await running;
    },
  };
};
