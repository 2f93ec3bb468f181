/** `/api/agents/:agent` with its values. */
export const address = (
  template: string, path: Readonly<Record<string, string>>, query: Readonly<Record<string, string | undefined>> = {},
): string => {
  const filled = template.replace(/:(\w+)/g, (_match, name: string) => encodeURIComponent(path[name] ?? ''));
  const asked = Object.entries(query).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  return asked.length === 0 ? filled : `${filled}?${new URLSearchParams(asked).toString()}`;
};
