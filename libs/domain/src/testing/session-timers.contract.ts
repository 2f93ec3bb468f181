import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NextWake, SessionRef, SessionTimers } from '../kernel/session-timers.js';
import { MINUTE, SECOND, type Millis } from '../kernel/time.js';
import { manualClock, type ManualClock } from './manual-clock.js';

/** An engine under test. */
export interface SessionTimersHarness {
  readonly timers: SessionTimers;
  /** Ends this engine and answers another over what it kept. */
  reopen(): Promise<SessionTimersHarness>;
  close(): Promise<void>;
}

/** The time that an engine under test lives in. */
export interface TimersStage {
  clock(): ManualClock;
  /** How long a minute of these tests is; their second is a sixtieth of it. */
  readonly minute: Millis;
  /** How late an evaluation may come: no promise, only the end of patience. */
  readonly lateness: Millis;
  /** Failures in a row whose pauses are looked at. */
  readonly failures: number;
  /** Resolves when it holds; where only a test moves the time, that is now or never. */
  until(holds: () => boolean): Promise<void>;
  /** Sessions that are armed together. */
  readonly crowd: number;
  /** Minutes in which what must not happen would happen; few where they have to be waited for. */
  readonly aWhile: number;
}

/** Minutes that nobody waits for where they pass by themselves: what should come before them, comes or never. */
const FAR = 1_000;

/** A clock that only the test moves, and an engine that knows no other. */
const manualStage: TimersStage = {
  clock: () => manualClock(Date.UTC(2026, 10, 23, 9)), minute: MINUTE, lateness: 0, failures: 9, until: () => Promise.resolve(), crowd: 1_000, aWhile: 3 * FAR,
};

export interface SessionTimersContractOptions {
  /** The embedded engines promise the order of lateness after an outage; Temporal does not. */
  readonly ordersByLateness?: boolean;
  /** Where the engine has a time of its own. */
  readonly stage?: TimersStage;
}

/** Two clocks of one machine, the engine's server's and ours, may differ so much. */
const CLOCKS_APART = 20;

const ref = (session: string): SessionRef => ({ conversation: `conversation-ch1.${session}`, session });
const over: NextWake = { kind: 'over' };
const sleep = (until: Millis): NextWake => ({ kind: 'sleep', until });

/** What a rule would do: answers of each session in order, `over` when they are used up; keeps what was evaluated when. */
const scriptedRules = (clock: ManualClock, answers: Record<string, readonly (NextWake | 'throws')[]> = {}) => {
  const evaluated: { session: string; at: Millis }[] = [];
  const times = (session: string) => evaluated.filter((one) => one.session === session).map(({ at }) => at);
  const reach = async ({ session }: SessionRef): Promise<NextWake> => {
    const answer = answers[session]?.[times(session).length] ?? over;
    evaluated.push({ session, at: clock.now() });
    if (answer === 'throws') throw new Error('the store is away');
    return answer;
  };
  return { evaluated, times, reach };
};

/** A rule whose first answer comes when the test says so. */
const heldRules = (clock: ManualClock) => {
  const evaluated: Millis[] = [];
  let answer: (next: NextWake) => void = () => undefined;
  const reach = async (): Promise<NextWake> => {
    evaluated.push(clock.now());
    return evaluated.length === 1 ? new Promise((resolve) => (answer = resolve)) : over;
  };
  return { evaluated, reach, answer: (next: NextWake) => answer(next) };
};

/** Every engine of `SessionTimers` passes this. */
export const sessionTimersContract = (
  name: string,
  open: (clock: ManualClock) => Promise<SessionTimersHarness>,
  { ordersByLateness = true, stage = manualStage }: SessionTimersContractOptions = {},
): void => {
  const { minute, lateness, until, crowd, aWhile } = stage;
  const second = minute / 60;
  const inOrder = (sessions: readonly string[]) => (ordersByLateness ? sessions : [...sessions].sort());

  describe(`session timers: ${name}`, () => {
    let clock: ManualClock;
    let start: Millis;
    let engine: SessionTimersHarness;
    beforeEach(async () => {
      clock = stage.clock();
      start = clock.now();
      engine = await open(clock);
    }, 60_000);
    afterEach(() => engine.close());

    /** Arms are durable when they answer; some engines need a turn of the event loop for that. */
    const arm = (session: string, after: Millis) => engine.timers.arm(ref(session), start + after);
    /** Each at its time, never before, and no later than the engine may be. */
    const expectTimes = (actual: readonly Millis[], expected: readonly Millis[]): void => {
      const inTime = (at: Millis, wanted = -1) => (at - start >= wanted && at - start <= wanted + lateness ? wanted : at - start);
      expect(actual.map((at, n) => inTime(at, expected[n]))).toEqual(expected);
    };

    it('evaluates nothing before it was started', async () => {
      await arm('s1', minute);
      await clock.advance(2 * minute);
      const rules = scriptedRules(clock);
      await engine.timers.start(rules.reach);
      await clock.advance(0);
      await until(() => rules.evaluated.length > 0);
      expectTimes(rules.times('s1'), [2 * minute]);
    });

    it('evaluates a session at the time it was armed for, and never before', async () => {
      const rules = scriptedRules(clock);
      await engine.timers.start(rules.reach);
      await arm('s1', minute);
      await clock.advance(start + minute - 1 - clock.now());
      expect(rules.evaluated).toEqual([]);
      await clock.advance(1);
      await until(() => rules.evaluated.length > 0);
      expectTimes(rules.times('s1'), [minute]);
    });

    it('hands the session to the rules as it was named', async () => {
      const seen: SessionRef[] = [];
      await engine.timers.start(async (session) => {
        seen.push(session);
        return over;
      });
      await arm('s1', second);
      await clock.advance(second);
      await until(() => seen.length > 0);
      expect(seen).toEqual([ref('s1')]);
    });

    it('is brought forward by arming earlier, and not moved by arming later', async () => {
      const rules = scriptedRules(clock);
      await engine.timers.start(rules.reach);
      await arm('s1', FAR * minute);
      await arm('s1', 5 * minute);
      await arm('s1', 2 * FAR * minute);
      await clock.advance(start + 5 * minute - clock.now());
      await until(() => rules.evaluated.length > 0);
      await clock.advance(aWhile * minute);
      expectTimes(rules.times('s1'), [5 * minute]);
    });

    it('evaluates at once what was armed for a time gone by', async () => {
      const rules = scriptedRules(clock);
      await engine.timers.start(rules.reach);
      await arm('s1', -minute);
      await clock.advance(0);
      await until(() => rules.evaluated.length > 0);
      expectTimes(rules.times('s1'), [0]);
    });

    it('sleeps on until the time an evaluation names, again and again, until it is over', async () => {
      const rules = scriptedRules(clock, { s1: [sleep(start + 7 * minute), sleep(start + 9 * minute), over] });
      await engine.timers.start(rules.reach);
      await arm('s1', 5 * minute);
      await clock.advance(start + 9 * minute - clock.now());
      await until(() => rules.evaluated.length >= 3);
      await clock.advance(aWhile * minute);
      expectTimes(rules.times('s1'), [5 * minute, 7 * minute, 9 * minute]);
    });

    it('can be armed again after it was over', async () => {
      const rules = scriptedRules(clock);
      await engine.timers.start(rules.reach);
      await arm('s1', minute);
      await clock.advance(minute);
      await until(() => rules.evaluated.length > 0);
      await clock.settle();
      const again = clock.now() - start + 2 * minute;
      await arm('s1', again);
      await clock.advance(4 * minute);
      await until(() => rules.evaluated.length > 1);
      expectTimes(rules.times('s1'), [minute, again]);
    });

    it('does not spin when an evaluation names a time gone by', async () => {
      const rules = scriptedRules(clock, { s1: [sleep(start), sleep(start + 1)] });
      await engine.timers.start(rules.reach);
      await arm('s1', minute);
      await clock.advance(minute);
      await until(() => rules.evaluated.length > 0);
      expectTimes(rules.times('s1'), [minute]);
      await clock.advance(2 * SECOND);
      await until(() => rules.evaluated.length >= 3);
      const times = rules.times('s1');
      expect(times).toHaveLength(3);
      expect(times.slice(1).every((at, n) => at - times[n]! >= SECOND - CLOCKS_APART)).toBe(true);
    });

    it(`keeps ${crowd} sessions apart, each woken once at its time`, async () => {
      const rules = scriptedRules(clock);
      await engine.timers.start(rules.reach);
      const sessions = Array.from({ length: crowd }, (_, n) => ({ session: `s${n}`, after: 10 * minute + ((n * 7_919) % crowd) * second }));
      await Promise.all(sessions.map(({ session, after }) => arm(session, after)));
      await clock.advance(start + 10 * minute + (crowd + 1) * second - clock.now());
      await until(() => rules.evaluated.length >= crowd);
      const byTime = [...sessions].sort((a, b) => a.after - b.after);
      expect(inOrder(rules.evaluated.map(({ session }) => session))).toEqual(inOrder(byTime.map(({ session }) => session)));
      expectTimes(byTime.map(({ session }) => rules.times(session)[0] ?? 0), byTime.map(({ after }) => after));
    });

    describe('armed while it is being evaluated', () => {
      const cases: readonly [string, { answer: () => NextWake; armedFor: Millis; wakesAt: Millis[] }][] = [
        ['an earlier time than the answer wins', { answer: () => sleep(start + FAR * minute), armedFor: 3 * minute, wakesAt: [minute, 3 * minute] }],
        ['a later time than the answer does not', { answer: () => sleep(start + 3 * minute), armedFor: FAR * minute, wakesAt: [minute, 3 * minute] }],
        ['it is woken though the answer was over', { answer: () => over, armedFor: 3 * minute, wakesAt: [minute, 3 * minute] }],
        ['for now: it is evaluated once more at once', { answer: () => sleep(start + FAR * minute), armedFor: minute, wakesAt: [minute, minute] }],
      ];
      it.each(cases)('%s', async (_title, { answer, armedFor, wakesAt }) => {
        const rules = heldRules(clock);
        await engine.timers.start(rules.reach);
        await arm('s1', minute);
        await clock.advance(minute);
        await until(() => rules.evaluated.length > 0);
        await arm('s1', armedFor);
        await clock.settle();
        expect(rules.evaluated).toHaveLength(1); // never two at a time
        rules.answer(answer());
        await clock.settle();
        await clock.advance(start + 3 * minute - clock.now());
        await until(() => rules.evaluated.length > 1);
        await clock.advance(aWhile * minute);
        expectTimes(rules.evaluated, wakesAt);
      });

      it('in the same moment as the answer, neither is lost', async () => {
        const rules = heldRules(clock);
        await engine.timers.start(rules.reach);
        await arm('s1', minute);
        await clock.advance(minute);
        await until(() => rules.evaluated.length > 0);
        rules.answer(over);
        const armed = arm('s1', 3 * minute);
        await clock.settle();
        await armed;
        await clock.advance(start + 3 * minute - clock.now());
        await until(() => rules.evaluated.length > 1);
        await clock.advance(aWhile * minute);
        expectTimes(rules.evaluated, [minute, 3 * minute]);
      });
    });

    it('does not let an evaluation that hangs hold up the others', async () => {
      const rules = heldRules(clock);
      await engine.timers.start(rules.reach);
      await arm('s1', minute);
      await arm('s2', 2 * minute);
      await clock.advance(2 * minute);
      await until(() => rules.evaluated.length > 1);
      expectTimes(rules.evaluated, [minute, 2 * minute]);
      rules.answer(over);
    });

    it('repeats an evaluation that throws, with growing pauses, while the others go on', async () => {
      const { failures } = stage;
      const rules = scriptedRules(clock, { s1: Array.from({ length: failures }, () => 'throws' as const) });
      await engine.timers.start(rules.reach);
      await arm('s1', 0);
      await arm('s2', 2 * second);
      const expected = [0, 1, 2, 4, 8, 16, 32, 60, 60, 60].slice(0, failures + 1).map((pause) => pause * SECOND);
      await clock.advance(expected.reduce((sum, pause) => sum + pause));
      await until(() => rules.times('s1').length > failures);
      const times = rules.times('s1');
      const tooShort = expected.slice(1).filter((pause, n) => times[n + 1]! - times[n]! < pause - CLOCKS_APART);
      expect([times.length, tooShort]).toEqual([failures + 1, []]);
      if (lateness === 0) expect(times.map((at, n) => at - (times[n - 1] ?? start))).toEqual(expected);
      expectTimes(rules.times('s2'), [2 * second]);
    });

    it('stops only after what runs has ended, keeps its answer, and evaluates nothing more', async () => {
      const rules = heldRules(clock);
      await engine.timers.start(rules.reach);
      await arm('s1', minute);
      await arm('s2', 10 * minute);
      await clock.advance(start + minute - clock.now());
      await until(() => rules.evaluated.length > 0);
      let stopped = false;
      const stopping = engine.timers.stop().then(() => (stopped = true));
      await clock.settle();
      expect(stopped).toBe(false);
      rules.answer(sleep(start + 12 * minute));
      await clock.settle();
      await stopping;
      await clock.advance(14 * minute);
      expectTimes(rules.evaluated, [minute]);
      const after = scriptedRules(clock);
      await engine.timers.start(after.reach);
      await clock.advance(0);
      await until(() => after.evaluated.length > 1);
      expect(inOrder(after.evaluated.map(({ session }) => session))).toEqual(inOrder(['s2', 's1']));
    });

    it('has everything armed after a restart, each overdue session evaluated once', async () => {
      await arm('s1', 3 * minute);
      await arm('s2', minute);
      await arm('s3', 2 * minute);
      await arm('s4', 20 * minute);
      engine = await engine.reopen();
      await clock.advance(start + 4 * minute - clock.now());
      const rules = scriptedRules(clock);
      await engine.timers.start(rules.reach);
      await clock.advance(0);
      await until(() => rules.evaluated.length > 2);
      expect(rules.evaluated.map(({ session }) => session).sort()).toEqual(['s1', 's2', 's3']);
      await clock.advance(start + 20 * minute - clock.now());
      await until(() => rules.evaluated.length > 3);
      expectTimes(rules.times('s4'), [20 * minute]);
      expect(rules.evaluated).toHaveLength(4);
    });

    if (ordersByLateness) {
      it('takes what is overdue after an outage in order of lateness', async () => {
        const minutes = Array.from({ length: 100 }, (_, n) => ((n * 37) % 100) + 1);
        await Promise.all(minutes.map((at) => arm(`s${at}`, at * minute)));
        engine = await engine.reopen();
        await clock.advance(120 * minute);
        const rules = scriptedRules(clock);
        await engine.timers.start(rules.reach);
        await clock.advance(second);
        const expected = [...minutes].sort((a, b) => a - b).map((at) => `s${at}`);
        expect(rules.evaluated.map(({ session }) => session)).toEqual(expected);
      });
    }
  });
};
