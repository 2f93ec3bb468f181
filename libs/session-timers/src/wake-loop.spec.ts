import { describe, expect, it } from '@jest/globals';
import type { NextWake, SessionRef } from '@tandem/domain';
import { manualClock } from '@tandem/domain/testing';
import fc from 'fast-check';
import { memoryRows } from './memory/memory-rows.js';
import { pauseAfter, wakingTimers, type TimerRows } from './wake-loop.js';

const START = Date.UTC(2026, 10, 23, 9);
const ref = (session: string): SessionRef => ({ conversation: `conversation-ch1.${session}`, session });

/** Rows that refuse to read or write while told to. */
const fragileRows = () => {
  const rows = memoryRows();
  const broken = { reads: false, writes: false };
  const fragile: TimerRows = {
    ...rows,
    earliest: (limit) => {
      if (broken.reads) throw new Error('disk I/O error');
      return rows.earliest(limit);
    },
    settle: async (session, settlement) => {
      if (broken.writes) throw new Error('disk full');
      return rows.settle(session, settlement);
    },
  };
  return { rows, fragile, broken };
};

describe('the wake loop', () => {
  it.each([[1, 1_000], [2, 2_000], [6, 32_000], [7, 60_000], [10_000, 60_000]])('pauses after failure %i for %i ms', (failures, pause) =>
    expect(pauseAfter(failures)).toBe(pause));

  it('writes the outcome again when it could not be written, and does not evaluate meanwhile', async () => {
    const clock = manualClock(START);
    const { rows, fragile, broken } = fragileRows();
    const timers = wakingTimers(fragile, { clock });
    let evaluations = 0;
    broken.writes = true;
    await timers.start(async () => {
      evaluations += 1;
      return { kind: 'over' };
    });
    await timers.arm(ref('s1'), START);
    await clock.advance(2_500);
    expect([evaluations, rows.count()]).toEqual([1, 1]);
    broken.writes = false;
    await clock.advance(1_000);
    expect([evaluations, rows.count()]).toEqual([1, 0]);
    await timers.stop();
  });

  it('stops though an outcome cannot be written; the session is evaluated after the next start', async () => {
    const clock = manualClock(START);
    const { rows, fragile, broken } = fragileRows();
    const timers = wakingTimers(fragile, { clock });
    broken.writes = true;
    await timers.start(async () => ({ kind: 'over' }));
    await timers.arm(ref('s1'), START);
    await clock.advance(0);
    await timers.stop();
    expect(rows.count()).toBe(1);
    broken.writes = false;
    await timers.start(async () => ({ kind: 'over' }));
    await clock.advance(0);
    expect(rows.count()).toBe(0);
    await timers.stop();
  });

  it('looks again when the rows could not be read', async () => {
    const clock = manualClock(START);
    const { rows, fragile, broken } = fragileRows();
    const timers = wakingTimers(fragile, { clock });
    broken.reads = true;
    await timers.start(async () => ({ kind: 'over' }));
    await timers.arm(ref('s1'), START);
    await clock.advance(500);
    broken.reads = false;
    await clock.advance(500);
    expect(rows.count()).toBe(0);
    await timers.stop();
  });

  it('repeats an evaluation that names no time', async () => {
    const clock = manualClock(START);
    const failures: number[] = [];
    const timers = wakingTimers(memoryRows(), { clock, onFailure: (count) => failures.push(count) });
    const answers: NextWake[] = [{ kind: 'sleep', until: Number.NaN }, { kind: 'sleep', until: Infinity }];
    await timers.start(async () => answers.shift() ?? { kind: 'over' });
    await timers.arm(ref('s1'), START);
    await clock.advance(10_000);
    expect(failures).toEqual([1, 2]);
    await timers.stop();
  });

  /** What happens to one session: armed for a time from now, or time passes. */
  const step = fc.oneof(
    fc.record({ arm: fc.integer({ min: -5, max: 40 }), session: fc.constantFrom('s1', 's2', 's3') }),
    fc.record({ pass: fc.integer({ min: 0, max: 15 }) }),
  );
  const evaluation = fc.record({ takes: fc.integer({ min: 0, max: 10 }), sleeps: fc.option(fc.integer({ min: -3, max: 30 }), { nil: undefined }), throws: fc.boolean() });

  it('follows every arming with an evaluation no later than asked, one at a time, whatever happens meanwhile', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.array(evaluation, { maxLength: 20 }), async (steps, evaluations) => {
      const clock = manualClock(0, { turns: 4 });
      const began: Record<string, number[]> = { s1: [], s2: [], s3: [] };
      const ended: Record<string, number[]> = { s1: [], s2: [], s3: [] };
      const armed: { session: string; due: number; from: number; at: number }[] = [];
      const timers = wakingTimers(memoryRows(), { clock });
      await timers.start(async ({ session }) => {
        expect(began[session]!.length).toBe(ended[session]!.length);
        began[session]!.push(clock.now());
        const { takes, sleeps, throws } = evaluations.shift() ?? { takes: 0, sleeps: undefined, throws: false };
        if (takes > 0) await new Promise<void>((resolve) => clock.wakeAt(clock.now() + takes, resolve));
        ended[session]!.push(clock.now());
        if (throws) throw new Error('away');
        return sleeps === undefined ? { kind: 'over' } : { kind: 'sleep', until: clock.now() + sleeps };
      });
      for (const one of steps) {
        if ('pass' in one) await clock.advance(one.pass);
        else {
          armed.push({ session: one.session, due: clock.now() + one.arm, from: began[one.session]!.length, at: clock.now() });
          await timers.arm(ref(one.session), clock.now() + one.arm);
        }
      }
      await clock.advance(300_000);
      for (const { session, due, from, at } of armed) {
        const next = began[session]![from];
        expect(next).toBeDefined();
        expect(next).toBeLessThanOrEqual(Math.max(due, at, ended[session]![from - 1] ?? 0));
      }
      await timers.stop();
    }), { numRuns: 150 });
  });
});
