import type { SessionTimers } from '@tandem/domain';
import { wakingTimers, type WakeOptions } from '../wake-loop.js';
import { memoryRows } from './memory-rows.js';

/** Timers that keep nothing beyond the process: for tests and the seeded simulation, where every run must be the same. */
export interface MemoryTimers extends SessionTimers {
  /** Forgets every armed session; what is running ends, and is not evaluated again unless armed anew. */
  clear(): Promise<void>;
  /** How many sessions are armed. */
  count(): Promise<number>;
  /** Drops everything at once as a crash does: what runs is not awaited nor its outcome heard. Armed sessions stay; start again. */
  crash(): void;
}

/** Opens timers in memory; needs nothing but the clock. */
export const openMemoryTimers = (options: WakeOptions): MemoryTimers => {
  const rows = memoryRows();
  const timers = wakingTimers(rows, options);
  return { ...timers, crash: () => timers.abandon(), clear: async () => rows.clear(), count: async () => rows.count() };
};
