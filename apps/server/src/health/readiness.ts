import { statfsSync } from 'node:fs';

export type NotReady = 'Starting' | 'Stopping' | 'DirectoryNotCaughtUp' | 'StoreRefusesWrites' | 'DiskAlmostFull';

/** Whether calls should be sent here, and why not. */
export interface Readiness {
  reasons(): readonly NotReady[];
}

/** Below this the log's own bookkeeping may fail: 64 MiB. */
const LEAST_FREE_BYTES = 64 * 1024 * 1024;

export interface ReadinessDeps {
  readonly phase: () => 'starting' | 'running' | 'stopping';
  readonly directoryReady: () => boolean;
  readonly refusesWrites: () => boolean;
  /** Free bytes where the log is; undefined where it is not on a disk. */
  readonly freeBytes: () => number | undefined;
}

export const createReadiness = ({ phase, directoryReady, refusesWrites, freeBytes }: ReadinessDeps): Readiness => ({
  reasons: () => {
    const reasons: NotReady[] = [];
    if (phase() === 'starting') reasons.push('Starting');
    if (phase() === 'stopping') reasons.push('Stopping');
    if (!directoryReady()) reasons.push('DirectoryNotCaughtUp');
    if (refusesWrites()) reasons.push('StoreRefusesWrites');
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
