import { hasPassed } from '../crash/drill.js';
import { doubledOf, lostOf } from '../crash/judge.js';
import { killsIn } from '../crash/plan.js';
import { faultsIn, killsBy, row } from '../crash/report.js';
import type { ProcessesResult, Stops } from './drill.js';

const at = (sorted: readonly number[], part: number): string => {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  return value === undefined ? '-' : `${(value / 1_000).toFixed(1)} s`;
};

const stopsIn = (stops: Stops): number => Object.values(stops).reduce((all, count) => all + count, 0);

const deedsOf = ({ stops, kills, seconds }: ProcessesResult): readonly string[] => {
  const time = `in ${seconds.toFixed(0)} s`;
  if (stopsIn(stops) === 0) return [row('one of two killed', killsIn(kills), time), ...killsBy(kills)];
  return [row('one of two stopped and woken', stopsIn(stops), time), ...Object.entries(stops).map(([place, count]) => row(`  at ${place}`, count))];
};

/** The table of one part of the drill. */
export const tableOf = (result: ProcessesResult): string => [
  ...deedsOf(result),
  row('webhook calls', result.calls.calls, `${result.calls.unanswered} not answered 200 and sent again, ${result.calls.repeated} sent twice on purpose`),
  row('acknowledged', result.acknowledged, `found ${result.found}, lost ${lostOf(result)}, doubled ${doubledOf(result)}`),
  row('turns', result.turns, `${result.turnsRepeated} calls were repeats under the same id`),
  row('replies, asks, ends', `${result.replies}/${result.asks}/${result.ends}`),
  row('channels handed over', result.handOvers.length, `median ${at(result.handOvers, 0.5)}, most ${at(result.handOvers, 1)} after the kill or stop`),
  row('from the 200 to the agent: median', at(result.lateness, 0.5), `99th percentile ${at(result.lateness, 0.99)}, most ${at(result.lateness, 1)}`),
  ...faultsIn(result),
  row('error lines in the logs', result.errors.length, result.errors[0]?.slice(0, 200)),
  ...result.trouble.map((line) => `TROUBLE ${line}`),
  hasPassed(result) ? 'passed' : `FAILED; what is left of it is kept: ${result.kept}`,
  '',
].join('\n');

/** The last line: the sum of the parts. */
export const sumOf = (results: readonly ProcessesResult[]): string => {
  const sum = (count: (result: ProcessesResult) => number): number => results.reduce((all, result) => all + count(result), 0);
  return `acknowledged ${sum((one) => one.acknowledged)}, found ${sum((one) => one.found)}, lost ${sum(lostOf)}, doubled ${sum(doubledOf)}`;
};
