import { asRecord } from '../http/json.js';

/** Brackets deeper than this are no field of anybody's. */
const DEEPEST = 12;

/**
 * What a body says that came form-encoded: JSON as its only key or value, or one field per key, Rails' brackets and
 * all (`room[status]=assigned`). Undefined where it is no form. Never throws.
 */
export const readForm = (text: string): unknown => {
  if (!/[=%]/.test(text)) return undefined;
  const pairs = [...new URLSearchParams(text)];
  const [first] = pairs;
  if (!first) return undefined;
  if (pairs.length === 1) return nested(first[1]) ?? nested(first[0]) ?? fields(pairs);
  return fields(pairs);
};

/** JSON within a text, an object or a list; undefined where there is none. */
export const nested = (value: unknown): object | undefined => {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return undefined;
  try {
    const json = JSON.parse(value) as unknown;
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
};

type Fields = Record<string, unknown>;
/** Without a prototype: a key such as `__proto__` is a key like any other. */
const empty = (): Fields => Object.create(null) as Fields;

const fields = (pairs: readonly (readonly [string, string])[]): Fields => {
  const form = empty();
  for (const [name, value] of pairs) {
    const path = name.replaceAll(']', '').split('[');
    if (path.length <= DEEPEST) put(form, path, nested(value) ?? value);
  }
  return form;
};

const put = (form: Fields, path: readonly string[], value: unknown): void => {
  let place = form;
  for (const key of path.slice(0, -1)) {
    place[key] = asRecord(place[key]) ?? empty();
    place = place[key] as Fields;
  }
  const last = path.at(-1) ?? '';
  // `tags[]=a&tags[]=b`
  place[last === '' ? String(Object.keys(place).length) : last] = value;
};
