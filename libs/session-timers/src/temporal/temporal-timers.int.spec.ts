import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NextWake, SessionRef, SessionTimers } from '@tandem/domain';
import { realClock, sessionTimersContract, type TimersStage } from '@tandem/domain/testing';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';
import proto from '@temporalio/proto';
import { temporalFor, type FoundTemporal } from '../../../../apps/commands/temporal.mjs';
import type { Phase } from './session-timer.workflow.js';
import { openTemporalTimers, type TemporalTimers, type TemporalTimersOptions } from './temporal-timers.js';

jest.setTimeout(90_000);

const { History } = proto.temporal.api.history.v1;

const server = await temporalFor('the session timers over a real Temporal server');

/** A minute of the contract is half a second; Temporal itself is up to a second late, a busy machine much more. */
const stage: TimersStage = {
  clock: realClock, minute: 480, lateness: 60_000, failures: 3, crowd: 200, aWhile: 4,
  until: async (holds) => {
    for (const since = performance.now(); !holds() && performance.now() - since < 60_000; ) await new Promise((resolve) => setTimeout(resolve, 20));
  },
};

/** Sessions of one test have names of their own on a server that they share. */
const named = (timers: TemporalTimers, mark: string = randomUUID()): { timers: SessionTimers; mark: string } => {
  const outside = ({ conversation, session }: SessionRef): SessionRef => ({ conversation, session: `${session}.${mark}` });
  const inside = ({ conversation, session }: SessionRef): SessionRef => ({ conversation, session: session.slice(0, -mark.length - 1) });
  return { mark, timers: {
    arm: (session, at) => timers.arm(outside(session), at),
    start: (evaluate) => timers.start((session) => evaluate(inside(session))),
    stop: () => timers.stop(),
  } };
};

(server ? describe : describe.skip)('with a real server', () => {
  const { address, namespace } = server as FoundTemporal;
  let workflowBundle: WorkflowBundle;
  const open = (changes: Partial<TemporalTimersOptions> = {}) =>
    openTemporalTimers({ address, namespace, clock: realClock(), taskQueue: randomUUID(), workflowBundle, ...changes });
  beforeAll(async () => {
    workflowBundle = await bundleWorkflowCode({
      workflowsPath: `${import.meta.dirname}/session-timer.workflow.ts`, logger: new DefaultLogger('WARN'),
    });
  }, 60_000);
  afterAll(() => server?.stop());

  const harness = (timers: TemporalTimers, taskQueue: string, mark?: string): Awaited<ReturnType<Parameters<typeof sessionTimersContract>[1]>> => {
    const own = named(timers, mark);
    return {
      timers: own.timers,
      reopen: async () => {
        await timers.close();
        return harness(await open({ taskQueue }), taskQueue, own.mark);
      },
      close: () => timers.close(),
    };
  };
  sessionTimersContract('temporal', async () => {
    const taskQueue = randomUUID();
    return harness(await open({ taskQueue }), taskQueue);
  }, { ordersByLateness: false, stage });

  describe('temporal timers', () => {
    let connection: Connection;
    let client: Client;
    beforeAll(async () => {
      connection = await Connection.connect({ address });
      client = new Client({ connection, namespace });
    });
    afterAll(() => connection.close());

    const opened: TemporalTimers[] = [];
    afterEach(() => Promise.all(opened.splice(0).map((timers) => timers.close())));
    const engine = async (changes: Partial<TemporalTimersOptions> = {}): Promise<TemporalTimers> => {
      const timers = await open(changes);
      opened.push(timers);
      return timers;
    };
    const newRef = (): SessionRef => ({ conversation: 'conversation-shop.published.c1', session: randomUUID() });
    const workflowOf = ({ session }: SessionRef): WorkflowHandle => client.workflow.getHandle(`session-${session}`);
    const historyOf = async (session: SessionRef) =>
      JSON.stringify(History.toObject(History.fromObject(await workflowOf(session).fetchHistory()), { enums: String, longs: String, bytes: String }), null, 1);
    /** Answers of the rules in order; over when they are used up. */
    const answers = (...given: readonly (() => NextWake)[]) => {
      let calls = 0;
      return async (): Promise<NextWake> => given[calls++]?.() ?? { kind: 'over' };
    };
    const inAMoment = (ms: number) => (): NextWake => ({ kind: 'sleep', until: Date.now() + ms });
    /** `HISTORIES=write` keeps what happened here for `histories.int.spec.ts`, for as long as such workflows may be alive. */
    const record = async (name: string, session: SessionRef): Promise<void> => {
      if (process.env['HISTORIES'] !== 'write') return;
      const anywhere = (await historyOf(session)).replaceAll(/\b\d+@[\w.]+/g, 'process'); // no names of machines
      writeFileSync(`${import.meta.dirname}/histories/${name}.json`, `${anywhere}\n`);
    };

    it('tells in its history nothing but session, conversation and times', async () => {
      const timers = await engine();
      const session = newRef();
      const failing = async (): Promise<NextWake> => {
        throw new RangeError('what the customer wrote');
      };
      let tries = 0;
      await timers.start(async () => (tries++ === 0 ? failing() : { kind: 'over' }));
      await timers.arm(session, Date.now());
      await workflowOf(session).result();
      const history = await historyOf(session);
      expect(history).not.toContain('what the customer wrote');
      expect(history).toContain('RangeError');
      expect(payloadsOf(history).join()).not.toContain('what the customer wrote');
      expect(payloadsOf(history)).toEqual(expect.arrayContaining([JSON.stringify({ conversation: session.conversation, session: session.session })]));
      await record('an evaluation that failed', session);
    });

    it('shows until when it sleeps, in words, and what a signal brought forward', async () => {
      const timers = await engine();
      const session = newRef();
      await timers.start(answers(inAMoment(200)));
      const [far, near] = [Date.now() + 3_600_000, Date.now() + 1_500];
      await timers.arm(session, far);
      expect(await workflowOf(session).query<Phase>('phase')).toEqual({ phase: 'asleep', until: new Date(far).toISOString(), evaluations: 0 });
      await timers.arm(session, near);
      await workflowOf(session).result();
      const history = await workflowOf(session).fetchHistory();
      const summaries = history.events?.flatMap(({ userMetadata }) => (userMetadata?.summary?.data ? [Buffer.from(userMetadata.summary.data).toString()] : []));
      expect(summaries).toEqual(expect.arrayContaining([`"until ${new Date(far).toISOString()}"`, `"until ${new Date(near).toISOString()}"`]));
      await record('brought forward while asleep', session);
    });

    it('takes eleven events for each deadline, however many messages came meanwhile', async () => {
      const timers = await engine();
      const session = newRef();
      await timers.start(answers(inAMoment(300), inAMoment(300)));
      await timers.arm(session, Date.now() + 300);
      await workflowOf(session).result();
      expect((await workflowOf(session).fetchHistory()).events).toHaveLength(6 + 3 * 11);
      await record('three deadlines', session);
    });

    it('is not forgotten where it is brought forward while the rules evaluate it', async () => {
      const timers = await engine();
      const session = newRef();
      let calls = 0;
      await timers.start(async () => {
        calls += 1;
        if (calls === 1) await timers.arm(session, Date.now() + 500);
        return calls === 1 ? { kind: 'sleep', until: Date.now() + 3_600_000 } : { kind: 'over' };
      });
      await timers.arm(session, Date.now());
      await workflowOf(session).result();
      expect(calls).toBe(2);
      await record('brought forward while evaluated', session);
    });

    it('names the sessions that have a workflow, counts them, and wakes one at once', async () => {
      const timers = await engine();
      const sessions = [newRef(), newRef(), newRef()];
      for (const session of sessions) await timers.arm(session, Date.now() + 3_600_000);
      const names = async (): Promise<string[]> => {
        const found: string[] = [];
        for await (const session of timers.sessions()) found.push(session);
        return found.sort();
      };
      await eventually(async () => (await timers.count()) === 3);
      expect(await names()).toEqual(sessions.map(({ session }) => session).sort());
      await timers.start(answers());
      await timers.wake(sessions[0]!.session);
      await workflowOf(sessions[0]!).result();
      await timers.wake(sessions[0]!.session);
      await timers.wake('never heard of');
      await eventually(async () => (await timers.count()) === 2);
    });

    it('can be searched by channel where the server has the attribute', async () => {
      const timers = await engine();
      const session = newRef();
      await timers.arm(session, Date.now() + 3_600_000);
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
      const { searchAttributes, staticSummary } = await workflowOf(session).describe();
      const found = Object.entries(searchAttributes).find(([name]) => name === 'TandemChannel')?.[1];
      expect(found).toEqual('TandemChannel' in (customAttributes ?? {}) ? ['shop.published'] : undefined);
      expect(await staticSummary()).toBe('Session timer of shop.published');
    });

    it('is armed as well where the namespace has no such attribute', async () => {
      const bare = `bare-${randomUUID()}`;
      await connection.workflowService.registerNamespace({ namespace: bare, workflowExecutionRetentionPeriod: aDay });
      const timers = await engine({ namespace: bare });
      const session = newRef();
      const isArmed = () => timers.arm(session, Date.now() + 3_600_000).then(() => true, () => false); // a new one takes seconds to be known
      await eventually(isArmed);
      const { searchAttributes } = await new Client({ connection, namespace: bare }).workflow.getHandle(`session-${session.session}`).describe();
      expect(searchAttributes).toEqual({});
    });

    it('evaluates no more at the same time than it may', async () => {
      const timers = await engine({ concurrency: 2 });
      let [running, most, done] = [0, 0, 0];
      await timers.start(async () => {
        most = Math.max(most, (running += 1));
        await new Promise((resolve) => setTimeout(resolve, 300));
        running -= 1;
        done += 1;
        return { kind: 'over' };
      });
      await Promise.all(Array.from({ length: 8 }, () => timers.arm(newRef(), Date.now())));
      await eventually(async () => done === 8);
      expect(most).toBe(2);
    });
  });

  it('works from the bundle of the build, in a process that bundles nothing', async () => {
    const built = `${import.meta.dirname}/../../dist/temporal/index.js`;
    if (!existsSync(built)) throw new Error('The library is not built; run: npm run build');
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', `
      import { Module } from 'node:module';
      import { openTemporalTimers } from ${JSON.stringify(built)};
      const timers = await openTemporalTimers({ address: '${address}', namespace: '${namespace}', taskQueue: '${randomUUID()}', clock: ${aClock} });
      const evaluated = new Promise((resolve) => timers.start(async ({ session }) => (resolve(session), { kind: 'over' })));
      await timers.arm({ conversation: 'conversation-shop.published.c1', session: '${randomUUID()}' }, Date.now());
      await evaluated;
      await timers.close();
      const loaded = Object.keys(Module._cache);
      console.log(loaded.some((file) => file.includes('@temporalio')), loaded.filter((file) => file.includes('Compiler')));
    `]);
    expect(stdout.trim()).toBe('true []');
  });

  describe('while Temporal is away', () => {
    const nowhere = '127.0.0.1:1';

    it('opens and starts all the same, and says of an arm that it failed', async () => {
      const warnings: string[] = [];
      const timers = await open({ address: nowhere, log: { warn: (event) => warnings.push(event) } });
      await timers.start(async () => ({ kind: 'over' }));
      await expect(timers.arm({ conversation: 'conversation-shop.published.c1', session: 's1' }, Date.now())).rejects.toThrow();
      expect(warnings).toContain('TemporalWorkerFailed');
      await timers.close();
    });
  });
});

const aDay = proto.google.protobuf.Duration.fromObject({ seconds: 86_400 });

/** In the source of a program: the clock of its machine. */
const aClock = `{
  now: () => Date.now(), monotonic: () => performance.now(),
  wakeAt: (at, run) => clearTimeout.bind(undefined, setTimeout(run, Math.max(0, at - Date.now()))),
}`;

/** Every payload of a history in JSON, read. */
const payloadsOf = (history: string): string[] => [...history.matchAll(/"data": ?"([^"]+)"/g)].map(([, data]) => Buffer.from(data ?? '', 'base64').toString());

const eventually = async (holds: () => Promise<boolean>): Promise<void> => {
  for (const since = performance.now(); !(await holds()); await new Promise((resolve) => setTimeout(resolve, 100))) {
    if (performance.now() - since > 30_000) throw new Error('It never came to that.');
  }
};
