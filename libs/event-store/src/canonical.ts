/**
 * JSON with sorted keys and no spaces, so that equal data has one text (RFC 8785: keys by UTF-16 code units, numbers as
 * ECMAScript writes them). What JSON cannot carry is left out or written as `JSON.stringify` would.
 */
export function canonicalJson(value: unknown): string {
  // what was read from a canonical text is sorted already, and JSON.stringify is four times as fast
  return isSorted(value) ? JSON.stringify(value) ?? 'null' : sortedJson(value);
}

function isSorted(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true;
  if ('toJSON' in value) return false;
  if (Array.isArray(value)) return value.every(isSorted);
  let last = '';
  for (const key of Object.keys(value)) {
    if (key < last || !isSorted((value as Record<string, unknown>)[key])) return false;
    last = key;
  }
  return true;
}

function sortedJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if ('toJSON' in value && typeof value.toJSON === 'function') return sortedJson((value as Date).toJSON());
  if (Array.isArray(value)) return sortedArray(value);
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const part = (value as Record<string, unknown>)[key];
    if (part === undefined || typeof part === 'function' || typeof part === 'symbol') continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${sortedJson(part)}`;
  }
  return `{${text}}`;
}

function sortedArray(items: readonly unknown[]): string {
  let text = '';
  for (let i = 0; i < items.length; i++) text += `${i === 0 ? '' : ','}${sortedJson(items[i])}`;
  return `[${text}]`;
}
