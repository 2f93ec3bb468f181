import type { SessionTimers } from '@tandem/domain';
import { wakingTimers, type WakeOptions } from '../wake-loop.js';
import { sqliteRows } from './sqlite-rows.js';
import { openTimersFile } from './timers-file.js';
import { walSync } from './wal-sync.js';

export interface EmbeddedTimersOptions extends WakeOptions {
  /** Path of the engine's own SQLite file; its folder exists. */
  readonly file: string;
  /** Brings what was written to the disk; another one for tests of a disk that fails. */
  readonly sync?: (file: number) => Promise<void>;
}

/** Timers of one process in a file of their own. */
export interface EmbeddedTimers extends SessionTimers {
  /** Forgets every armed session and the progress, durably, so that all can be armed again from the log. */
  clear(): Promise<void>;
  /** How many sessions are armed. */
  count(): Promise<number>;
  /**
   * Position of the log up to which sessions were armed, 0 = arm everything. It stands in the timers' own file, so a
   * lost or older file says by itself what is to be armed again.
   */
  progress(): Promise<number>;
  saveProgress(position: number): Promise<void>;
  /** Stops and closes the file; everything answered stays. */
  close(): Promise<void>;
}

/** Opens the engine; rejects with `TimersFileError` and leaves the file alone when it is not ours or not whole. */
export const openEmbeddedTimers = async ({ file, sync, ...options }: EmbeddedTimersOptions): Promise<EmbeddedTimers> => {
  const db = openTimersFile(file);
  const rows = sqliteRows(db, walSync(db, file, sync));
  const timers: SessionTimers = wakingTimers(rows, options);
  let closing: Promise<void> | undefined;
  return {
    ...timers,
    clear: () => rows.clear(),
    count: async () => rows.count(),
    progress: async () => rows.progress(),
    saveProgress: (position) => rows.saveProgress(position),
    close: () => (closing ??= timers.stop().then(() => rows.close())),
  };
};
