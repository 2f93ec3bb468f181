import type { Sealed, Vault } from '@tandem/domain';
import type { DatabaseSync } from 'node:sqlite';
import { keyedHashWith } from '../keyed-hash.js';
import type { MasterKey } from '../master-key.js';
import { checkKeyName, keyNameOf, openWith, sealWith, unknownKey } from '../sealing.js';
import { createWrapping, hashKeyName, type WrappedKey, type Wrapping } from '../wrapping.js';
import { CannotOpenStore } from './cannot-open.js';
import { inTransaction, openFile } from './file-open.js';
import { createVaultKeys, wipe } from './vault-keys.js';
import { fillVault, vaultFile, whyClosed } from './vault-schema.js';

export interface SqliteVaultOptions {
  readonly file: string;
  /** Newest first; all that keys of the vault are wrapped by. */
  readonly masterKeys: readonly MasterKey[];
  /** Unwrapped keys kept in memory. Default 10,000. */
  readonly keysInMemory?: number;
}

/**
 * The vault in an SQLite file of its own. Throws `CannotOpenStore` where the file is not a vault of ours, is damaged or
 * needs another master key, and leaves it as it is.
 */
export function openSqliteVault({ file, masterKeys, keysInMemory = 10_000 }: SqliteVaultOptions): Vault {
  const wrapping = createWrapping(masterKeys);
  const db = openFile(file, vaultFile, {
    fill: (fresh) => fillVault(fresh, wrapping),
    look: (found) => refuseUnless(whyClosed(found, masterKeys), file),
  });
  db.exec('PRAGMA secure_delete = ON');
  addMaster(db, wrapping);
  const hashKey = wrapping.unwrap(hashKeyName, db.prepare('SELECT master, wrapped FROM hash_key').get() as unknown as WrappedKey);
  const keys = createVaultKeys(db, wrapping, keysInMemory);
  const names = db.prepare('SELECT name FROM keys WHERE name >= ? AND name < ? AND wrapped IS NOT NULL ORDER BY name');

  const open = (sealed: Sealed): Buffer | undefined => {
    const name = keyNameOf(sealed);
    const key = keys.find(name);
    if (key === undefined) throw unknownKey(name);
    return key === 'destroyed' ? undefined : openWith(name, key, sealed);
  };
  return {
    async seal(name, plain) {
      checkKeyName(name);
      return sealWith(name, await keys.obtain(name), plain);
    },
    open: async (sealed) => open(sealed)?.toString('utf8'),
    openBytes: async (sealed) => open(sealed),
    destroy: keys.destroy,
    keys: async (prefix) => names.all(prefix, `${prefix}\u{10ffff}`).map(({ name }) => String(name)),
    keyedHash: (value) => keyedHashWith(hashKey, value),
    rewrap: () => rewrap(db, wrapping),
    async close() {
      if (!db.isOpen) return;
      keys.drain();
      keys.clear();
      hashKey.fill(0);
      db.close();
    },
  };
}

function refuseUnless(why: string | undefined, file: string): void {
  if (why !== undefined) throw new CannotOpenStore('vault', file, why);
}

/** Before it wraps the first key, so that the vault is never opened without it again. */
function addMaster(db: DatabaseSync, { newest }: Wrapping): void {
  db.prepare('INSERT INTO masters VALUES (?) ON CONFLICT DO NOTHING').run(newest);
}

const rowsAtOnce = 500;

/** A part at a time; every row says by which master key it is wrapped, so a stop in between does no harm. */
async function rewrap(db: DatabaseSync, { newest, wrap, unwrap }: Wrapping): Promise<number> {
  const some = db.prepare('SELECT id, name, master, wrapped FROM keys WHERE id > ? AND wrapped IS NOT NULL ORDER BY id LIMIT ?');
  const update = db.prepare('UPDATE keys SET master = ?, wrapped = ? WHERE id = ? AND wrapped IS NOT NULL');
  let count = 0;
  for (let after = 0; ;) {
    const rows = some.all(after, rowsAtOnce) as unknown as (WrappedKey & { id: number; name: string })[];
    inTransaction(db, () => {
      for (const row of rows) update.run(newest, wrap(row.name, unwrap(row.name, row)), row.id);
    });
    count += rows.length;
    after = rows.at(-1)?.id ?? after;
    if (rows.length < rowsAtOnce) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  inTransaction(db, () => {
    const row = db.prepare('SELECT master, wrapped FROM hash_key').get() as unknown as WrappedKey;
    db.prepare('UPDATE hash_key SET master = ?, wrapped = ?').run(newest, wrap(hashKeyName, unwrap(hashKeyName, row)));
    db.prepare('DELETE FROM masters WHERE id <> ?').run(newest);
  });
  wipe(db);
  return count;
}
