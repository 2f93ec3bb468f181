/**
 * JSON with sorted keys and no spaces, so that equal data has one text (RFC 8785: keys by UTF-16 code units, numbers as
 * ECMAScript writes them). What JSON cannot carry is left out or written as `JSON.stringify` would.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonicalJson((value as Date).toJSON());
  if (Array.isArray(value)) return canonicalArray(value);
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const part = (value as Record<string, unknown>)[key];
    if (part === undefined || typeof part === 'function' || typeof part === 'symbol') continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(part)}`;
  }
  return `{${text}}`;
}

function canonicalArray(items: readonly unknown[]): string {
  let text = '';
  for (let i = 0; i < items.length; i++) text += `${i === 0 ? '' : ','}${canonicalJson(items[i])}`;
  return `[${text}]`;
}
