import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE, type Millis, type NextWake, type SessionRef } from '@tandem/domain';
import { DefaultLogger, Worker, bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { timeSkippingFor } from '../../../../apps/commands/temporal.mjs';
import type { sessionTimer, Phase } from './session-timer.workflow.js';
import { installRuntime } from './temporal-runtime.js';

installRuntime({});
const found = await timeSkippingFor('the session timer in the time-skipping environment');

(found ? describe : describe.skip)('a session timer, hours in milliseconds', () => {
  const env = found as TestWorkflowEnvironment;
  let workflowBundle: WorkflowBundle;
  beforeAll(async () => {
    workflowBundle = await bundleWorkflowCode({
      workflowsPath: `${import.meta.dirname}/session-timer.workflow.ts`, logger: new DefaultLogger('WARN'),
    });
  }, 60_000);
  afterAll(() => found?.teardown());

  interface Told { readonly session: SessionRef; readonly at: Millis; readonly due: Millis; readonly evaluations: readonly Millis[]; readonly runs: number }

  /** Runs a session that is armed for `after`, with what `tell` does meanwhile; rules answer in order, then over. */
  const play = async (after: Millis, rules: readonly ((now: Millis) => NextWake | 'throws')[], tell?: (handle: { signal(at: Millis): Promise<void>; phase(): Promise<Phase> }, began: Millis) => Promise<void>): Promise<Told> => {
    const taskQueue = randomUUID();
    const session: SessionRef = { conversation: 'conversation-shop.published.c1', session: randomUUID() };
    const evaluations: Millis[] = [];
    const worker = await Worker.create({
      connection: env.nativeConnection, taskQueue, workflowBundle,
      activities: {
        reachDeadline: async (ref: SessionRef): Promise<NextWake> => {
          expect(ref).toEqual(session);
          const now = await env.currentTimeMs();
          evaluations.push(now);
          const answer = rules[evaluations.length - 1]?.(now) ?? { kind: 'over' };
          if (answer === 'throws') throw new Error('the store is away');
          return answer;
        },
      },
    });
    const began = await env.currentTimeMs();
    return worker.runUntil(async () => {
      const handle = await env.client.workflow.start<typeof sessionTimer>('sessionTimer', {
        taskQueue, workflowId: `session-${session.session}`, args: [session, began + after],
      });
      await tell?.({ signal: (at) => handle.signal<[Millis]>('bringForward', at), phase: () => handle.query<Phase>('phase') }, began);
      await handle.result();
      const { runId } = await env.client.workflow.getHandle(handle.workflowId).describe();
      return { session, at: await env.currentTimeMs(), due: began + after, evaluations: evaluations.map((at) => at - began), runs: runId === handle.firstExecutionRunId ? 1 : 2 };
    });
  };
  const sleep = (ms: Millis) => (now: Millis): NextWake => ({ kind: 'sleep', until: now + ms });
  /** Each at its time or a few seconds later: calls take real time. */
  const expectTimes = (actual: readonly Millis[], expected: readonly Millis[]): void => {
    expect(actual.map((at, n) => (at >= expected[n]! && at < expected[n]! + 5_000 ? expected[n] : at))).toEqual(expected);
  };

  it('sleeps for hours and days, evaluates at each deadline, and ends when the session is over', async () => {
    const { evaluations } = await play(5 * MINUTE, [sleep(10 * MINUTE), sleep(3 * HOUR), sleep(2 * DAY)]);
    expectTimes(evaluations, [5 * MINUTE, 15 * MINUTE, 3 * HOUR + 15 * MINUTE, 2 * DAY + 3 * HOUR + 15 * MINUTE]);
  });

  it('is brought forward by a signal and not moved by a later one, before it or after', async () => {
    const { evaluations } = await play(6 * HOUR, [], async ({ signal, phase }, began) => {
      await signal(began + 12 * HOUR);
      await signal(began + HOUR);
      await signal(began + 3 * HOUR);
      expect(await phase()).toMatchObject({ phase: 'asleep', evaluations: 0 });
    });
    expectTimes(evaluations, [HOUR]);
  });

  it('goes on evaluating while the store is away, with pauses that grow to a minute', async () => {
    const { evaluations } = await play(MINUTE, Array.from({ length: 10 }, () => () => 'throws' as const));
    const pauses = evaluations.slice(1).map((at, n) => Math.round((at - evaluations[n]!) / 1_000));
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
  });

  it('begins a fresh run before its history grows long, and loses no deadline by it', async () => {
    const wakes = 200;
    const { evaluations, runs } = await play(HOUR, Array.from({ length: wakes }, () => sleep(HOUR)));
    expect(runs).toBe(2);
    expect(evaluations).toHaveLength(wakes + 1);
    expect(Math.round((evaluations.at(-1) ?? 0) / HOUR)).toBe(wakes + 1);
  }, 120_000);

  it('pauses for a second where it is told a time gone by', async () => {
    const { evaluations } = await play(0, [(now) => ({ kind: 'sleep', until: now - HOUR }), (now) => ({ kind: 'sleep', until: now - MINUTE })]);
    const pauses = evaluations.slice(1).map((at, n) => at - evaluations[n]!);
    expect(pauses.map((pause) => pause >= 900 && pause < 5_000 ? 'a second' : pause)).toEqual(['a second', 'a second']);
  });
});
