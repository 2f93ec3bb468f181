import type { Millis } from '@tandem/domain';

/** A JSON object of which nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>;

/** Seconds reach this in the year 5138, milliseconds left it behind in 1973. */
const MILLIS_FROM = 1e11;
const LAST_YEAR: Millis = Date.UTC(9999, 11, 31, 23, 59, 59);
/** Unparsed parts deeper than this are cut, so that nothing that walks them later can run out of stack. */
const DEEPEST = 50;

export const asRecord = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;

/** The own property at the end of a path; a key such as `constructor` finds nothing unless the body has it. */
export const get = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((part, key) => {
    const record = asRecord(part);
    return record && Object.hasOwn(record, key) ? record[key] : undefined;
  }, value);

/** A text that says something: an empty one counts as missing, a number as its digits. */
export const asText = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
};

export const asNumber = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};

export const asFlag = (value: unknown): boolean | undefined => {
  if (value === 'true' || value === 'false') return value === 'true';
  return typeof value === 'boolean' ? value : undefined;
};

/** A list as it should be, one element that came without its list, or a list that came as `{"0": …, "1": …}`. */
export const asList = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  const record = asRecord(value);
  if (!record) return [];
  const keys = Object.keys(record);
  return keys.length > 0 && keys.every((key) => /^\d+$/.test(key)) ? Object.values(record) : [record];
};

/** Seconds, milliseconds (told apart by magnitude) or an ISO date; undefined where it is no time at all. */
export const asMillis = (value: unknown): Millis | undefined => {
  const number = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : asNumber(value);
  if (number === undefined || !(number > 0)) return undefined;
  const millis = Math.round(number < MILLIS_FROM ? number * 1000 : number);
  return millis <= LAST_YEAR ? millis : undefined;
};

/** `value` without what lies too deep, for parts that are kept as they came. */
export const pruned = (value: unknown, depth = 0): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '(too deep)';
  if (Array.isArray(value)) return value.map((item) => pruned(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pruned(item, depth + 1)]));
};

/** `fields` without the unknown ones. */
export const known = <T extends object>(fields: T): T => {
  const found: Partial<T> = {};
  for (const key of Object.keys(fields) as (keyof T)[]) if (fields[key] !== undefined) found[key] = fields[key];
  return found as T;
};

const utf8 = new TextDecoder();

/** The body as JSON, or why it is none: only how far it could be read, never its text. */
export const readJson = (rawBody: Uint8Array): { json: unknown } | { reason: string } => {
  const text = utf8.decode(rawBody);
  if (text.trim() === '') return { reason: 'empty' };
  try {
    return { json: JSON.parse(text) as unknown };
  } catch (error) {
    return { reason: `not JSON${whereItBreaks(text, rawBody.length, String(error))}` };
  }
};

const whereItBreaks = (text: string, length: number, message: string): string => {
  if (/Unexpected end/.test(message)) return `: ends at byte ${length}`;
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return '';
  const byte = new TextEncoder().encode(text.slice(0, Number(position))).length;
  return Number(position) >= text.length ? `: ends at byte ${length}` : `: breaks at byte ${byte}`;
};
