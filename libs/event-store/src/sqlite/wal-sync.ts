import { closeSync, fdatasync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

const fdatasyncOf = (file: number): Promise<void> =>
  new Promise((resolve, reject) => fdatasync(file, (error) => (error ? reject(error) : resolve())));

/**
 * Waits for the disk beside the event loop. SQLite itself would hold it up at every commit (`synchronous=FULL` syncs the
 * write-ahead log inside COMMIT); with `NORMAL` it leaves the log of a commit to us, and still syncs it before it moves
 * pages into the file and the file before it begins the log anew (SQLite's documentation of `PRAGMA synchronous`). A
 * commit is a part of the write-ahead log, so whoever waits for that file to be synced has what FULL gives.
 */
export function createWalSync(db: DatabaseSync, file: string, sync = fdatasyncOf) {
  db.exec('PRAGMA synchronous = NORMAL');
  let wal: number | undefined;
  return {
    /** Resolves when everything committed so far is on the disk. */
    async sync(): Promise<void> {
      wal ??= openSync(`${file}-wal`, 'r+'); // it is there from the first commit on, and stays while we have the file open
      await sync(wal);
    },
    close(): void {
      if (wal !== undefined) closeSync(wal);
    },
  };
}
