import type { DatabaseSync } from 'node:sqlite';

/** Does the work wholly or not at all. */
export const inTransaction = (db: DatabaseSync, work: () => void): void => {
  db.exec('BEGIN');
  try {
    work();
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
};

/** What was taken out is then in no file any more: freed places are overwritten (`secure_delete`), and the write-ahead log is emptied. */
export const overwriteFreed = (db: DatabaseSync): void => void db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
