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

export interface SessionTimersContractOptions {
  /** The embedded engines promise the order of lateness after an outage; Temporal does not. */
  readonly ordersByLateness?: boolean;
}

const START = Date.UTC(2026, 10, 23, 9);
const ref = (session: string): SessionRef => ({ conversation: `conversation-ch1.${session}`, session });
const over: NextWake = { kind: 'over' };
const sleep = (until: Millis): NextWake => ({ kind: 'sleep', until });

/** What a rule would do: answers of each session in order, `over` when they are used up; keeps what was evaluated when. */
const scriptedRules = (clock: ManualClock, answers: Record<string, readonly (NextWake | 'throws')[]> = {}) => {
  const evaluated: { session: string; at: Millis }[] = [];
  const times = (session: string) => evaluated.filter((one) => one.session === session).map(({ at }) => at - START);
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
    evaluated.push(clock.now() - START);
    return evaluated.length === 1 ? new Promise((resolve) => (answer = resolve)) : over;
  };
  return { evaluated, reach, answer: (next: NextWake) => answer(next) };
};

/** Every engine of `SessionTimers` passes this, over a clock that the tests move. */
export const sessionTimersContract = (
  name: string,
  open: (clock: ManualClock) => Promise<SessionTimersHarness>,
  { ordersByLateness = true }: SessionTimersContractOptions = {},
): void => {
  describe(`session timers: ${name}`, () => {
    let clock: ManualClock;
    let engine: SessionTimersHarness;
    beforeEach(async () => {
      clock = manualClock(START);
      engine = await open(clock);
    });
    afterEach(() => engine.close());

    /** Arms are durable when they answer; some engines need a turn of the event loop for that. */
    const arm = (session: string, after: Millis) => engine.timers.arm(ref(session), START + after);

    it('evaluates nothing before it was started', async () => {
      await arm('s1', MINUTE);
      await clock.advance(2 * MINUTE);
      const rules = scriptedRules(clock);
      await engine.timers.start(rules.reach);
      await clock.advance(0);
      expect(rules.times('s1')).toEqual([2 * MINUTE]);
    });

    it('evaluates a session at the time it was armed for, and never before', async () => {
      const rules = scriptedRules(clock);
      await engine.timers.start(rules.reach);
      await arm('s1', MINUTE);
      await clock.advance(MINUTE - 1);
      expect(rules.evaluated).toEqual([]);
      await clock.advance(1);
      expect(rules.evaluated).toEqual([{ session: 's1', at: START + MINUTE }]);
    });

    it('hands the session to the rules as it was named', async () => {
      const seen: SessionRef[] = [];
      await engine.timers.start(async (session) => {
        seen.push(session);
        return over;
      });
      await arm('s1', SECOND);
      await clock.advance(SECOND);
      expect(seen).toEqual([ref('s1')]);
    });

    it('is brought forward by arming earlier, and not moved by arming later', async () => {
      const rules = scriptedRules(clock);
      await engine.timers.start(rules.reach);
      await arm('s1', 10 * MINUTE);
      await arm('s1', 5 * MINUTE);
      await arm('s1', 20 * MINUTE);
      await clock.advance(30 * MINUTE);
      expect(rules.times('s1')).toEqual([5 * MINUTE]);
    });

    it('evaluates at once what was armed for a time gone by', async () => {
      const rules = scriptedRules(clock);
      await engine.timers.start(rules.reach);
      await arm('s1', -MINUTE);
      await clock.advance(0);
      expect(rules.times('s1')).toEqual([0]);
    });

    it('sleeps on until the time an evaluation names, again and again, until it is over', async () => {
      const rules = scriptedRules(clock, { s1: [sleep(START + 7 * MINUTE), sleep(START + 9 * MINUTE), over] });
      await engine.timers.start(rules.reach);
      await arm('s1', 5 * MINUTE);
      await clock.advance(60 * MINUTE);
      expect(rules.times('s1')).toEqual([5 * MINUTE, 7 * MINUTE, 9 * MINUTE]);
    });

    it('can be armed again after it was over', async () => {
      const rules = scriptedRules(clock);
      await engine.timers.start(rules.reach);
      await arm('s1', MINUTE);
      await clock.advance(2 * MINUTE);
      await arm('s1', 3 * MINUTE);
      await clock.advance(5 * MINUTE);
      expect(rules.times('s1')).toEqual([MINUTE, 3 * MINUTE]);
    });

    it('does not spin when an evaluation names a time gone by', async () => {
      const rules = scriptedRules(clock, { s1: [sleep(START), sleep(START + 1)] });
      await engine.timers.start(rules.reach);
      await arm('s1', MINUTE);
      await clock.advance(0);
      await clock.advance(MINUTE);
      expect(rules.times('s1')).toEqual([MINUTE]);
      await clock.advance(MINUTE);
      expect(rules.times('s1')).toHaveLength(3);
    });

    it('keeps a thousand sessions apart, each woken once at its time', async () => {
      const rules = scriptedRules(clock);
      await engine.timers.start(rules.reach);
      const sessions = Array.from({ length: 1_000 }, (_, n) => ({ session: `s${n}`, after: ((n * 7_919) % 1_000) * SECOND + SECOND }));
      await Promise.all(sessions.map(({ session, after }) => arm(session, after)));
      await clock.advance(1_001 * SECOND);
      const byTime = [...sessions].sort((a, b) => a.after - b.after);
      expect(rules.evaluated.map(({ session }) => session)).toEqual(byTime.map(({ session }) => session));
      expect(rules.evaluated.map(({ at }) => at - START)).toEqual(byTime.map(({ after }) => after));
    });

    describe('armed while it is being evaluated', () => {
      const cases: readonly [string, { answer: NextWake; armedFor: Millis; wakesAt: Millis[] }][] = [
        ['an earlier time than the answer wins', { answer: sleep(START + 9 * MINUTE), armedFor: 3 * MINUTE, wakesAt: [MINUTE, 3 * MINUTE] }],
        ['a later time than the answer does not', { answer: sleep(START + 3 * MINUTE), armedFor: 9 * MINUTE, wakesAt: [MINUTE, 3 * MINUTE] }],
        ['it is woken though the answer was over', { answer: over, armedFor: 3 * MINUTE, wakesAt: [MINUTE, 3 * MINUTE] }],
        ['for now: it is evaluated once more at once', { answer: sleep(START + 9 * MINUTE), armedFor: MINUTE, wakesAt: [MINUTE, MINUTE] }],
      ];
      it.each(cases)('%s', async (_title, { answer, armedFor, wakesAt }) => {
        const rules = heldRules(clock);
        await engine.timers.start(rules.reach);
        await arm('s1', MINUTE);
        await clock.advance(MINUTE);
        await arm('s1', armedFor);
        await clock.settle();
        expect(rules.evaluated).toEqual([MINUTE]); // never two at a time
        rules.answer(answer);
        await clock.settle();
        await clock.advance(20 * MINUTE);
        expect(rules.evaluated).toEqual(wakesAt);
      });

      it('in the same moment as the answer, neither is lost', async () => {
        const rules = heldRules(clock);
        await engine.timers.start(rules.reach);
        await arm('s1', MINUTE);
        await clock.advance(MINUTE);
        rules.answer(over);
        const armed = arm('s1', 3 * MINUTE);
        await clock.settle();
        await armed;
        await clock.advance(20 * MINUTE);
        expect(rules.evaluated).toEqual([MINUTE, 3 * MINUTE]);
      });
    });

    it('does not let an evaluation that hangs hold up the others', async () => {
      const rules = heldRules(clock);
      await engine.timers.start(rules.reach);
      await arm('s1', MINUTE);
      await arm('s2', 2 * MINUTE);
      await clock.advance(2 * MINUTE);
      expect(rules.evaluated).toEqual([MINUTE, 2 * MINUTE]);
      rules.answer(over);
    });

    it('repeats an evaluation that throws, with growing pauses, while the others go on', async () => {
      const rules = scriptedRules(clock, { s1: Array.from({ length: 9 }, () => 'throws' as const) });
      await engine.timers.start(rules.reach);
      await arm('s1', 0);
      await arm('s2', 2 * SECOND);
      await clock.advance(10 * MINUTE);
      const pauses = rules.times('s1').map((at, n, all) => at - (all[n - 1] ?? 0));
      const seconds = [0, 1, 2, 4, 8, 16, 32, 60, 60, 60];
      expect(pauses).toEqual(seconds.map((pause) => pause * SECOND));
      expect(rules.times('s2')).toEqual([2 * SECOND]);
    });

    it('stops only after what runs has ended, keeps its answer, and evaluates nothing more', async () => {
      const rules = heldRules(clock);
      await engine.timers.start(rules.reach);
      await arm('s1', MINUTE);
      await arm('s2', 2 * MINUTE);
      await clock.advance(MINUTE);
      let stopped = false;
      const stopping = engine.timers.stop().then(() => (stopped = true));
      await clock.settle();
      expect(stopped).toBe(false);
      rules.answer(sleep(START + 5 * MINUTE));
      await clock.settle();
      await stopping;
      await clock.advance(10 * MINUTE);
      expect(rules.evaluated).toEqual([MINUTE]);
      const after = scriptedRules(clock);
      await engine.timers.start(after.reach);
      await clock.advance(0);
      expect(after.evaluated.map(({ session }) => session)).toEqual(['s2', 's1']);
    });

    it('has everything armed after a restart, each overdue session evaluated once', async () => {
      await arm('s1', 30 * MINUTE);
      await arm('s2', 10 * MINUTE);
      await arm('s3', 20 * MINUTE);
      await arm('s4', 90 * MINUTE);
      engine = await engine.reopen();
      await clock.advance(60 * MINUTE);
      const rules = scriptedRules(clock);
      await engine.timers.start(rules.reach);
      await clock.advance(0);
      expect(rules.evaluated.map(({ session }) => session).sort()).toEqual(['s1', 's2', 's3']);
      await clock.advance(60 * MINUTE);
      expect(rules.times('s4')).toEqual([90 * MINUTE]);
      expect(rules.evaluated).toHaveLength(4);
    });

    if (ordersByLateness) {
      it('takes what is overdue after an outage in order of lateness', async () => {
        const minutes = Array.from({ length: 100 }, (_, n) => ((n * 37) % 100) + 1);
        await Promise.all(minutes.map((minute) => arm(`s${minute}`, minute * MINUTE)));
        engine = await engine.reopen();
        await clock.advance(120 * MINUTE);
        const rules = scriptedRules(clock);
        await engine.timers.start(rules.reach);
        await clock.advance(SECOND);
        const expected = [...minutes].sort((a, b) => a - b).map((minute) => `s${minute}`);
        expect(rules.evaluated.map(({ session }) => session)).toEqual(expected);
      });
    }
  });
};
