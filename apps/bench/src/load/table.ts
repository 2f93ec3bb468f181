/** Rows under a heading, columns aligned: the first to the left, the others to the right. */
export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string => {
  const texts = rows.map((row) => row.map(String));
  const widths = head.map((name, column) => Math.max(name.length, ...texts.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...texts.map(line)].join('\n');
};

export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
export const tenths = (value: number): string => value.toFixed(1);

/** A goal with what came of it; `met` is undefined where it cannot be told. */
export const goal = (what: string, met: boolean | undefined, found: string): string =>
  `goal  ${what}: ${met === undefined ? 'not measured' : met ? 'met' : 'NOT MET'} (${found})`;
