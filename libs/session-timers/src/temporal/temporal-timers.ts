import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { partsOfConversation, type Millis, type ReachDeadline, type SessionRef, type SessionTimers } from '@tandem/domain';
import { WorkflowNotFoundError, isGrpcServiceError, type Client } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { Worker, type NativeConnection, type WorkflowBundleOption } from '@temporalio/worker';
import { atMost } from './at-most.js';
import { sessionActivities, type EvaluationOptions } from './session-activities.js';
import type { bringForward, sessionTimer } from './session-timer.workflow.js';
import { superviseWorker, type SupervisedWorker } from './supervised-worker.js';
import { CALL_TIMEOUT, connectClient, connectWorker, type TemporalAddress } from './temporal-connection.js';
import { installRuntime } from './temporal-runtime.js';

export interface TemporalTimersOptions extends TemporalAddress, EvaluationOptions {
  /** Workers and workflows of one installation meet here. */
  readonly taskQueue?: string;
  /** Evaluations at the same time in this process. */
  readonly concurrency?: number;
  /** Workflows kept in memory in this process; one that is not is replayed from its short history. */
  readonly cachedWorkflows?: number;
  /** Where Temporal's own metrics are offered, e.g. `127.0.0.1:7402`; nowhere by default. */
  readonly metricsAddress?: string;
  /** Default: what the build made beside this file. */
  readonly workflowBundle?: WorkflowBundleOption;
}

/** Timers that are workflows of a Temporal server, one per session. */
export interface TemporalTimers extends SessionTimers {
  /** How many sessions have a workflow, as the server's index says; it may be some seconds behind. Rejects where it is away. */
  count(): Promise<number>;
  /** Names of the sessions that have a workflow; as `count`. */
  sessions(): AsyncIterable<string>;
  /** Lets a session that has a workflow be evaluated now; one that has none is left alone. */
  wake(session: string): Promise<void>;
  /** Stops and disconnects; everything answered stays. */
  close(): Promise<void>;
}

export const DEFAULT_TASK_QUEUE = 'tandem-sessions';
/** Shows in the UI, and can be asked for, where the operators of the server have added it as a keyword. */
const CHANNEL_ATTRIBUTE = 'TandemChannel';
const PREFIX = 'session-';
/** More of them only wait in the server, where the time they may take runs out. */
const CALLS_AT_ONCE = 64;

/** Opens the engine; Temporal need not be there yet. */
export const openTemporalTimers = async (options: TemporalTimersOptions): Promise<TemporalTimers> => {
  const { taskQueue = DEFAULT_TASK_QUEUE } = options;
  const { client, connection } = connectClient(options);
  const calls = atMost(CALLS_AT_ONCE);
  const soon = <T>(call: () => Promise<T>): Promise<T> => calls(() => connection.withDeadline(Date.now() + CALL_TIMEOUT, call));
  const arm = armer(client, taskQueue);
  const query = `WorkflowType = 'sessionTimer' AND ExecutionStatus = 'Running' AND TaskQueue = '${taskQueue}'`;
  let worker: SupervisedWorker | undefined;
  let closing: Promise<void> | undefined;

  const stop = async (): Promise<void> => {
    const ending = worker;
    worker = undefined;
    await ending?.stop();
  };
  return {
    arm: async (session, at) => {
      if (!Number.isSafeInteger(at)) throw new TypeError('A session is armed for a whole number of milliseconds');
      await soon(() => arm(session, at));
    },
    start: async (reachDeadline) => {
      if (worker) throw new Error('The session timers are running already');
      installRuntime(options); // with its own threads, so not before it is needed
      worker = await superviseWorker({
        ...options, connect: () => connectWorker(options), createWorker: (native) => createWorker(native, reachDeadline, { ...options, taskQueue }),
      });
    },
    stop,
    count: async () => (await soon(() => client.workflow.count(query))).count,
    sessions: async function* () {
      for await (const { workflowId } of client.workflow.list({ query })) yield workflowId.slice(PREFIX.length);
    },
    wake: async (session) => {
      const signal = soon(() => client.workflow.getHandle(`${PREFIX}${session}`).signal<[Millis]>('bringForward' satisfies SignalName, 0));
      await signal.catch((error: unknown) => {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      });
    },
    close: () => (closing ??= stop().then(() => connection.close())),
  };
};

type SignalName = (typeof bringForward)['name'];

/**
 * One call starts the workflow or brings the running one forward. What is over may be started again: a needless run
 * evaluates once and ends.
 */
const armer = (client: Client, taskQueue: string) => {
  const attributed = once(() => hasChannelAttribute(client));
  return async (session: SessionRef, at: Millis): Promise<void> => {
    const { channel } = partsOfConversation(session.conversation);
    const searchable = await attributed();
    await client.workflow.signalWithStart<typeof sessionTimer, [Millis]>('sessionTimer', {
      workflowId: `${PREFIX}${session.session}`, taskQueue,
      args: [{ conversation: session.conversation, session: session.session }, at],
      signal: 'bringForward' satisfies SignalName, signalArgs: [at],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE', workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `Session timer of ${channel}`,
      ...(searchable && { typedSearchAttributes: [{ key: defineSearchAttributeKey(CHANNEL_ATTRIBUTE, 'KEYWORD'), value: channel }] }),
    });
  };
};

/** Asks until there is an answer, then never again. */
const once = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
};

/** A server that does not say (Temporal Cloud keeps that to its own API) is taken to have none; rejects where it is away. */
const hasChannelAttribute = async ({ connection, options }: Client): Promise<boolean> => {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: options.namespace });
    return CHANNEL_ATTRIBUTE in (customAttributes ?? {});
  } catch (error) {
    if (!isGrpcServiceError(error) || away.has(error.code)) throw error;
    return false;
  }
};

/** gRPC's CANCELLED, DEADLINE_EXCEEDED and UNAVAILABLE: no answer at all. */
const away: ReadonlySet<number> = new Set([1, 4, 14]);

const createWorker = (
  connection: NativeConnection, reachDeadline: ReachDeadline, options: TemporalTimersOptions & { taskQueue: string },
): Promise<Worker> =>
  Worker.create({
    connection, namespace: options.namespace, taskQueue: options.taskQueue,
    workflowBundle: options.workflowBundle ?? { codePath: builtBundle() },
    activities: sessionActivities(reachDeadline, options),
    maxConcurrentActivityTaskExecutions: options.concurrency ?? 100,
    maxCachedWorkflows: options.cachedWorkflows ?? 500,
    stickyQueueScheduleToStartTimeout: '5s',
    shutdownGraceTime: '1h', // whoever stops us has a patience of its own
  });

/** Beside this file once it is built; run from its source, in the build's folder. */
const builtBundle = (): string => {
  const beside = fileURLToPath(new URL('./session-timer.bundle.js', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../dist/temporal/session-timer.bundle.js', import.meta.url));
};
