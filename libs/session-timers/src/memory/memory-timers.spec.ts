import { describe, expect, it } from '@jest/globals';
import { manualClock, sessionTimersContract, type ManualClock } from '@tandem/domain/testing';
import { openMemoryTimers, type MemoryTimers } from './memory-timers.js';

const START = Date.UTC(2026, 10, 23, 9);
const ref = (session: string) => ({ conversation: `conversation-ch1.${session}`, session });

const harness = (timers: MemoryTimers) => ({
  timers,
  reopen: async () => {
    timers.crash();
    return harness(timers);
  },
  close: () => timers.stop(),
});

sessionTimersContract('memory', async (clock: ManualClock) => harness(openMemoryTimers({ clock })));

describe('memory timers', () => {
  it('does not hear what was running at a crash, and evaluates it again afterwards', async () => {
    const clock = manualClock(START);
    const timers = openMemoryTimers({ clock });
    let answer: () => void = () => undefined;
    await timers.start(() => new Promise((resolve) => (answer = () => resolve({ kind: 'over' }))));
    await timers.arm(ref('s1'), START);
    await clock.advance(0);
    timers.crash();
    answer();
    await clock.settle();
    expect(await timers.count()).toBe(1);
    const seen: string[] = [];
    await timers.start(async ({ session }) => {
      seen.push(session);
      return { kind: 'over' };
    });
    await clock.advance(0);
    expect(seen).toEqual(['s1']);
    expect(await timers.count()).toBe(0);
    await timers.stop();
  });

  it('asks the clock for one wake-up, however many sessions are armed', async () => {
    const clock = manualClock(START);
    const timers = openMemoryTimers({ clock });
    await timers.start(async () => ({ kind: 'over' }));
    for (let n = 0; n < 500; n += 1) await timers.arm(ref(`s${n}`), START + ((n * 31) % 500) * 1_000 + 1_000);
    expect(clock.pending()).toBe(1);
    await timers.stop();
    expect(clock.pending()).toBe(0);
  });

  it('evaluates as many at a time as allowed, tells how late each was, and counts what threw', async () => {
    const clock = manualClock(START);
    const late: number[] = [];
    const failures: number[] = [];
    const warnings: unknown[] = [];
    const timers = openMemoryTimers({
      clock,
      concurrency: 3,
      onWake: (lateMs) => late.push(lateMs),
      onFailure: (count) => failures.push(count),
      log: { warn: (event, { session, attempt }) => warnings.push([event, session, attempt]) },
    });
    for (let n = 0; n < 7; n += 1) await timers.arm(ref(`s${n}`), START + n);
    await clock.advance(10);
    const held: (() => void)[] = [];
    await timers.start(({ session }) => {
      if (session === 's0') throw new RangeError('what the customer wrote');
      return new Promise((resolve) => held.push(() => resolve({ kind: 'over' })));
    });
    await clock.advance(0);
    expect(held).toHaveLength(3);
    for (let ended = 0; ended < 6; ended += 1) {
      held[ended]?.();
      await clock.settle();
      expect(held.length - ended - 1).toBeLessThanOrEqual(3);
    }
    expect(late).toEqual([10, 9, 8, 7, 6, 5, 4]);
    expect(failures).toEqual([1]);
    expect(warnings).toEqual([['SessionNotEvaluated', 's0', 1]]);
    await timers.stop();
  });

  it('refuses a time that is not one, and to be started twice', async () => {
    const timers = openMemoryTimers({ clock: manualClock(START) });
    await expect(timers.arm(ref('s1'), Number.NaN)).rejects.toThrow('whole number');
    await timers.start(async () => ({ kind: 'over' }));
    await expect(timers.start(async () => ({ kind: 'over' }))).rejects.toThrow('running already');
    await timers.stop();
  });
});
