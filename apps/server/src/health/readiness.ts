import { statfsSync } from 'node:fs';
import type { DatabaseStanding } from '@tandem/wire';

export type NotReady = 'Starting' | 'Stopping' | 'DirectoryNotCaughtUp' | 'StoreRefusesWrites' | 'DiskAlmostFull' | 'SpoolFull';

/** Whether calls should be sent here, and why not. */
export interface Readiness {
  reasons(): readonly NotReady[];
  /** How things stand with the database; undefined where the log is in the data folder. */
  database?(): DatabaseStanding | undefined;
}

/** Below this the log's own bookkeeping may fail: 64 MiB. */
const LEAST_FREE_BYTES = 64 * 1024 * 1024;

export interface ReadinessDeps {
  readonly phase: () => 'starting' | 'running' | 'stopping';
  readonly directoryReady: () => boolean;
  readonly refusesWrites: () => boolean;
  readonly database?: () => DatabaseStanding | undefined;
  /** Free bytes where the log is; undefined where it is not on a disk. */
  readonly freeBytes: () => number | undefined;
}

export const createReadiness = ({ phase, directoryReady, refusesWrites, freeBytes, database = () => undefined }: ReadinessDeps): Readiness => ({
  database,
  reasons: () => {
    const reasons: NotReady[] = [];
    if (phase() === 'starting') reasons.push('Starting');
    if (phase() === 'stopping') reasons.push('Stopping');
    if (!directoryReady()) reasons.push('DirectoryNotCaughtUp');
    if (refusesWrites()) reasons.push('StoreRefusesWrites');
    if (database()?.full) reasons.push('SpoolFull');
    if ((freeBytes() ?? Infinity) < LEAST_FREE_BYTES) reasons.push('DiskAlmostFull');
    return reasons;
  },
});

/** Free bytes for this process on the disk of `folder`. */
export const freeBytesOf = (folder: string): number | undefined => {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
};
