import type { DatabaseSync } from 'node:sqlite';
import { GENESIS, isChained } from '../chain.js';
import { lru } from '../lru.js';
import { categoryOf, familyOf } from '../names.js';

/** The newest state of a stream. */
export interface Head {
  readonly stream: number;
  readonly category: number;
  readonly family: number;
  version: number;
  /** Hash of the newest event; null where the stream is not chained. */
  hash: string | null;
}

export interface Heads {
  /** Undefined for a stream that has had no event. */
  find(stream: string): Head | undefined;
  /** Inside a transaction: the head, made where it is new. */
  obtain(stream: string): Head;
  /** Inside a transaction: keeps what an append changed. */
  save(head: Head): void;
  /** After a transaction that failed: what was remembered may be wrong. */
  distrust(): void;
}

/** Heads on the writing connection, the ones used last in memory. */
export function createHeads(db: DatabaseSync, capacity: number): Heads {
  const cache = lru<string, Head>(capacity);
  const select = db.prepare('SELECT id AS stream, category, family, version, hash FROM streams WHERE name = ?');
  const insert = db.prepare('INSERT INTO streams (name, category, family, version, hash) VALUES (?, ?, ?, 0, ?)');
  const update = db.prepare('UPDATE streams SET version = ?, hash = ? WHERE id = ?');
  const insertCategory = db.prepare('INSERT INTO categories (name) VALUES (?) ON CONFLICT DO UPDATE SET name = name RETURNING id');
  const insertFamily = db.prepare('INSERT INTO families (name, category) VALUES (?, ?) ON CONFLICT DO UPDATE SET name = name RETURNING id');

  const find = (stream: string): Head | undefined => {
    const known = cache.get(stream);
    if (known) return known;
    const row = select.get(stream);
    if (!row) return undefined;
    const head = { ...row } as unknown as Head;
    cache.set(stream, head);
    return head;
  };
  const make = (stream: string): Head => {
    const category = Number(insertCategory.get(categoryOf(stream))?.['id']);
    const family = Number(insertFamily.get(familyOf(stream), category)?.['id']);
    const hash = isChained(stream) ? GENESIS : null;
    const { lastInsertRowid } = insert.run(stream, category, family, hash);
    const head: Head = { stream: Number(lastInsertRowid), category, family, version: 0, hash };
    cache.set(stream, head);
    return head;
  };
  return {
    find,
    obtain: (stream) => find(stream) ?? make(stream),
    save: ({ version, hash, stream }) => { update.run(version, hash, stream); },
    distrust: cache.clear,
  };
}
