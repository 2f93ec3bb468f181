import { parseArgs } from 'node:util';

/** Flags of a bench that are numbers, by their name and default; `string` ones have a default of text. */
export const flags = <T extends Readonly<Record<string, number | string>>>(bench: string, defaults: T): { readonly [K in keyof T]: T[K] extends number ? number : string } => {
  const options = Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, { type: 'string' as const, default: String(value) }]));
  try {
    const { values } = parseArgs({ options });
    const read = Object.entries(defaults).map(([name, value]) => [name, typeof value === 'number' ? numberOf(name, values[name]) : values[name]]);
    return Object.fromEntries(read) as { readonly [K in keyof T]: T[K] extends number ? number : string };
  } catch (error) {
    process.stderr.write(`${bench}: ${(error as Error).message}\n`);
    process.exit(2);
  }
};

const numberOf = (name: string, given: unknown): number => {
  const value = Number(given);
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} must be a number of 0 or more.`);
  return value;
};
