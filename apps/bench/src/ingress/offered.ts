import { setTimeout as pause } from 'node:timers/promises';
import type { Generator } from '../load/generator.js';
import type { LoadResult, Target } from '../load/load-job.js';
import { callsAccepted, callsWaiting, cpuOf, itemsRead, readMeasures } from '../load/measures.js';
import type { Program } from '../load/program.js';

export interface OfferedOptions {
  /** Calls per second. */
  readonly rate: number;
  readonly seconds: number;
  readonly customers: number;
  readonly targets: readonly Target[];
  readonly connections: number;
}

export interface Offered {
  readonly load: LoadResult;
  /** Accepted calls that no reader had read yet, at most, and the age of the oldest of them in seconds. */
  readonly peakWaiting: number;
  readonly peakLag: number;
  /** Seconds after the last call until every accepted call was read; undefined where that was not awaited to its end. */
  readonly balanced: number | undefined;
  /** Calls that the server says it accepted, and items that it has read. */
  readonly accepted: number;
  readonly read: number;
  /** Seconds of the server's processor per second of load. */
  readonly cores: number;
}

const LONGEST_WAIT = 900_000;

/** Calls at a fixed rate, a message and its three statuses each, while everything runs; then waits until every call was read. */
export const offer = async (server: Program, generator: Generator, { rate, seconds, customers, targets, connections }: OfferedOptions): Promise<Offered> => {
  const before = await readMeasures(server.url);
  const peak = { waiting: 0, lag: 0 };
  let running = true;
  const watch = async (): Promise<void> => {
    while (running) {
      const measures = await readMeasures(server.url);
      peak.waiting = Math.max(peak.waiting, callsWaiting(measures));
      peak.lag = Math.max(peak.lag, measures.sum('tandem_reader_lag_seconds'));
      await pause(1_000);
    }
  };
  const watching = watch();
  const load = await generator.run({ url: server.url, targets, connections, seconds, rate, customers, statusesPerMessage: 3, text: 'Load' });
  const ended = performance.now();
  const loaded = await readMeasures(server.url);
  running = false;
  await watching;
  const isBalanced = await untilRead(server);
  const balanced = isBalanced ? (performance.now() - ended) / 1_000 : undefined;
  const after = await readMeasures(server.url);
  return {
    load, balanced, peakWaiting: peak.waiting, peakLag: peak.lag, cores: (cpuOf(loaded) - cpuOf(before)) / load.seconds,
    accepted: callsAccepted(after) - callsAccepted(before), read: itemsRead(after) - itemsRead(before),
  };
};

const untilRead = async (server: Program): Promise<boolean> => {
  for (const late = performance.now() + LONGEST_WAIT; performance.now() < late; await pause(250)) {
    if (callsWaiting(await readMeasures(server.url)) === 0) return true;
  }
  return false;
};
