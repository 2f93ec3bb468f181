import type { DatabaseSync } from 'node:sqlite';
import type { TimerRow, TimerRows } from '../wake-loop.js';
import { groupCommit } from './group-commit.js';
import type { WalSync } from './wal-sync.js';

/** Rows in SQLite; beyond a small page cache nothing of them is in memory. */
export interface SqliteRows extends TimerRows {
  clear(): Promise<void>;
  count(): number;
  progress(): number;
  saveProgress(position: number): Promise<void>;
  close(): Promise<void>;
}

export const sqliteRows = (db: DatabaseSync, disk: WalSync): SqliteRows => {
  const writes = groupCommit(db, disk.sync);
  const earliest = db.prepare(
    'SELECT session, conversation, due_at AS dueAt, failures FROM timers ORDER BY due_at, session LIMIT ?',
  );
  const arm = db.prepare(`
    INSERT INTO timers (session, conversation, due_at) VALUES (?, ?, ?)
    ON CONFLICT (session) DO UPDATE SET due_at = excluded.due_at WHERE excluded.due_at < due_at`);
  const settle = db.prepare('UPDATE timers SET due_at = ?, failures = ? WHERE session = ?');
  const remove = db.prepare('DELETE FROM timers WHERE session = ?');
  const count = db.prepare('SELECT count(*) AS n FROM timers');
  const progress = db.prepare("SELECT position FROM progress WHERE reader = 'arming'");
  const saveProgress = db.prepare("INSERT OR REPLACE INTO progress (reader, position) VALUES ('arming', ?)");

  return {
    earliest: (limit) => earliest.all(limit) as unknown as TimerRow[],
    arm: ({ session, conversation }, at) => writes.write(() => arm.run(session, conversation, at)),
    // A loss of power may undo it: then the session is evaluated once more, which changes nothing.
    settle: (session, { dueAt, failures }) =>
      writes.note(() => (dueAt === undefined ? remove.run(session) : settle.run(dueAt, failures, session))),
    clear: () => writes.write(() => db.exec('DELETE FROM timers; DELETE FROM progress')),
    count: () => Number(count.get()?.['n']),
    progress: () => Number(progress.get()?.['position'] ?? 0),
    saveProgress: (position) => writes.write(() => saveProgress.run(position)),
    close: async () => {
      await writes.close();
      db.close();
      disk.close();
    },
  };
};
