import type { DatabaseSync } from 'node:sqlite';

/** Changes of one commit, so that a flood of them does not hold the event loop. */
const MOST_AT_ONCE = 1_024;

/** A commit was written and its wait for the disk failed: it may be there or not. */
export class NotOnDisk extends Error {
  override readonly name = 'NotOnDisk';
}

interface Waiting {
  readonly work: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits together what was asked for while the disk was busy with the commit before, or in one turn of the event loop:
 * one wait for the disk for all of it, in which the event loop goes on.
 */
export const createGroupCommit = (db: DatabaseSync, sync: () => Promise<void>) => {
  const queue: Waiting[] = [];
  let underway: Promise<void> | undefined;
  // after the disk failed nobody knows which pages it has: all is moved into the file, and synced, before the next commit
  let mustRepair = false;

  const write = (batch: readonly Pick<Waiting, 'work'>[]): void => {
    if (mustRepair && db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] !== 0) throw new Error('The spool could not be made whole after the disk had failed.');
    mustRepair = false;
    db.exec('BEGIN IMMEDIATE');
    try {
      for (const { work } of batch) work();
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  };
  const onDisk = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      write(batch);
      await sync().catch((error: unknown) => {
        mustRepair = true;
        throw new NotOnDisk('The disk did not take what was written.', { cause: error });
      });
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };
  const flush = (): void => {
    if (underway || queue.length === 0) return;
    underway = onDisk(queue.splice(0, MOST_AT_ONCE)).finally(() => {
      underway = undefined;
      if (queue.length > 0) setImmediate(flush);
    });
  };
  return {
    /** Does `work`, which is synchronous, inside a transaction; durable when it answers. */
    commit: (work: () => void): Promise<void> =>
      new Promise((resolve, reject) => {
        if (queue.push({ work, resolve, reject }) === 1 && !underway) setImmediate(flush);
      }),
    /** Does `work` inside a transaction at once; durable with the next commit that is. */
    commitNow: (work: () => void): void => write([{ work }]),
    /** Resolves when all that was asked for is answered. */
    async drain(): Promise<void> {
      while (queue.length > 0 || underway) {
        flush();
        await underway;
      }
    },
  };
};
