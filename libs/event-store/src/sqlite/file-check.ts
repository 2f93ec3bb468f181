import { accessSync, closeSync, constants, existsSync, openSync, readFileSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { CannotOpenStore, reasonOf } from './cannot-open.js';

/** One kind of SQLite file of ours. */
export interface FileKind {
  /** As it is called in messages: "event log", "vault". */
  readonly what: string;
  /** `PRAGMA application_id`: tells our files from others, and log from vault. */
  readonly applicationId: number;
  /** `PRAGMA user_version`. */
  readonly schemaVersion: number;
  /** Creates all tables. */
  readonly schema: string;
  readonly tables: readonly string[];
}

/** Above this size a start does not walk through the whole file. */
const wholeCheckBytes = 32 * 2 ** 20;
const magic = 'SQLite format 3\0';

/**
 * Says whether a file of this kind is there, reading only: throws `CannotOpenStore` on anything else, with every byte
 * of the folder as it was. `look` may read the open file and refuse it as well.
 */
export function checkFile(file: string, kind: FileKind, look?: (db: DatabaseSync) => void): 'absent' | 'present' {
  const refuse = (why: string): never => { throw new CannotOpenStore(kind.what, file, why); };
  const folder = dirname(file);
  const stats = statOf(folder);
  if (!stats) refuse('its folder does not exist');
  if (!stats?.isDirectory()) refuse('its folder is not a folder');
  checkAccess(folder, () => refuse('its folder is not writable'));
  if (!existsSync(file)) {
    if (sizeOf(`${file}-wal`) > 0) refuse('the file is missing, but its write-ahead log (-wal) is there');
    return 'absent';
  }
  checkAccess(file, () => refuse('the file is not writable'));
  checkHeader(file, kind, refuse);
  checkContent(file, kind, look);
  return 'present';
}

function checkAccess(path: string, refuse: () => never): void {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch {
    refuse();
  }
}

/** The header's fields (sqlite.org/fileformat2.html, 1.3) as bytes, before SQLite itself touches the file. */
function checkHeader(file: string, kind: FileKind, refuse: (why: string) => never): void {
  if (!statSync(file).isFile()) refuse('it is not a file');
  const header = readStart(file, 100);
  if (header.length === 0) refuse('the file is empty');
  if (header.toString('latin1', 0, magic.length) !== magic || header.length < 100) refuse(`it is not a Tandem ${kind.what}, or it is damaged`);
  if (header.readUInt32BE(68) !== kind.applicationId) refuse(`it is an SQLite file of something else, not a Tandem ${kind.what}`);
  const version = header.readUInt32BE(60);
  if (version > kind.schemaVersion) {
    refuse(`it was written by a newer version of Tandem (schema ${version}, this version knows ${kind.schemaVersion})`);
  }
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  if (sizeOf(`${file}-wal`) === 0 && statSync(file).size < header.readUInt32BE(28) * pageSize) refuse('the file is damaged: its end is missing');
}

function checkContent(file: string, kind: FileKind, look: ((db: DatabaseSync) => void) | undefined): void {
  // Without a write-ahead log SQLite is told that nothing changes, and leaves no traces; with one it needs a -shm file.
  const hasWal = sizeOf(`${file}-wal`) > 0;
  const restore = hasWal ? keepCopy(`${file}-shm`) : () => undefined;
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(hasWal ? file : immutable(file), { readOnly: true, timeout: 2_000 });
    checkStructure(db, kind, statSync(file).size);
    look?.(db);
    db.close();
  } catch (error) {
    if (db?.isOpen) db.close();
    restore();
    if (error instanceof CannotOpenStore) throw error;
    throw new CannotOpenStore(kind.what, file, `the file is damaged (${reasonOf(error)})`);
  }
}

function checkStructure(db: DatabaseSync, { tables }: FileKind, bytes: number): void {
  const there = new Set(db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all().map(({ name }) => name));
  const missing = tables.filter((table) => !there.has(table));
  if (missing.length > 0) throw new Error(`without the table ${missing.join(', ')}`);
  if (bytes <= wholeCheckBytes) {
    const found = db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    if (found !== 'ok') throw new Error(String(found).replaceAll(/\s+/g, ' '));
  } else {
    for (const table of tables) for (const way of ['ASC', 'DESC']) db.prepare(`SELECT * FROM ${table} ORDER BY rowid ${way} LIMIT 1`).get();
  }
}

function immutable(file: string): string {
  const url = pathToFileURL(file);
  url.searchParams.set('immutable', '1');
  return url.href;
}

/** Remembers a small file as it is, or that it is not; the answer puts that back. */
function keepCopy(file: string): () => void {
  const before = existsSync(file) ? readFileSync(file) : undefined;
  return () => (before ? writeFileSync(file, before) : rmSync(file, { force: true }));
}

function readStart(file: string, length: number): Buffer {
  const fd = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(fd, buffer, 0, length, 0));
  } finally {
    closeSync(fd);
  }
}

const statOf = (path: string) => statSync(path, { throwIfNoEntry: false });
const sizeOf = (file: string): number => statOf(file)?.size ?? 0;
