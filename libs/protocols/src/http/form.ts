import { readJson } from './json.js';

/** The body as JSON, whether it came as JSON or within a form, or why it is none of these. Never throws. */
export const readJsonOrForm = (rawBody: Uint8Array): { json: unknown } | { reason: string } => {
  const read = readJson(rawBody);
  if ('json' in read) return { json: nestedJson(read.json) ?? read.json };
  const form = readForm(new TextDecoder().decode(rawBody));
  return form === undefined ? read : { json: form };
};

/** JSON within a text, an object or a list; undefined where there is none. */
export const nestedJson = (value: unknown): object | undefined => {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return undefined;
  try {
    const json = JSON.parse(value) as unknown;
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
};

/**
 * The fields of a form-encoded body, if one of them is JSON (`payload=%7B…`, with or without its encoding, or
 * `messages=[…]&contacts=[…]`), or the JSON that is its only key. Undefined where there is none.
 */
const readForm = (text: string): object | undefined => {
  const unencoded = /^\s*(\w+)=(?=\s*[{[])/.exec(text);
  const whole = unencoded && nestedJson(text.slice(unencoded[0].length));
  if (unencoded && whole) return { [unencoded[1] ?? '']: whole };
  const pairs = [...new URLSearchParams(text.trim())];
  const fields = pairs.map(([name, value]) => [name, nestedJson(value) ?? value] as const);
  if (fields.some(([, value]) => typeof value === 'object')) return Object.fromEntries(fields);
  return pairs.map(([name]) => nestedJson(name)).find((json) => json !== undefined);
};
