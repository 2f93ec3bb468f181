import {
  SECOND, armFor, conversationStream, nextStep, nobody, partsOfConversation, type Clock, type Conversation, type Millis, type Pause, type Rules, type SessionTimers,
  type Step,
} from '@tandem/domain';
import { lru } from '@tandem/event-store';
import type { ChannelFacts, Channels } from '../channel/facts.js';
import type { Conversations } from '../conversation/conversations.js';
import type { createTurner } from '../conversation/turn.js';
import type { Log } from '../logging/log.js';
import type { Metrics } from '../metrics/metrics.js';
import type { createSender } from '../sending/send.js';
import type { createSettler } from '../sending/settle.js';
import { createWaiting } from './waiting.js';

/**
 * Brings conversations on: for each one touched it asks the rules what is to be done next and does it, one thing at a
 * time, until nothing is. What to do follows from the state alone, so being touched again after a crash is enough.
 */
export interface Worker {
  touch(conversation: string): void;
  /** Touches those of the channel that wait for an operator. */
  resume(channel: string): void;
  /** Conversations that have something open. */
  busy(): ReadonlySet<string>;
  /** Starts no further step; resolves when those under way are done. */
  stop(): Promise<void>;
}

export interface WorkerDeps {
  readonly conversations: Conversations;
  readonly channels: Channels;
  readonly timers: SessionTimers;
  readonly clock: Clock;
  readonly rules: Rules;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'waiting'>;
  readonly send: ReturnType<typeof createSender>;
  readonly turn: ReturnType<typeof createTurner>;
  readonly settle: ReturnType<typeof createSettler>;
  /** Whether what a status may have said of a send of unknown outcome has been read: until then nothing is made of it. */
  readonly allEvidenceRead: (send: string) => Promise<boolean>;
  /** Conversations worked on at the same time. */
  readonly concurrency?: number;
}

/** A channel that is not known (yet) is looked for again after this. */
const UNKNOWN_CHANNEL: Millis = 5 * SECOND;

/** A session that the timers did not take is armed again after this. */
const ARM_AGAIN: Millis = 5 * SECOND;

const soonerOf = (step: Pause, until: Millis): Pause => ({ kind: 'wait', until: step.kind === 'wait' ? Math.min(step.until, until) : until });

export const createWorker = (deps: WorkerDeps): Worker => {
  const { conversations, channels, clock, rules, log, concurrency = 256 } = deps;
  const open = new Set<string>();
  const queue = new Set<string>();
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  const waiting = new Map<string, () => void>();
  const inLanes = new Set<string>();
  const outstanding = createWaiting(deps.metrics);
  const lastSeen = lru<string, Conversation>(50_000);
  let failures = 0;
  let stopped = false;

  const touch = (stream: string): void => {
    open.add(stream);
    waiting.get(stream)?.();
    waiting.delete(stream);
    if (running.has(stream)) again.add(stream);
    else queue.add(stream);
    fill();
  };

  const fill = (): void => {
    for (const stream of queue) {
      if (stopped || running.size - inLanes.size >= concurrency) return;
      queue.delete(stream);
      const pass = bringOn(stream).then(
        (next) => settle(stream, next),
        (error: unknown) => failed(stream, error),
      );
      running.set(stream, pass);
    }
  };

  const settle = (stream: string, next: Pause | 'stopped'): void => {
    running.delete(stream);
    if (next === 'stopped') return;
    failures = 0;
    if (again.delete(stream)) queue.add(stream);
    else if (next.kind === 'wait') waitUntil(stream, next.until);
    else if (next.kind === 'rest') open.delete(stream);
    fill();
  };

  /** The store or the timers are out of reach: everything is tried again, after a pause that grows while that lasts. */
  const failed = (stream: string, error: unknown): void => {
    running.delete(stream);
    again.delete(stream);
    failures += 1;
    const parts = partsOfConversation(stream);
    log.error('ConversationNotBroughtOn', { channel: parts.channel, customer: parts.customer, error });
    waitUntil(stream, clock.now() + Math.min(SECOND * failures, 30 * SECOND));
    fill();
  };

  /** Who waits for a turn on a number takes no place from the customers of another, and keeps nobody from stopping. */
  const inLane = async (stream: string, turn: Promise<void>): Promise<boolean> => {
    inLanes.add(stream);
    fill();
    await turn;
    inLanes.delete(stream);
    return !stopped;
  };

  const waitUntil = (stream: string, until: Millis): void => {
    if (!stopped) waiting.set(stream, clock.wakeAt(until, () => touch(stream)));
  };

  const bringOn = async (stream: string): Promise<Pause | 'stopped'> => {
    const { channel: key, customer } = partsOfConversation(stream);
    for (;;) {
      if (stopped) return 'stopped';
      const { state } = await conversations.load(stream);
      const isArmed = await arm(stream, state);
      const channel = channels.get(key);
      if (!channel) return { kind: 'wait', until: clock.now() + UNKNOWN_CHANNEL };
      const step = nextStep(state, { now: clock.now(), rules, paused: channel.paused || !channel.open });
      outstanding.note(stream, step, state);
      if (step.kind === 'wait' || step.kind === 'rest') return isArmed ? step : soonerOf(step, clock.now() + ARM_AGAIN);
      if (step.kind === 'settle' && !(await deps.allEvidenceRead(step.send))) return { kind: 'wait', until: clock.now() + SECOND };
      if (stopped) return 'stopped';
      await take(step, { channel, customer, state });
    }
  };

  const take = (
    step: Exclude<Step, Pause>,
    { channel, customer, state }: { channel: ChannelFacts; customer: string; state: Conversation },
  ): Promise<unknown> => {
    if (step.kind === 'turn') return deps.turn({ channel, customer });
    if (step.kind === 'send') {
      const stream = conversationStream(channel.key, customer);
      return deps.send({ channel, customer, state, send: step.send, inLane: (turn) => inLane(stream, turn) });
    }
    return deps.settle({ channel, customer, state, send: step.send });
  };

  /**
   * A deadline that moved earlier, the first one included, is told to the timers; one that moved later costs nothing.
   * Timers that are away delay no answer: false, and it is to be tried again.
   */
  const arm = async (stream: string, state: Conversation): Promise<boolean> => {
    const before = lastSeen.get(stream) ?? nobody;
    const at = armFor(before, state, { now: clock.now(), rules });
    if (at !== undefined && state.session.status === 'active') {
      try {
        await deps.timers.arm({ conversation: stream, session: state.session.id }, at);
      } catch (error) {
        log.warn('SessionNotArmed', { session: state.session.id, error });
        return false;
      }
    }
    lastSeen.set(stream, state);
    return true;
  };

  return {
    touch,
    resume: (channel) => {
      const prefix = `conversation-${channel}.`;
      for (const stream of [...open]) if (stream.startsWith(prefix)) touch(stream);
    },
    busy: () => open,
    stop: async () => {
      stopped = true;
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
      queue.clear();
      await Promise.all([...running].filter(([stream]) => !inLanes.has(stream)).map(([, pass]) => pass));
    },
  };
};
