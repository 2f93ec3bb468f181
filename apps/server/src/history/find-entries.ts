import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { ConfigurationSubject, Millis } from '@tandem/domain';
import { entryIn, type KeptEntry } from './entry.js';

/** Which entries of an agent a page shows; newest first. */
export interface EntryFilter {
  readonly subject?: ConfigurationSubject;
  /** Path of a field or its beginning. */
  readonly field?: string;
  readonly actor?: string;
  readonly action?: string;
  readonly from?: Millis;
  readonly to?: Millis;
  readonly text?: string;
  /** Behind this one. */
  readonly before?: number;
  readonly limit: number;
}

/** One way to go through entries from the newest on, by an index that has them in that order. */
interface Way {
  /** Behind `FROM`. */
  readonly tables: string;
  /** The column with the number of an entry. */
  readonly n: string;
  readonly where: readonly string[];
}

/** A condition as it is looked at entry by entry, where another way is gone; and the way it is itself, where it is one. */
interface Condition {
  readonly residual: string;
  readonly way?: Way;
}

/** So many entries on a way make it a long one; it is not counted further. */
const LONG = 1_000;
/** The index of words knows three letters in a row. */
const LEAST_LETTERS = 3;

type Bound = Readonly<Record<string, SQLInputValue>>;

/**
 * Finds entries by the narrowest of the conditions, and looks at the others entry by entry: what is rare is found by its
 * index, and of what is frequent a page is soon full.
 */
export const createFinder = (db: DatabaseSync) => {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const statement = statements.get(sql) ?? db.prepare(sql);
    statement.setAllowUnknownNamedParameters(true);
    statements.set(sql, statement);
    return statement;
  };
  const lengthOf = ({ tables, n, where }: Way, bound: Bound): number => {
    const sql = `SELECT count(*) AS length FROM (SELECT 1 FROM ${tables} WHERE ${[...where, ...between(n)].join(' AND ')} LIMIT ${LONG})`;
    return Number(prepared(sql).get(bound)?.['length'] ?? 0);
  };
  const narrowest = (ways: readonly Way[], bound: Bound): Way | undefined => {
    if (ways.length < 2) return ways[0];
    return ways.map((way) => ({ way, length: lengthOf(way, bound) })).sort((one, other) => one.length - other.length)[0]?.way;
  };

  const bounds = (agent: string, { from, to, before }: EntryFilter): { low: number; high: number } => {
    const first = from === undefined ? undefined
      : prepared('SELECT n FROM entries INDEXED BY entries_by_time WHERE agent = $agent AND at >= $from ORDER BY at, n LIMIT 1')
        .get({ $agent: agent, $from: from })?.['n'];
    const last = to === undefined ? undefined
      : prepared('SELECT n FROM entries INDEXED BY entries_by_time WHERE agent = $agent AND at < $to ORDER BY at DESC, n DESC LIMIT 1')
        .get({ $agent: agent, $to: to })?.['n'];
    const low = from === undefined ? 0 : Number(first ?? Number.MAX_SAFE_INTEGER);
    const high = to === undefined ? Number.MAX_SAFE_INTEGER : Number(last ?? -1) + 1;
    return { low, high: Math.min(high, before ?? Number.MAX_SAFE_INTEGER) };
  };

  return (agent: string, filter: EntryFilter): readonly KeptEntry[] => {
    const { subject, field, actor, action, from, to, text, limit } = filter;
    const { low, high } = bounds(agent, filter);
    const bound: Bound = {
      $agent: agent, $low: low, $high: high, $limit: limit, $subject: subject ?? null, $field: field ?? null, $actor: actor ?? null,
      $action: action ?? null, $from: from ?? null, $to: to ?? null, $text: text?.toLowerCase() ?? null, $match: text === undefined ? null : phrase(text),
    };
    const conditions = conditionsOf(filter);
    const way = narrowest([...conditions.flatMap((condition) => condition.way ?? []), all], bound) ?? all;
    const residuals = conditions.filter((condition) => condition.way !== way).map(({ residual }) => residual);
    const where = [...way.where, ...between(way.n), ...residuals].join(' AND ');
    const entries = way.n === 'e.n' ? way.tables : `${way.tables} CROSS JOIN entries e ON e.n = ${way.n} AND e.agent = $agent`;
    const rows = prepared(`SELECT e.n, e.agent, e.save, e.entry FROM ${entries} WHERE ${where} ORDER BY ${way.n} DESC LIMIT $limit`).all(bound);
    return rows.flatMap((row) => entryIn(row) ?? []);
  };
};

const between = (n: string): readonly string[] => [`${n} >= $low`, `${n} < $high`];

const all: Way = { tables: 'entries e INDEXED BY entries_of_agent', n: 'e.n', where: ['e.agent = $agent'] };

const column = (name: 'subject' | 'actor' | 'action'): Condition => ({
  residual: `e.${name} = $${name}`,
  way: { tables: `entries e INDEXED BY entries_of_${name}`, n: 'e.n', where: ['e.agent = $agent', `e.${name} = $${name}`] },
});

const ofField: Condition = {
  residual: 'EXISTS (SELECT 1 FROM paths q WHERE q.agent = $agent AND q.path = $field AND q.n = e.n)',
  way: { tables: 'paths p', n: 'p.n', where: ['p.agent = $agent', 'p.path = $field'] },
};

const withWords = (text: string): Condition => ({
  residual: 'instr(e.words, $text) > 0',
  ...([...text].length >= LEAST_LETTERS && { way: { tables: 'searched', n: 'searched.rowid', where: ['searched MATCH $match'] } }),
});

const conditionsOf = ({ subject, field, actor, action, from, to, text }: EntryFilter): readonly Condition[] => [
  ...(text === undefined || text === '' ? [] : [withWords(text)]),
  ...(field === undefined ? [] : [ofField]),
  ...(actor === undefined ? [] : [column('actor')]),
  ...(action === undefined ? [] : [column('action')]),
  ...(subject === undefined ? [] : [column('subject')]),
  ...(from === undefined ? [] : [{ residual: 'e.at >= $from' }]),
  ...(to === undefined ? [] : [{ residual: 'e.at < $to' }]),
];

/** As the index of words is asked for exactly this text. */
const phrase = (text: string): string => `"${text.toLowerCase().replaceAll('"', '""')}"`;
