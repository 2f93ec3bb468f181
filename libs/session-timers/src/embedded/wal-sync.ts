import { closeSync, fdatasync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** Brings what was committed to the disk, beside the event loop. */
export interface WalSync {
  /** Resolves when everything committed so far is on the disk. One at a time. */
  sync(): Promise<void>;
  /** After the database is closed. */
  close(): void;
}

const fdatasyncOf = (file: number): Promise<void> =>
  new Promise((resolve, reject) => fdatasync(file, (error) => (error ? reject(error) : resolve())));

/**
 * With `synchronous=NORMAL` SQLite leaves the syncing of its write-ahead log to us, and syncs by itself only when it moves pages into the
 * file (SQLite's documentation of `PRAGMA synchronous`). After the disk failed nobody knows which pages it has, and a later success would
 * say nothing of them: then all of the log is moved into the file and synced before anything is acknowledged again.
 */
export const walSync = (db: DatabaseSync, file: string, sync = fdatasyncOf): WalSync => {
  let wal: number | undefined;
  let isDoubtful = false;
  const makeWhole = (): void => {
    const moved = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    if (moved?.['busy'] !== 0) throw new Error('The session timers could not be made whole after the disk had failed');
  };
  return {
    sync: async () => {
      wal ??= openSync(`${file}-wal`, 'r+'); // it is there from the first commit on, and stays while we have the file open
      if (isDoubtful) makeWhole();
      isDoubtful = true;
      await sync(wal);
      isDoubtful = false;
    },
    close: () => {
      if (wal !== undefined) closeSync(wal);
    },
  };
};
