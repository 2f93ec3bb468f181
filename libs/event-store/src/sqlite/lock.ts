import { closeSync, openSync, realpathSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CannotOpenStore, reasonOf } from './cannot-open.js';

/**
 * The locks of this process. One that nobody refers to would be collected as garbage and so released; and opening and
 * closing the file once more in the process that holds it would release it too (POSIX), so a second try stops here.
 */
const held = new Map<string, DatabaseSync>();

/** Held as long as the process lives, or until it is released. */
export interface FolderLock {
  /** To be called when everything in the folder is closed. */
  release(): void;
}

/**
 * Makes this process the only one that uses a data folder. The lock is an exclusive transaction on a file of its own
 * (`lock`), which the operating system ends with the process, however it dies. Reading that file in the process that
 * holds it would end the lock as well. Throws `CannotOpenStore`.
 */
export function lockDataFolder(folder: string): FolderLock {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new CannotOpenStore('data folder', folder, 'it is not a folder');
  const file = join(realpathSync(folder), 'lock');
  if (held.has(file)) throw new CannotOpenStore('data folder', folder, 'this process uses it already');
  for (;;) {
    const made = make(folder, file);
    const db = lock(folder, file);
    // Whoever releases the lock removes the file: one that was replaced since it was opened protects nothing.
    if (made !== undefined && identity(file) === made) {
      held.set(file, db);
      return { release: () => release(db, file) };
    }
    db.close();
  }
}

/** Creates the file where it is absent; answers which one it is. */
function make(folder: string, file: string): bigint | undefined {
  try {
    closeSync(openSync(file, 'a'));
  } catch (error) {
    throw new CannotOpenStore('data folder', folder, `it is not writable (${reasonOf(error)})`);
  }
  return identity(file);
}

function lock(folder: string, file: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { timeout: 0 });
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db?.close();
    const busy = (error as { errcode?: number }).errcode === 5; // SQLITE_BUSY
    throw new CannotOpenStore('data folder', folder, busy ? 'another process uses it' : `it is not writable (${reasonOf(error)})`);
  }
}

function release(db: DatabaseSync, file: string): void {
  if (!db.isOpen) return;
  try {
    rmSync(file, { force: true }); // while it is still locked; fails on Windows, where the file may simply stay
  } finally {
    held.delete(file);
    db.close();
  }
}

const identity = (file: string): bigint | undefined => statSync(file, { bigint: true, throwIfNoEntry: false })?.ino;
