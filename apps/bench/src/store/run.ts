import { measure, type Load, type Rates } from './measure.js';
import type { Candidate } from './stores.js';

export type Measured = { readonly name: string; readonly rates: Rates } | { readonly name: string; readonly failed: string };

/** One store after the other, so that none takes another's share of the machine. */
export async function measureAll(candidates: readonly Candidate[], load: Load): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (const candidate of candidates) measured.push(await measureOne(candidate, load));
  return measured;
}

const measureOne = async ({ name, open }: Candidate, load: Load): Promise<Measured> => {
  try {
    const { store, end } = await open();
    try {
      return { name, rates: await measure(store, load) };
    } finally {
      await end();
    }
  } catch (error) {
    return { name, failed: error instanceof Error ? error.message : 'unknown error' };
  }
};

const columns: readonly (readonly [string, keyof Rates])[] = [
  ['appends/s, one at a time', 'alone'], ['appends/s, many streams', 'together'], ['events/s, all', 'all'], ['streams/s', 'streams'],
];

export const table = (measured: readonly Measured[]): string => [
  `| store | ${columns.map(([title]) => title).join(' | ')} |`,
  `| --- |${' ---: |'.repeat(columns.length)}`,
  ...measured.map((one) => ('rates' in one
    ? `| ${one.name} | ${columns.map(([, kind]) => one.rates[kind].toLocaleString('en-US')).join(' | ')} |`
    : `| ${one.name} | ${one.failed} |`)),
].join('\n');
