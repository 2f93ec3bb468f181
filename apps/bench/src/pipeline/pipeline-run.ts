import { setTimeout as pause } from 'node:timers/promises';
import type { Generator } from '../load/generator.js';
import { accepted, type LoadResult, type Target } from '../load/load-job.js';
import { cpuOf, readMeasures, repliesAccepted, type Measures } from '../load/measures.js';
import type { Program } from '../load/program.js';

export interface PipelineScene {
  readonly server: Program;
  readonly generator: Generator;
  readonly targets: readonly Target[];
  readonly customers: number;
}

export interface PipelineRun {
  readonly load: LoadResult;
  /** Replies that the provider accepted while messages came, per second. */
  readonly perSecond: number;
  /** Messages whose reply was not accepted yet when the last one came, and how long the rest took in seconds. */
  readonly backlog: number;
  readonly drained: number;
  /** Milliseconds of the server's processor per message, statuses included. */
  readonly processor: number;
  /** Of the messages: those whose reply was never accepted. */
  readonly unanswered: number;
}

const LONGEST_WAIT = 300_000;
/** The server works for its page of metrics as well: it is asked now and then. */
const LOOK = 250;

/** Messages at a fixed rate; then waits until every one was answered and the provider has said what became of the replies. */
export const runPipeline = async (scene: PipelineScene, job: { rate: number; seconds: number; text: string }): Promise<PipelineRun> => {
  const { server, generator, targets, customers } = scene;
  const before = await readMeasures(server.url);
  const load = await generator.run({ url: server.url, targets, connections: 50, customers, statusesPerMessage: 0, ...job });
  const ended = performance.now();
  const loaded = await readMeasures(server.url);
  const sent = accepted(load);
  const answered = (now: Measures): number => repliesAccepted(now) - repliesAccepted(before);
  const last = await untilAnswered(server, (now) => answered(now) >= sent);
  const drained = (performance.now() - ended) / 1_000;
  const after = await untilQuiet(server);
  return {
    load, perSecond: answered(loaded) / load.seconds, backlog: sent - answered(loaded), drained,
    processor: (1_000 * (cpuOf(after) - cpuOf(before))) / sent, unanswered: Math.max(0, sent - answered(last)),
  };
};

const untilAnswered = async (server: Program, reached: (now: Measures) => boolean): Promise<Measures> => {
  const late = performance.now() + LONGEST_WAIT;
  for (let now = await readMeasures(server.url); ; now = await readMeasures(server.url)) {
    if (reached(now) || performance.now() > late) return now;
    await pause(LOOK);
  }
};

/** Nothing has come in for a while and nothing waits: the statuses of the replies are in. */
export const untilQuiet = async (server: Program): Promise<Measures> => {
  for (let before = -1; ; ) {
    const now = await readMeasures(server.url);
    const seen = now.sum('tandem_items_total') + now.sum('tandem_sends_total');
    if (seen === before && now.sum('tandem_calls_waiting') === 0) return now;
    before = seen;
    await pause(2 * LOOK);
  }
};

/** As fast as messages are answered: only so many may wait for their reply at any time. Answers the rate. */
export const findRate = async (scene: PipelineScene, { seconds, outstanding }: { seconds: number; outstanding: number }): Promise<number> => {
  const { server, generator, targets, customers } = scene;
  const began = performance.now();
  const before = await readMeasures(server.url);
  let sent = 0;
  const answered = async (): Promise<number> => repliesAccepted(await readMeasures(server.url)) - repliesAccepted(before);
  while (performance.now() - began < seconds * 1_000) {
    const calls = Math.max(0, outstanding - (sent - (await answered())));
    if (calls < outstanding / 4) await pause(LOOK);
    else sent += accepted(await generator.run({ url: server.url, targets, connections: 50, customers, seconds: 10, calls, from: sent, statusesPerMessage: 0, text: 'Probe' }));
  }
  const rate = (await answered()) / ((performance.now() - began) / 1_000);
  await untilAnswered(server, (now) => repliesAccepted(now) - repliesAccepted(before) >= sent);
  await untilQuiet(server);
  return rate;
};
