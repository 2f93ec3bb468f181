import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CannotOpenStore, reasonOf } from './cannot-open.js';
import { checkFile, type FileKind } from './file-check.js';

export interface OpenFileOptions {
  /** Fills a new file, before it gets its name. */
  readonly fill?: (db: DatabaseSync) => void;
  /** Reads a file that is there and may refuse it, before anything is written. */
  readonly look?: (db: DatabaseSync) => void;
}

/**
 * Opens a file of ours for writing: checked first, created where absent, durable at every commit (WAL with
 * `synchronous=FULL`).
 */
export function openFile(file: string, kind: FileKind, { fill, look }: OpenFileOptions = {}): DatabaseSync {
  const found = checkFile(file, kind, look);
  try {
    if (found === 'absent') create(file, kind, fill);
    const db = new DatabaseSync(file, { timeout: 2_000 });
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
      PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -65536;`);
    return db;
  } catch (error) {
    throw new CannotOpenStore(kind.what, file, reasonOf(error));
  }
}

/** Made under another name and renamed: a file that is there is always complete. */
function create(file: string, kind: FileKind, fill: OpenFileOptions['fill']): void {
  const unfinished = `${file}.new`;
  for (const leftover of [unfinished, `${unfinished}-journal`]) rmSync(leftover, { force: true });
  const db = new DatabaseSync(unfinished);
  try {
    db.exec(`PRAGMA synchronous = FULL; BEGIN IMMEDIATE; PRAGMA application_id = ${kind.applicationId};
      PRAGMA user_version = ${kind.schemaVersion}; ${kind.schema}`);
    fill?.(db);
    db.exec('COMMIT');
  } finally {
    db.close();
  }
  renameSync(unfinished, file);
  syncFolder(dirname(file));
}

/** Makes a new name durable. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return; // cannot open a folder, and needs no such step
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Runs `work` in one transaction; whatever it throws undoes all of it. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
