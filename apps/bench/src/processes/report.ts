import { hasPassed } from '../crash/drill.js';
import { doubledOf, lostOf } from '../crash/judge.js';
import { killsIn } from '../crash/plan.js';
import { faultsIn, killsBy, row } from '../crash/report.js';
import type { ProcessesResult } from './drill.js';

const at = (sorted: readonly number[], part: number): string => {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  return value === undefined ? '-' : `${(value / 1_000).toFixed(1)} s`;
};

const ofPart = (result: ProcessesResult): readonly string[] => [
  row(result.stops > 0 ? 'one of two stopped and woken' : 'one of two killed', result.stops || killsIn(result.kills), `in ${result.seconds.toFixed(0)} s`),
  ...(result.stops > 0 ? [] : killsBy(result.kills)),
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
];

/** The drill's tables; the last line is the sum. */
export const report = (results: readonly ProcessesResult[]): string => {
  const sum = (count: (result: ProcessesResult) => number): number => results.reduce((all, result) => all + count(result), 0);
  return [
    ...results.flatMap(ofPart),
    `acknowledged ${sum((one) => one.acknowledged)}, found ${sum((one) => one.found)}, lost ${sum(lostOf)}, doubled ${sum(doubledOf)}`,
  ].join('\n');
};
