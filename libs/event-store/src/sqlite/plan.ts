import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { categoryOf, familiesAround, startsWithAny } from '../names.js';

/** Where in the log the streams with certain prefixes stand. */
export type Plan =
  | { readonly kind: 'all' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'places'; readonly categories: readonly number[]; readonly families: readonly number[]; readonly filter: readonly string[] };

/** With more families than this, their whole category is read and filtered. */
const maxFamilies = 40;

export function createPlanner(db: DatabaseSync): (prefixes: readonly string[] | undefined) => Plan {
  const allCategories = db.prepare('SELECT id, name FROM categories');
  const inside = db.prepare(`SELECT id FROM families WHERE name >= ? AND name < ? LIMIT ${maxFamilies + 1}`);
  const named = db.prepare('SELECT id FROM families WHERE name = ?');

  /** Families that hold only such streams, and those that hold others as well. */
  const familiesFor = (prefix: string) => ({
    whole: inside.all(prefix, `${prefix}\u{10ffff}`).map(({ id }) => Number(id)),
    partly: familiesAround(prefix).flatMap((name) => named.all(name)).map(({ id }) => Number(id)),
  });
  return (prefixes) => {
    if (!prefixes || prefixes.includes('')) return { kind: 'all' };
    const known = allCategories.all() as unknown as { id: number; name: string }[];
    const categories = new Set(known.filter(({ name }) => startsWithAny(name, prefixes)).map(({ id }) => id));
    const families = new Set<number>();
    let filter = false;
    for (const prefix of prefixes) {
      const category = known.find(({ name }) => name === categoryOf(prefix));
      if (!category || categories.has(category.id)) continue;
      const { whole, partly } = familiesFor(prefix);
      filter ||= partly.length > 0 || whole.length > maxFamilies;
      if (whole.length > maxFamilies) categories.add(category.id);
      else for (const id of [...whole, ...partly]) families.add(id);
    }
    if (categories.size + families.size === 0) return { kind: 'nothing' };
    return { kind: 'places', categories: [...categories], families: [...families], filter: filter ? prefixes : [] };
  };
}

const columns = 'e.position, e.version, e.id, e.type, e.data, e.meta, s.name';
const bounds = 'position > :after AND position <= :upTo';

/** The query of a plan, with the parameters `after`, `upTo` and `limit` beside the answered ones. */
export function toSql(plan: Exclude<Plan, { kind: 'nothing' }>): { sql: string; values: Record<string, SQLInputValue> } {
  if (plan.kind === 'all') {
    return { sql: `SELECT ${columns} FROM events e JOIN streams s ON s.id = e.stream WHERE e.${bounds} ORDER BY e.position LIMIT :limit`, values: {} };
  }
  const values: Record<string, SQLInputValue> = {};
  const bind = (name: string, value: SQLInputValue): string => { values[name] = value; return `:${name}`; };
  const places = [
    ...plan.categories.map((id, i) => `SELECT position FROM events WHERE category = ${bind(`c${i}`, id)} AND ${bounds}`),
    ...plan.families.map((id, i) => `SELECT position FROM events WHERE family = ${bind(`f${i}`, id)} AND ${bounds}`),
  ];
  const filters = plan.filter.map((prefix, i) =>
    `substr(s.name, 1, ${bind(`n${i}`, [...prefix].length)}) = ${bind(`p${i}`, prefix)}`);
  const merged = places.join(' UNION ALL ');
  // Without a filter the limit ends the search for positions; with one it ends what is found.
  const found = filters.length > 0 ? `${merged} ORDER BY position` : `${merged} ORDER BY position LIMIT :limit`;
  const where = filters.length > 0 ? `WHERE ${filters.join(' OR ')}` : '';
  return {
    sql: `SELECT ${columns} FROM (${found}) p CROSS JOIN events e ON e.position = p.position ` +
      `CROSS JOIN streams s ON s.id = e.stream ${where} ORDER BY p.position LIMIT :limit`,
    values,
  };
}
