import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Plan } from './plan.js';
import type { Result } from './simulate.js';

/** One plan as several worlds with seeds of their own, that share its customers and messages among them. */
export const splitPlan = (plan: Plan, worlds: number): readonly Plan[] =>
  Array.from({ length: worlds }, (_, index) => ({
    ...plan,
    seed: plan.seed + index,
    conversations: share(plan.conversations, worlds, index),
    messages: share(plan.messages, worlds, index),
  }));

const share = (all: number, parts: number, index: number): number => Math.floor(all / parts) + (index < all % parts ? 1 : 0);

/** Runs every world in a thread of its own, as many at once as there are processors; stops at the first that breaks a rule. */
export const simulateWorlds = async (plans: readonly Plan[], atOnce = availableParallelism()): Promise<readonly Result[]> => {
  const results: Result[] = [];
  const left = [...plans];
  const takeTurns = async (): Promise<void> => {
    for (let plan = left.shift(); plan; plan = left.shift()) {
      const result = await inThread(plan);
      results.push(result);
      if (result.violation) left.length = 0;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, plans.length) }, takeTurns));
  return results.sort((one, other) => one.plan.seed - other.plan.seed);
};

const inThread = (plan: Plan): Promise<Result> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./one-world.js', import.meta.url), { workerData: plan });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the world ended with code ${code} and no result`)));
  });

/** What several worlds come to together. */
export const sumOf = (results: readonly Result[]): Result => {
  const [first] = results;
  if (!first) throw new RangeError('no worlds');
  return results.slice(1).reduce(plus, first);
};

const plus = (one: Result, other: Result): Result => ({
  ...one,
  violation: one.violation ?? other.violation,
  plan: {
    ...one.plan, conversations: one.plan.conversations + other.plan.conversations, messages: one.plan.messages + other.plan.messages,
  },
  counts: addAll(one.counts, other.counts),
  asks: one.asks + other.asks,
  replies: one.replies + other.replies,
  closings: one.closings + other.closings,
  events: one.events + other.events,
  ends: addAll(one.ends, other.ends),
  verdicts: addAll(one.verdicts, other.verdicts),
  happenings: addAll(one.happenings, other.happenings),
  errors: new Map(Object.entries(addAll(Object.fromEntries(one.errors), Object.fromEntries(other.errors)))),
  cpuSeconds: one.cpuSeconds + other.cpuSeconds,
});

const addAll = <T extends Readonly<Record<string, number>> | object>(one: T, other: T): T => {
  const sum: Record<string, number> = { ...(one as Record<string, number>) };
  for (const [name, count] of Object.entries(other as Record<string, number>)) sum[name] = (sum[name] ?? 0) + count;
  return sum as T;
};
