import type { DatabaseSync } from 'node:sqlite';

/** Runs writes of one turn of the event loop, and those that came while the disk was busy, in one transaction. */
export interface GroupCommit {
  /** Resolves once the write is on the disk. All writes take effect in the order of asking. */
  write(change: () => void): Promise<void>;
  /** As `write`, but does not wait for the disk: it survives the process, and a loss of power may undo it. */
  note(change: () => void): Promise<void>;
  /** Commits what is waiting; later writes are refused. */
  close(): Promise<void>;
}

interface Waiting {
  readonly change: () => void;
  readonly lasts: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** So that arming a hundred thousand sessions at once never holds the event loop for long. */
const MOST_AT_ONCE = 1_000;

/** `sync` resolves when everything committed so far is on the disk. */
export const groupCommit = (db: DatabaseSync, sync: () => Promise<void>): GroupCommit => {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  let closed = false;

  const commitAll = (batch: readonly Waiting[]): void => {
    try {
      begin.run();
      for (const { change } of batch) change();
      commit.run();
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  };
  const flush = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      commitAll(batch);
      if (batch.some(({ lasts }) => lasts)) await sync();
    } catch (error) {
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const { resolve } of batch) resolve();
  };
  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      await flush(waiting.splice(0, MOST_AT_ONCE));
    }
    running = undefined;
  };
  const add = (change: () => void, lasts: boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(new Error('The session timers are closed'));
      waiting.push({ change, lasts, resolve, reject });
      running ??= run();
    });

  return {
    write: (change) => add(change, true),
    note: (change) => add(change, false),
    close: async () => {
      closed = true;
      await running;
    },
  };
};
