import { hasPassed, type DrillResult } from './drill.js';

const at = (sorted: readonly number[], part: number): string => {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  return value === undefined ? '-' : `${(value / 1_000).toFixed(1)} s`;
};
const lateness = (sorted: readonly number[]): string => `${at(sorted, 0.5)} / ${at(sorted, 0.99)} / ${at(sorted, 1)}`;

/** One row per disaster; lateness as median, 99th percentile and most. */
export const report = (results: readonly DrillResult[]): string =>
  [
    '| disaster | sessions | not asked once | not ended once | asks late: median / p99 / most | ends late: median / p99 / most | took |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...results.map((result) => `| ${[
      result.disaster, result.sessions, result.notAskedOnce.length, result.notEndedOnce.length, lateness(result.asksLate), lateness(result.endsLate),
      `${result.seconds.toFixed(0)} s`,
    ].join(' | ')} |`),
    ...results.filter((result) => !hasPassed(result)).map(({ disaster, kept }) => `FAILED: ${disaster}; the data folder is kept: ${kept}`),
    results.every(hasPassed) ? 'passed' : 'failed',
  ].join('\n');
