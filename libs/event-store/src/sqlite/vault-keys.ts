import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { lru } from '../lru.js';
import { KeyDestroyed } from '../sealing.js';
import type { Wrapping } from '../wrapping.js';
import { inTransaction } from './file-open.js';

interface Change {
  readonly kind: 'make' | 'destroy';
  readonly name: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A key, `destroyed`, or undefined for one that never was. */
export type Found = Uint8Array | 'destroyed' | undefined;

export interface VaultKeys {
  find(name: string): Found;
  /** The key, made durably if it is new. Throws `KeyDestroyed`. */
  obtain(name: string): Promise<Uint8Array>;
  destroy(name: string): Promise<void>;
  /** Writes what is waiting. */
  drain(): void;
  /** Forgets the unwrapped keys in memory. */
  clear(): void;
}

/** Keys of a vault, those used last unwrapped in memory. What changes in one turn of the event loop is committed together. */
export function createVaultKeys(db: DatabaseSync, wrapping: Wrapping, capacity: number): VaultKeys {
  const cache = lru<string, Uint8Array>(capacity);
  const select = db.prepare('SELECT master, wrapped FROM keys WHERE name = ?');
  const insert = db.prepare('INSERT INTO keys (name, master, wrapped) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const empty = db.prepare('UPDATE keys SET master = NULL, wrapped = NULL WHERE name = ?');
  let queue: Change[] = [];

  const find = (name: string): Found => {
    const known = cache.get(name);
    if (known) return known;
    const row = select.get(name);
    if (!row) return undefined;
    if (!row['wrapped']) return 'destroyed';
    const key = wrapping.unwrap(name, row as { master: string; wrapped: Uint8Array });
    cache.set(name, key);
    return key;
  };
  const apply = ({ kind, name }: Change): void => {
    if (kind === 'make') insert.run(name, wrapping.newest, wrapping.wrap(name, randomBytes(32)));
    else empty.run(name);
  };
  const flush = (): void => {
    const changes = queue;
    queue = [];
    if (changes.length === 0) return;
    const destroyed = changes.filter(({ kind }) => kind === 'destroy');
    try {
      inTransaction(db, () => changes.forEach(apply));
      for (const { name } of destroyed) cache.delete(name);
      if (destroyed.length > 0) wipe(db);
      for (const { resolve } of changes) resolve();
    } catch (error) {
      for (const { reject } of changes) reject(error);
    }
  };
  const change = (kind: Change['kind'], name: string): Promise<void> => new Promise((resolve, reject) => {
    if (queue.push({ kind, name, resolve, reject }) === 1) setImmediate(flush);
  });
  return {
    find,
    async obtain(name) {
      if (find(name) === undefined) await change('make', name);
      const found = find(name);
      if (found === undefined) throw new Error(`The key ${name} was not made.`);
      if (found === 'destroyed') throw new KeyDestroyed(name);
      return found;
    },
    destroy: (name) => change('destroy', name),
    drain: flush,
    clear: cache.clear,
  };
}

/** Overwrites the old pages (`secure_delete`) in the file, and empties the write-ahead log that still holds them. */
export const wipe = (db: DatabaseSync): void => { db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get(); };
