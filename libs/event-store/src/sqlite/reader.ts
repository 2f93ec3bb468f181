import type { RecordedEvent } from '@tandem/domain';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Page } from '../feed.js';
import { createPlanner, toSql, type Plan } from './plan.js';

/** Bounds of one page. */
export const pageLimit = 500;
export const pageCharacters = 8 * 2 ** 20;
/** Positions that one page of a filtered place passes at most. */
const filteredStretch = 20_000;

export interface Range {
  readonly after: number;
  readonly upTo: number;
  readonly limit: number;
}

export type Reader = ReturnType<typeof createReader>;

/** Reads on a connection of its own, so that they see only what is on disk and never wait for the writer. */
export function createReader(db: DatabaseSync) {
  const prepared = createStatements(db);
  const planOf = createPlanner(db);
  const select = 'SELECT position, version, id, type, data, meta FROM events WHERE stream = ? AND version';

  /** All in one go, since no iterator may stay open while others run; ends early at a size, and says so. */
  const range = (plan: Plan, { after, upTo, limit }: Range, maxCharacters: number) => {
    const events: RecordedEvent[] = [];
    if (plan.kind === 'nothing') return { events, ended: true };
    const { sql, values } = toSql(plan);
    let characters = 0;
    for (const row of prepared(sql).iterate({ after, upTo, limit: bounded(limit), ...values }) as Iterable<unknown>) {
      events.push(toEvent(row as Row, (row as Row)[6]));
      if ((characters += (row as Row)[4].length) >= maxCharacters) break;
    }
    return { events, ended: characters < maxCharacters && events.length < limit };
  };
  const rows = (sql: string, name: string, values: [number, number, number]): RecordedEvent[] =>
    (prepared(sql).all(...values) as unknown as Row[]).map((row) => toEvent(row, name));
  return {
    forwards: (name: string, id: number, { from = 1, limit = Infinity }: { from?: number; limit?: number }) =>
      rows(`${select} >= ? ORDER BY version LIMIT ?`, name, [id, bounded(from), bounded(limit)]),
    backwards: (name: string, id: number, { from = Infinity, limit = Infinity }: { from?: number; limit?: number }) =>
      rows(`${select} <= ? ORDER BY version DESC LIMIT ?`, name, [id, bounded(from), bounded(limit)]),
    range: (wanted: Range, prefixes?: readonly string[]): RecordedEvent[] => range(planOf(prefixes), wanted, Infinity).events,
    /** One page for a subscription: bounded in number and size, and in what it passes over. */
    page({ after, upTo: head }: { after: number; upTo: number }, prefixes: readonly string[] | undefined): Page {
      const plan = planOf(prefixes);
      const upTo = plan.kind === 'places' && plan.filter.length > 0 ? Math.min(head, after + filteredStretch) : head;
      const { events, ended } = range(plan, { after, upTo, limit: pageLimit }, pageCharacters);
      return { events, upTo: ended ? upTo : events.at(-1)?.position ?? upTo };
    },
  };
}

type Row = [position: number, version: number, id: string, type: string, data: string, meta: string, stream: string];

const toEvent = ([position, version, id, type, data, meta]: Row, stream: string): RecordedEvent => ({
  id, stream, version, position, type, data: JSON.parse(data) as object, meta: JSON.parse(meta) as RecordedEvent['meta'],
});

const bounded = (count: number): number => Math.min(count, Number.MAX_SAFE_INTEGER);

/** Statements by their text, a bounded number of them; rows come as arrays. */
function createStatements(db: DatabaseSync): (sql: string) => StatementSync {
  const statements = new Map<string, StatementSync>();
  return (sql) => {
    let statement = statements.get(sql);
    if (statement) return statement;
    if (statements.size >= 100) statements.clear();
    statement = db.prepare(sql);
    statement.setReturnArrays(true);
    statements.set(sql, statement);
    return statement;
  };
}
