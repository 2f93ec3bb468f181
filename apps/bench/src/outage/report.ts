import { hasPassed, type OutageResult } from './drill.js';

const row = (what: string, count: number | string, remark = ''): string => `${what.padEnd(44)}${String(count).padStart(8)}  ${remark}`.trimEnd();

const at = (sorted: readonly number[], part: number): string => {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  return value === undefined ? '-' : `${value.toFixed(0)} ms`;
};

const ofOutage = (result: OutageResult): readonly string[] => [
  result.outage,
  row('  calls', result.calls, `${result.refused} not answered 200`),
  row('  acknowledged', result.acknowledged, `found ${result.found}, lost ${result.lost.length}, doubled ${result.doubled.length}`),
  row('  time to the 200: median', at(result.took, 0.5), `99th percentile ${at(result.took, 0.99)}, most ${at(result.took, 1)}`),
  row('  most in the spool', result.spooled, `empty ${result.emptiedIn.toFixed(1)} s after the database was back`),
];

/** The drill's table; its last line is the sum. */
export const report = (results: readonly OutageResult[]): string => {
  const sum = (count: (result: OutageResult) => number): number => results.reduce((all, result) => all + count(result), 0);
  return [
    ...results.flatMap(ofOutage),
    results.every(hasPassed) ? 'passed' : 'FAILED',
    `acknowledged ${sum((one) => one.acknowledged)}, found ${sum((one) => one.found)}, lost ${sum((one) => one.lost.length)}, doubled ${sum((one) => one.doubled.length)}`,
  ].join('\n');
};
