import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Millis, NextWake, SessionRef } from '@tandem/domain';
import { systemClock } from '@tandem/server/clock.js';
import type { BenchEngine, EngineOptions } from './engines.js';

type Open = (options: EngineOptions) => Promise<BenchEngine | undefined>;

export const newRef = (): SessionRef => ({ conversation: 'conversation-bench.published.c1', session: randomUUID() });

const AT_ONCE = 1_000;

/** Arms so many sessions for `at`; answers the rate per second. */
export const armMany = async ({ timers }: BenchEngine, count: number, at: (n: number) => Millis): Promise<number> => {
  const began = performance.now();
  for (let n = 0; n < count; n += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - n) }, (_, i) => timers.arm(newRef(), at(n + i))));
  }
  return count / ((performance.now() - began) / 1_000);
};

/**
 * So many sessions due at once, each evaluated once with an answer that lets it sleep on (the engine alone); answers
 * the rate per second from the first evaluation to the last.
 */
export const dueAtOnce = async (open: Open, count: number, evaluate?: () => Promise<NextWake>): Promise<number | undefined> => {
  const engine = await open({ clock: systemClock });
  if (!engine) return undefined;
  const due = Date.now() - 1;
  await armMany(engine, count, () => due);
  let done = 0;
  let first = 0;
  let last = 0;
  const later: NextWake = { kind: 'sleep', until: Date.now() + 86_400_000 };
  await engine.timers.start(async () => {
    if (first === 0) first = performance.now();
    const next = evaluate ? await evaluate() : later;
    done += 1;
    last = performance.now();
    return next;
  });
  await until(() => done >= count);
  await engine.close();
  return count / ((last - first) / 1_000);
};

export interface Steady {
  /** Sessions that become due each second. */
  readonly rate: number;
  readonly seconds: number;
  readonly evaluate?: () => Promise<NextWake>;
}

const over = (): Promise<NextWake> => Promise.resolve({ kind: 'over' });

/** Lateness where sessions become due steadily: median and 99th percentile in milliseconds. */
export const latenessAt = async (open: Open, { rate, seconds, evaluate = over }: Steady): Promise<{ median: Millis; p99: Millis } | undefined> => {
  const late: Millis[] = [];
  const engine = await open({ clock: systemClock, onWake: (ms) => late.push(Math.max(0, ms)) });
  if (!engine) return undefined;
  const count = Math.round(rate * seconds);
  const lead = 2_000 + count / 2; // until all are armed, also where that takes long
  const begin = Date.now() + lead;
  await engine.timers.start(evaluate);
  await armMany(engine, count, (n) => begin + Math.round((n / rate) * 1_000));
  await until(() => late.length >= count);
  await engine.close();
  late.sort((a, b) => a - b);
  return { median: late[count >> 1] ?? 0, p99: late[Math.floor(count * 0.99)] ?? 0 };
};

/** Rejects where nothing happens for minutes. */
const until = async (holds: () => boolean): Promise<void> => {
  for (const since = performance.now(); !holds(); await pause(20)) {
    if (performance.now() - since > 600_000) throw new Error('The engine did not come to its end.');
  }
};
