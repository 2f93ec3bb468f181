import type { DatabaseSync } from 'node:sqlite';
import { randomBytes } from 'node:crypto';
import type { MasterKey } from '../master-key.js';
import { hashKeyName, type Wrapping } from '../wrapping.js';
import type { FileKind } from './file-check.js';

/**
 * The vault's file. A key is wrapped by the master key it names; a destroyed one keeps its name, so that it is never
 * made again. The hash key is wrapped too and never changes. `masters` are the ids of all master keys in use.
 */
export const vaultFile: FileKind = {
  what: 'vault',
  applicationId: 0x54_4e_44_56, // TNDV
  schemaVersion: 1,
  tables: ['masters', 'hash_key', 'keys'],
  schema: `
    CREATE TABLE masters (id TEXT PRIMARY KEY) STRICT;
    CREATE TABLE hash_key (one INTEGER PRIMARY KEY CHECK (one = 1), master TEXT NOT NULL, wrapped BLOB NOT NULL) STRICT;
    CREATE TABLE keys (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, master TEXT, wrapped BLOB) STRICT;`,
};

/** What a new vault begins with. */
export function fillVault(db: DatabaseSync, { newest, wrap }: Wrapping): void {
  db.prepare('INSERT INTO masters VALUES (?)').run(newest);
  db.prepare('INSERT INTO hash_key VALUES (1, ?, ?)').run(newest, wrap(hashKeyName, randomBytes(32)));
}

/** Why these master keys do not open a vault; undefined when they do. */
export function whyClosed(db: DatabaseSync, masterKeys: readonly MasterKey[]): string | undefined {
  const given = new Set(masterKeys.map(({ id }) => id));
  const missing = db.prepare('SELECT id FROM masters').all().filter(({ id }) => !given.has(String(id)));
  if (missing.length === 0) return undefined;
  return `its keys are wrapped by a master key that was not given (id ${missing.map(({ id }) => String(id)).join(', ')})`;
}
