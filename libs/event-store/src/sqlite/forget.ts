import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './file-open.js';

const rowsAtOnce = 500;
const streamsAtOnce = 200;

export interface ForgetDeps {
  readonly db: DatabaseSync;
  readonly head: () => number;
  readonly latest: () => number;
}

/**
 * Deletes events of streams with this prefix that were recorded before `before`, a few at a time with turns for others
 * in between. Times of recording grow with positions, so one position divides what goes from what stays.
 */
export async function forgetEvents({ db, head, latest }: ForgetDeps, prefix: string, before: number): Promise<void> {
  const cut = lastBefore(db, before, head());
  const streams = db.prepare('SELECT id, name FROM streams WHERE name >= ? AND name < ? ORDER BY name LIMIT ?');
  const oldest = db.prepare('SELECT version, position FROM events WHERE stream = ? ORDER BY version LIMIT ?');
  const remove = db.prepare('DELETE FROM events WHERE stream = ? AND version <= ?');
  const floor = db.prepare('UPDATE log SET head = ?, recorded_at = ?');

  /** Whether more of this stream may have to go. */
  const forgetSome = (stream: number): boolean => {
    const rows = oldest.all(stream, rowsAtOnce) as unknown as { version: number; position: number }[];
    const last = rows.findLast(({ position }) => position <= cut);
    if (!last) return false;
    inTransaction(db, () => {
      floor.run(head(), latest());
      remove.run(stream, last.version);
    });
    return last === rows.at(-1) && rows.length === rowsAtOnce;
  };
  for (let from = prefix; ;) {
    const some = streams.all(from, `${prefix}\u{10ffff}`, streamsAtOnce) as unknown as { id: number; name: string }[];
    for (const { id } of some) while (forgetSome(id)) await turn();
    const last = some.at(-1);
    if (!last || some.length < streamsAtOnce) return;
    from = `${last.name}\0`;
    await turn();
  }
}

/** Position of the last event recorded before `before`, found by halving. */
function lastBefore(db: DatabaseSync, before: number, head: number): number {
  const next = db.prepare('SELECT recorded_at FROM events WHERE position >= ? ORDER BY position LIMIT 1');
  let [low, high] = [0, head]; // everything up to `low` is older, everything after `high` is not
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const at = next.get(middle)?.['recorded_at'];
    if (at !== undefined && Number(at) < before) low = middle;
    else high = middle - 1;
  }
  return low;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
