import type { ProviderName } from '@tandem/domain';
import { hasPassed, type DrillResult } from './drill.js';
import type { ProtocolRow } from './judge-all.js';
import { doubledOf, lostOf, type Judgement } from './judge.js';
import { killsIn, places, type Tally } from './plan.js';

const shown = 5;

export const row = (what: string, count: number | string, remark = ''): string => `${what.padEnd(44)}${String(count).padStart(8)}  ${remark}`.trimEnd();

const listed = (what: string, names: readonly string[], remark = ''): string => {
  const some = names.slice(0, shown).join(', ');
  return row(what, names.length, [remark, some && `(${some}${names.length > shown ? ', ...' : ''})`].filter(Boolean).join(' '));
};

const titles: Readonly<Record<ProviderName, string>> = { 'meta-cloud': 'Meta Cloud', coster: 'Coster', qontak: 'Qontak' };

const ofProtocol = ({ protocol, judged }: ProtocolRow): string => {
  const { acknowledged, found, replies, asks, ends } = judged;
  return row(
    `  ${titles[protocol]}: acknowledged`, acknowledged,
    `found ${found}, lost ${lostOf(judged)}, doubled ${doubledOf(judged)}; replies, asks, ends ${replies}/${asks}/${ends}`,
  );
};

/** What must be 0, with the names of what is wrong. */
export const faultsIn = (judged: Judgement): readonly string[] => [
  listed('acknowledged messages lost', judged.lost),
  listed('replies never sent', judged.repliesMissing),
  listed('turns doubled', judged.turnsDoubled),
  listed('asks doubled', judged.asksDoubled),
  listed('ends doubled', judged.endsDoubled),
  listed('closings doubled', judged.closingsDoubled),
  listed('replies doubled where there is evidence', judged.repliesDoubled),
  listed('replies sent twice where there is none', judged.repliesRepeatedByPolicy, 'allowed: TANDEM_REPLY_UNKNOWN=repeat'),
];

/** What was done, by place. */
export const killsBy = (kills: Tally): readonly string[] => places.map((place) => row(`  ${place === 'random' ? 'at random' : `at ${place}`}`, kills[place]));

/** The drill's table; its last line is the sum. */
export const report = (result: DrillResult): string =>
  [
    row('kills', killsIn(result.kills), `in ${result.seconds.toFixed(0)} s`),
    ...killsBy(result.kills),
    row('webhook calls', result.calls.calls, `${result.calls.unanswered} not answered 200 and sent again, ${result.calls.repeated} sent twice on purpose`),
    row('turns', result.turns, `${result.turnsRepeated} calls were repeats under the same id`),
    row('replies, asks, ends', `${result.replies}/${result.asks}/${result.ends}`),
    ...result.byProtocol.map(ofProtocol),
    ...faultsIn(result),
    row('error lines in the logs', result.errors.length, result.errors[0]?.slice(0, 200)),
    ...result.trouble.map((line) => `TROUBLE ${line}`),
    hasPassed(result) ? 'passed' : `FAILED; the data folder is kept: ${result.kept}`,
    `acknowledged ${result.acknowledged}, found ${result.found}, lost ${lostOf(result)}, doubled ${doubledOf(result)}`,
  ].join('\n');
