import { closeSync, openSync, readSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Stands in the file's header, so that another program's SQLite file is not taken for ours. */
const APPLICATION_ID = 0x74_6d_72_31;
const SCHEMA_VERSION = 1;
const MAGIC = 'SQLite format 3\0';

export type TimersFileProblem = 'NotADatabase' | 'ForeignDatabase' | 'NewerVersion' | 'Damaged';

/** The file cannot be used and was not changed. It holds nothing that the log cannot give again. */
export class TimersFileError extends Error {
  override readonly name = 'TimersFileError';
  constructor(readonly file: string, readonly problem: TimersFileProblem) {
    super(`The session timers' file ${file} ${wordsOf[problem]}. Move it away and start again: open sessions are armed anew from the log.`);
  }
}

const wordsOf: Record<TimersFileProblem, string> = {
  NotADatabase: 'is not a database',
  ForeignDatabase: 'belongs to another program',
  NewerVersion: 'was written by a newer version',
  Damaged: 'is damaged',
};

/** Opens or makes the file. Throws `TimersFileError` before anything is written when it is not ours or not whole. */
export const openTimersFile = (file: string): DatabaseSync => {
  if (!isDatabaseOrEmpty(file)) throw new TimersFileError(file, 'NotADatabase');
  const db = new DatabaseSync(file, { timeout: 5_000 });
  try {
    if (isNew(db, file)) create(db);
    // NORMAL: `walSync` waits for the disk, so that what `arm` has answered survives a loss of power.
    db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-8192');
    return db;
  } catch (error) {
    db.close();
    throw isDamage(error) ? new TimersFileError(file, 'Damaged') : error;
  }
};

const isDatabaseOrEmpty = (file: string): boolean => {
  const start = Buffer.alloc(MAGIC.length);
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
  try {
    const length = readSync(handle, start, 0, start.length, 0);
    return length === 0 || start.toString('latin1') === MAGIC;
  } finally {
    closeSync(handle);
  }
};

/** Whether the schema is still to be made; throws for what is not ours or damaged. Only reads. */
const isNew = (db: DatabaseSync, file: string): boolean => {
  const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n']);
  if (tables === 0) return true;
  if (numberOf(db, 'application_id') !== APPLICATION_ID) throw new TimersFileError(file, 'ForeignDatabase');
  if (numberOf(db, 'user_version') > SCHEMA_VERSION) throw new TimersFileError(file, 'NewerVersion');
  if (db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] !== 'ok') throw new TimersFileError(file, 'Damaged');
  return false;
};

const numberOf = (db: DatabaseSync, pragma: 'application_id' | 'user_version'): number =>
  Number(db.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);

const create = (db: DatabaseSync): void => {
  db.exec(`
    BEGIN IMMEDIATE;
    PRAGMA application_id = ${APPLICATION_ID};
    PRAGMA user_version = ${SCHEMA_VERSION};
    CREATE TABLE timers (
      session TEXT PRIMARY KEY,
      conversation TEXT NOT NULL,
      due_at INTEGER NOT NULL,
      failures INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE INDEX timers_by_due_at ON timers (due_at, session);
    CREATE TABLE progress (reader TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
    COMMIT;
  `);
};

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const isDamage = (error: unknown): boolean => [11, 26].includes(Number((error as { errcode?: number }).errcode) & 0xff);
