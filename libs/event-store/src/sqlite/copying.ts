import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { CopiedKey, Copyable, StreamStart } from '../copying.js';
import type { WrappedKey } from '../wrapping.js';
import { inTransaction, openFile } from './file-open.js';
import { createHeads } from './heads.js';
import { openSqliteStore } from './store.js';
import { vaultFile } from './vault-schema.js';

/** Log and vault of a data folder for a copy; the folder is locked by the caller. */
export function openSqliteCopy(files: { readonly log: string; readonly vault: string }): Copyable {
  const store = openSqliteStore({ file: files.log });
  const log = new DatabaseSync(files.log, { timeout: 5_000 });
  const heads = createHeads(log, 2);
  return {
    store,
    async emptied() {
      const rows = log.prepare(`SELECT name AS stream, version, hash FROM streams s
        WHERE version > 0 AND NOT EXISTS (SELECT 1 FROM events e WHERE e.stream = s.id)`).all();
      return rows.map(({ stream, version, hash }) => ({ stream: String(stream), version: Number(version), hash: typeof hash === 'string' ? hash : undefined }));
    },
    async begin({ stream, version, hash }: StreamStart) {
      inTransaction(log, () => {
        const head = heads.obtain(stream);
        head.version = version;
        if (head.hash !== null && hash !== undefined) head.hash = hash;
        heads.save(head);
      });
    },
    hashKey: async () => withVault(files.vault, (db) => db?.prepare('SELECT master, wrapped FROM hash_key').get() as unknown as WrappedKey | undefined),
    async *keys() {
      const rows = withVault(files.vault, (db) => db?.prepare('SELECT name, master, wrapped FROM keys ORDER BY id').all() ?? []);
      for (const { name, master, wrapped } of rows) {
        yield { name: String(name), key: wrapped === null ? 'destroyed' as const : { master: String(master), wrapped: wrapped as Uint8Array } };
      }
    },
    putKeys: (hashKey, keys) => putKeys(files.vault, hashKey, keys),
    async close() {
      log.close();
      await store.close();
    },
  };
}

function withVault<T>(file: string, work: (db: DatabaseSync | undefined) => T): T {
  if (!existsSync(file)) return work(undefined);
  const db = openFile(file, vaultFile);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

async function putKeys(file: string, hashKey: WrappedKey, keys: AsyncIterable<CopiedKey>): Promise<number> {
  const all: CopiedKey[] = [];
  for await (const one of keys) all.push(one);
  const db = openFile(file, vaultFile, {
    fill: (fresh) => { fresh.prepare('INSERT INTO hash_key VALUES (1, ?, ?)').run(hashKey.master, hashKey.wrapped); },
  });
  const put = db.prepare('INSERT INTO keys (name, master, wrapped) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const empty = db.prepare('UPDATE keys SET master = NULL, wrapped = NULL WHERE name = ?');
  const master = db.prepare('INSERT INTO masters VALUES (?) ON CONFLICT DO NOTHING');
  try {
    inTransaction(db, () => {
      master.run(hashKey.master);
      for (const { name, key } of all) {
        if (key !== 'destroyed') master.run(key.master);
        put.run(name, key === 'destroyed' ? null : key.master, key === 'destroyed' ? null : key.wrapped);
        if (key === 'destroyed') empty.run(name);
      }
    });
    return all.length;
  } finally {
    db.close();
  }
}
