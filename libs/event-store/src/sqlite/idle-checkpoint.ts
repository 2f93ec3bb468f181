import { SECOND, type Millis } from '@tandem/domain';
import type { DatabaseSync } from 'node:sqlite';

const idleAfter: Millis = SECOND;

/** Moves what was written from the write-ahead log into the file once nothing has been written for a second. */
export function createIdleCheckpoint(db: DatabaseSync) {
  const checkpoint = db.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  let written = 0;
  let seen = 0;
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    timer = undefined;
    if (written === seen) checkpoint.get();
    else rest();
  };
  const rest = (): void => {
    seen = written;
    timer = setTimeout(look, idleAfter);
    timer.unref();
  };
  return {
    /** To be told after each commit. */
    later(): void {
      written++;
      if (!timer) rest();
    },
    cancel: (): void => clearTimeout(timer),
  };
}
