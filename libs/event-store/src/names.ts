// How streams are found by the beginning of their name: `<category>-<rest>`, where a rest with dots belongs to the
// family up to its last dot (`webhooks-<channel>.` of `webhooks-<channel>.<writer>`).

/** The name up to and including its first dash; the whole name where there is none. */
export function categoryOf(name: string): string {
  const dash = name.indexOf('-');
  return dash < 0 ? name : name.slice(0, dash + 1);
}

/** The name up to and including its last dot behind the first dash; the category where there is none. */
export function familyOf(name: string): string {
  const category = categoryOf(name);
  const dot = name.lastIndexOf('.');
  return dot < category.length ? category : name.slice(0, dot + 1);
}

export const startsWithAny = (name: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => name.startsWith(prefix));

/** The families that may hold names with this prefix although they are shorter than it, its category first. */
export function familiesAround(prefix: string): readonly string[] {
  const category = categoryOf(prefix);
  if (category === prefix) return [];
  const dots = [...prefix.matchAll(/\./g)].map(({ index }) => index + 1).filter((end) => end > category.length && end < prefix.length);
  return [category, ...dots.map((end) => prefix.slice(0, end))];
}
