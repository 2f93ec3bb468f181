import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { signed, webhookBody } from '../crash/inbound.js';
import { openSessions, readConversations } from '../crash/read-log.js';
import { setScene, type Scene } from '../crash/scene.js';
import { startVictim } from '../crash/victim.js';
import { temporalFor } from '../../../commands/temporal.mjs';

/** What sessions of so many messages, each of them answered, cost Temporal: the least and the most of them. */
export interface Cost {
  readonly messages: number;
  readonly actions: Spread;
  readonly events: Spread;
}

/** The most is the least plus evaluations that found the readers behind, and so came again a second later. */
export interface Spread {
  readonly least: number;
  readonly most: number;
}

/** Customers for each number of messages. */
const CUSTOMERS = 4;
/** Everything is written and answered before the first deadline: what is counted is messages, not time. */
const delays = { ask: 30, end: 30 };
const PATIENCE = 300_000;

const { EventType } = proto.temporal.api.enums.v1;
/** What Temporal Cloud counts as an action, of what a session's workflow has: start, signal, timer, each try of an activity. */
const counted: ReadonlySet<unknown> = new Set([
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED, EventType.EVENT_TYPE_TIMER_STARTED, EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
]);

/**
 * Runs the built server on Temporal, lets customers write so many messages each, and counts what stands in the histories of
 * their sessions once all are ended. Undefined where no Temporal can be reached.
 */
export const costPerMessages = async (numbers: readonly number[]): Promise<readonly Cost[] | undefined> => {
  const temporal = await temporalFor('what a message costs Temporal');
  if (!temporal) return undefined;
  const scene = await setScene({ delays });
  const victim = startVictim({
    ...scene.environment, TANDEM_SESSION_TIMERS: `temporal://${temporal.address}/${temporal.namespace}`, TANDEM_TEMPORAL_TASK_QUEUE: `bench-${randomUUID()}`,
  });
  try {
    if (!(await victim.up)) throw new Error(`The server did not start: ${(await victim.ended).stderr}`);
    await converse(scene, numbers);
    await until(() => openSessions(scene.data) === 0);
    return await costsOf(scene.data, temporal);
  } finally {
    victim.kill('SIGTERM');
    await victim.ended;
    await scene.close();
    await temporal.stop();
  }
};

/** In turns: everybody who has something left to say writes one message, and all are answered. */
const converse = async ({ data, channels: [channel] }: Scene, numbers: readonly number[]): Promise<void> => {
  if (!channel) throw new Error('The bench has no channel');
  const customers = numbers.flatMap((messages, n) => Array.from({ length: CUSTOMERS }, (_, c) => ({ messages, phone: `62811${n}${String(c).padStart(6, '0')}` })));
  let written = 0;
  for (let turn = 0; turn < Math.max(...numbers); turn += 1) {
    const writing = customers.filter(({ messages }) => messages > turn);
    await Promise.all(writing.map(({ phone }) => write(channel, phone, turn)));
    written += writing.length;
    await until(() => readConversations(data).filter(({ type }) => type === 'SendAccepted').length >= written);
  }
};

const write = async (channel: Scene['channels'][number], phone: string, turn: number): Promise<void> => {
  const body = webhookBody(channel, [{ phone, text: `message ${turn} of ${phone}` }]);
  const response = await fetch(channel.url, { method: 'POST', body, headers: signed(body, channel.appSecret) });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`A webhook was answered ${response.status}`);
};

const until = async (holds: () => boolean): Promise<void> => {
  for (const since = performance.now(); !holds(); await pause(50)) {
    if (performance.now() - since > PATIENCE) throw new Error('The sessions did not come to their end.');
  }
};

const costsOf = async (data: string, { address, namespace }: { address: string; namespace: string }): Promise<readonly Cost[]> => {
  const connection = await Connection.connect({ address });
  const { workflow } = new Client({ connection, namespace });
  const found: { messages: number; events: number; actions: number }[] = [];
  try {
    for (const { session, messages } of sessionsOf(data)) {
      const { events } = await workflow.getHandle(`session-${session}`).fetchHistory();
      found.push({ messages, events: events?.length ?? 0, actions: events?.filter(({ eventType }) => counted.has(eventType)).length ?? 0 });
    }
  } finally {
    await connection.close();
  }
  return [...Map.groupBy(found, ({ messages }) => messages)].sort(([a], [b]) => a - b)
    .map(([messages, of]) => ({ messages, actions: spread(of.map(({ actions }) => actions)), events: spread(of.map(({ events }) => events)) }));
};

/** Each customer has one session here: its name stands before the number of its ask. */
const sessionsOf = (data: string): readonly { session: string; messages: number }[] =>
  [...Map.groupBy(readConversations(data), ({ stream }) => stream).values()].flatMap((events) => {
    const ask = events.map(({ data: { send } }) => /^(.+)\.a\d+$/.exec(send ?? '')?.[1]).find((session) => session !== undefined);
    return ask === undefined ? [] : [{ session: ask, messages: events.filter(({ type }) => type === 'MessageReceived').length }];
  });

const spread = (values: readonly number[]): Spread => ({ least: Math.min(...values), most: Math.max(...values) });
