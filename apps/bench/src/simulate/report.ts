import type { Result } from './simulate.js';

const list = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts).filter(([, count]) => count > 0).sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, count]) => `${name} ${count}`).join(', ');

/** What a world was, that kept every rule. */
export const tableOf = (result: Result, worlds = 1): string => {
  const { plan, counts } = result;
  const rows: readonly (readonly [string, string | number])[] = [
    ['seed', plan.seed],
    ['simulated days', result.simulatedDays.toFixed(1)],
    ['conversations', plan.conversations],
    ['worlds', worlds],
    ['messages', counts.messages + result.replies + result.closings + result.asks],
    ['messages of customers', counts.messages],
    ['webhooks accepted', counts.webhooks],
    ['verdicts', list(result.verdicts)],
    ['events in the log', result.events],
    ['crashes, restarts', `${counts.crashes}, ${counts.restarts}`],
    ['turns', counts.turns],
    ['replies, closings', `${result.replies}, ${result.closings}`],
    [`replies doubled (policy ${plan.rules.unknownReplies})`, counts.doubles],
    ['asks', result.asks],
    ['ends', list(result.ends)],
    ['what befell it', list(result.happenings)],
    ['steps', counts.steps],
    ['vault', plan.seals ? 'encrypts' : 'keeps keys, encrypts nothing'],
    ['seconds', `${result.seconds.toFixed(1)} (${result.cpuSeconds.toFixed(1)} of the processor)`],
    ...(result.errors.size > 0 ? [['lines in its log', list(Object.fromEntries(result.errors))] as const] : []),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
};
