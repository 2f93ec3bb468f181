import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channelKey, channelStream, evolveChannel, noChannel, type Channel, type ChannelEvent, type EventStore } from '@tandem/domain';
import { openSqliteStore } from '@tandem/event-store/sqlite';
import { openHistory, type History } from '@tandem/server/history/history.js';
import { createLatencies, type Summary } from '../load/latencies.js';
import { agentNamed, fillConfiguration, type Plan } from './fill.js';
import { questionsOf } from './questions.js';

export interface Found {
  readonly what: string;
  readonly took: Summary;
}

export interface AuditRun {
  readonly plan: Plan;
  /** Seconds in which the view came back from the log. */
  readonly rebuilt: number;
  readonly found: readonly Found[];
  /** Milliseconds to read and fold the whole stream of one configuration. */
  readonly floor: Summary;
}

/** Fills a log, folds it into the view from zero, and asks everything `times` times. */
export const runAudit = async (plan: Plan, times: number): Promise<AuditRun> => {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-bench-audit-'));
  const store = openSqliteStore({ file: join(folder, 'log.sqlite') });
  const history = openHistory({ file: join(folder, 'history.sqlite'), store });
  try {
    await fillConfiguration(store, plan);
    const began = performance.now();
    await history.start();
    await history.waitFor(await store.head());
    const rebuilt = (performance.now() - began) / 1_000;
    return { plan, rebuilt, ...(await ask({ history, store, plan, times })) };
  } finally {
    await history.stop();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
};

interface Asking {
  readonly history: History;
  readonly store: EventStore;
  readonly plan: Plan;
  readonly times: number;
}

const ask = async ({ history, store, plan, times }: Asking): Promise<Pick<AuditRun, 'found' | 'floor'>> => {
  const agent = agentNamed(Math.floor(plan.agents / 2));
  const stream = channelStream(channelKey(agent, 'published'));
  const { version: changes } = await store.readBackwards(stream, { limit: 1 });
  const found: Found[] = [];
  for (const { what, ask: question } of questionsOf({ history, agent, changes })) found.push({ what, took: await timed(times, question) });
  return { found, floor: await timed(Math.max(1, Math.ceil(times / 20)), () => scan(store, stream)) };
};

const timed = async (times: number, work: (n: number) => unknown): Promise<Summary> => {
  const latencies = createLatencies();
  for (let n = 0; n < times; n += 1) {
    const began = performance.now();
    await work(n);
    latencies.add(performance.now() - began);
  }
  return latencies.summary();
};

/** What an answer costs that keeps nothing: the whole stream, event by event. */
const scan = async (store: EventStore, stream: string): Promise<Channel> => {
  let channel: Channel = noChannel;
  for (let from = 1; ; ) {
    const { events } = await store.read(stream, { from, limit: 500 });
    for (const { type, data } of events) channel = evolveChannel(channel, { type, data } as ChannelEvent);
    if (events.length < 500) return channel;
    from += events.length;
  }
};
