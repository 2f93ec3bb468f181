import type { Clock } from '@tandem/domain';
import type { NativeConnection, Worker } from '@temporalio/worker';
import { pauseAfter, type TimersLog } from '../wake-loop.js';

/** A worker that is made again, with growing pauses, for as long as it is wanted. */
export interface SupervisedWorker {
  /** Takes up nothing new; resolves when what runs has ended. */
  stop(): Promise<void>;
}

export interface SupervisedWorkerDeps {
  readonly clock: Clock;
  readonly log?: TimersLog;
  connect(): Promise<NativeConnection>;
  createWorker(connection: NativeConnection): Promise<Worker>;
}

/** A start waits no longer for a server that does not answer. */
const PATIENCE = 5_000;
const LONGEST_PAUSE = 10_000;

/** Resolves after the first attempt, whether it came to be or not: an engine that is away keeps nobody from starting. */
export const superviseWorker = async (deps: SupervisedWorkerDeps): Promise<SupervisedWorker> => {
  const ending = Promise.withResolvers<void>();
  const tried = Promise.withResolvers<void>();
  let stopped = false;
  let failures = 0;

  const once = async (): Promise<void> => {
    const connection = await deps.connect();
    try {
      const worker = await deps.createWorker(connection);
      failures = 0;
      tried.resolve();
      await worker.runUntil(ending.promise);
    } finally {
      await connection.close();
    }
  };
  const run = async (): Promise<void> => {
    while (!stopped) {
      try {
        await once();
      } catch (error) {
        failures += 1;
        deps.log?.warn('TemporalWorkerFailed', { attempt: failures, error });
        tried.resolve();
        await pause(failures);
      }
    }
  };
  const pause = async (after: number): Promise<void> => {
    const over = Promise.withResolvers<void>();
    const cancel = deps.clock.wakeAt(deps.clock.now() + Math.min(pauseAfter(after), LONGEST_PAUSE), over.resolve);
    await Promise.race([ending.promise, over.promise]);
    cancel();
  };
  const running = run();
  const enough = deps.clock.wakeAt(deps.clock.now() + PATIENCE, () => tried.resolve());
  await tried.promise;
  enough();
  return {
    stop: async () => {
      stopped = true;
      ending.resolve();
      await running;
    },
  };
};
