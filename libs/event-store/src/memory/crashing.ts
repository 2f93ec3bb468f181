import type { Millis } from '@tandem/domain';
import { createMemoryLog } from './log.js';
import { openOn, type MemoryStore, type MemoryStoreOptions } from './store.js';

export interface CrashingStoreOptions extends MemoryStoreOptions {
  /** Draws from the seed, in [0, 1). */
  readonly chance: () => number;
  /** How long an append is on its way before it is applied and acknowledged; needs `clock`. Default: `defer` alone. */
  readonly latency?: () => Millis;
}

/** A log whose process can be ended at any moment and started again. */
export interface CrashingStore extends MemoryStore {
  /**
   * Ends the process that holds this store: its promises stay unanswered, its subscriptions deliver nothing more. Of
   * the appends not yet acknowledged each one is kept or lost, as chance decides; one whose version no longer fits
   * because another was lost is lost too.
   */
  crash(): void;
  /** The store of the next process, on what survived. */
  reopen(): CrashingStore;
}

/** The crash model of the seeded simulation (design 2). Reproducible where `clock`, `defer` and `chance` are. */
export function openCrashingStore(options: CrashingStoreOptions): CrashingStore {
  const { chance, clock, latency, defer = queueMicrotask } = options;
  const log = createMemoryLog();
  const delayed = latency && clock ? (run: () => void): void => { clock.wakeAt(clock.now() + latency(), run); } : defer;
  const open = (): CrashingStore => {
    const { kill, ...store } = openOn(log, { ...options, defer, commitAfter: delayed });
    return {
      ...store,
      crash() {
        for (const append of kill()) if (chance() < 0.5) log.apply(append, clock?.now() ?? Date.now());
      },
      reopen: open,
    };
  };
  return open();
}
