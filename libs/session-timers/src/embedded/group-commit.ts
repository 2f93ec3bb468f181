import type { DatabaseSync } from 'node:sqlite';

/** Runs writes of one turn of the event loop in one transaction. */
export interface GroupCommit {
  /** Resolves once the write is on disk; writes take effect in the order of asking. */
  write(change: () => void): Promise<void>;
  /** Commits what is waiting; later writes are refused. */
  close(): void;
}

interface Waiting {
  readonly change: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** So that arming a hundred thousand sessions at once never holds the event loop for long. */
const MOST_AT_ONCE = 1_000;

export const groupCommit = (db: DatabaseSync): GroupCommit => {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const waiting: Waiting[] = [];
  let scheduled: NodeJS.Immediate | undefined;
  let closed = false;

  const flush = (): void => {
    const batch = waiting.splice(0, MOST_AT_ONCE);
    scheduled = waiting.length > 0 && !closed ? setImmediate(flush) : undefined;
    try {
      begin.run();
      for (const { change } of batch) change();
      commit.run();
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const { resolve } of batch) resolve();
  };

  return {
    write: (change) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new Error('The session timers are closed'));
        waiting.push({ change, resolve, reject });
        scheduled ??= setImmediate(flush);
      }),
    close: () => {
      closed = true;
      clearImmediate(scheduled);
      while (waiting.length > 0) flush();
    },
  };
};
