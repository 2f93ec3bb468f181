import { accepted, refused } from '../load/load-job.js';
import { median, type Summary } from '../load/latencies.js';
import { goal, table, tenths, whole } from '../load/table.js';
import type { PipelineRun } from './pipeline-run.js';

/** Messages per second that are wanted. */
const WANTED = 500;
/** A log a hundred times as long may cost so much more per message. */
const ALLOWED = 0.1;

export const pipelineTable = (run: PipelineRun, replies: Summary): string =>
  table(['from webhook to accepted reply', 'value'], [
    ['messages per second', tenths(accepted(run.load) / run.load.seconds)],
    ['replies accepted per second meanwhile', tenths(run.perSecond)],
    ['seconds', tenths(run.load.seconds)],
    ['messages', whole(accepted(run.load))],
    ['refused or unanswered webhooks', refused(run.load)],
    ['messages without a reply', run.unanswered],
    ['webhook to 200: median, p99 ms', `${tenths(run.load.latency.median)}, ${tenths(run.load.latency.p99)}`],
    ['webhook to reply: median, p99 ms', `${whole(replies.median)}, ${whole(replies.p99)}`],
    ['replies still owed at the end', run.backlog],
    ['until they were accepted, s', tenths(run.drained)],
    ["server's processor per message, ms", run.processor.toFixed(2)],
  ]);

export const pipelineGoals = (run: PipelineRun): readonly string[] => {
  const rate = accepted(run.load) / run.load.seconds;
  const holds = run.unanswered === 0 && run.backlog <= 2 * rate;
  return [goal(`${WANTED} messages/s, the backlog holding`, rate >= WANTED && holds, `${whole(rate)}/s, ${run.backlog} owed at the end, ${run.unanswered} never answered`)];
};

export interface Aged {
  readonly events: number;
  /** Milliseconds of the processor per message, one per round. */
  readonly processor: readonly number[];
}

export const agedTable = (short: Aged, long: Aged): string =>
  table(['events in the store', 'processor per message, ms', 'of each round'], [short, long].map(({ events, processor }) =>
    [whole(events), median(processor).toFixed(2), processor.map((one) => one.toFixed(2)).join(' ')]));

export const agedGoal = (short: Aged, long: Aged): string => {
  const more = median(long.processor) / median(short.processor) - 1;
  return goal('processor per message with a hundred times the events within 10 %', more <= ALLOWED, `${more >= 0 ? '+' : ''}${tenths(100 * more)} %`);
};

