import {
  SECOND, armFor, conversationStream, nextStep, nobody, partsOfConversation, type ChannelKey, type Clock, type Conversation, type Millis, type Pause, type Rules, type SessionTimers,
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
import type { Leases } from './leases.js';
import { createWaiting } from './waiting.js';

/**
 * Brings conversations on: for each one touched it asks the rules what is to be done next and does it, one thing at a
 * time, until nothing is. What to do follows from the state alone, so being touched again after a crash is enough.
 */
export interface Worker {
  /** `position`: of the event that calls for it, where there is one. */
  touch(conversation: string, position?: number): void;
  /** Touches those of the channel that wait for an operator. */
  resume(channel: string): void;
  /** Conversations that have something open. */
  busy(): readonly string[];
  /** No event that calls for something that is still open is before this position. */
  openSince(): number;
  /** Begins nothing more for the channel; resolves when what is under way is done, with its `openSince` as it was. */
  leave(channel: ChannelKey): Promise<number>;
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
  readonly allEvidenceRead: (send: string, channel: ChannelKey) => Promise<boolean>;
  readonly leases: Pick<Leases, 'owns' | 'takenAt'>;
  /** Conversations worked on at the same time. */
  readonly concurrency?: number;
}

/** A channel that is not known (yet) is looked for again after this. */
const UNKNOWN_CHANNEL: Millis = 5 * SECOND;

/** A session that the timers did not take is armed again after this. */
const ARM_AGAIN: Millis = 5 * SECOND;

/** A conversation as it was when its deadline was told to the timers, and since when this process had its channel then. */
interface Seen {
  readonly since: Millis | undefined;
  readonly state: Conversation;
}

const leastOf = (positions: Iterable<number>): number => {
  let least = Infinity;
  for (const position of positions) least = Math.min(least, position);
  return least;
};

const soonerOf = (step: Pause, until: Millis): Pause => ({ kind: 'wait', until: step.kind === 'wait' ? Math.min(step.until, until) : until });

export const createWorker = (deps: WorkerDeps): Worker => {
  const { conversations, channels, clock, rules, log, leases, concurrency = 256 } = deps;
  /** By the position of the event that called for it. */
  const open = new Map<string, number>();
  const queue = new Set<string>();
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  const waiting = new Map<string, () => void>();
  const inLanes = new Set<string>();
  const outstanding = createWaiting(deps.metrics);
  const lastSeen = lru<string, Seen>(50_000);
  let failures = 0;
  let stopped = false;

  const touch = (stream: string, position = Infinity): void => {
    open.set(stream, Math.min(open.get(stream) ?? Infinity, position));
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

  const settle = (stream: string, next: Pause | 'stopped' | 'left'): void => {
    running.delete(stream);
    if (next === 'stopped') return;
    if (next === 'left') return forget(stream);
    failures = 0;
    if (again.delete(stream)) queue.add(stream);
    else if (next.kind === 'wait') waitUntil(stream, next.until);
    else if (next.kind === 'rest') open.delete(stream);
    fill();
  };

  /** The channel is another process's: whoever has it goes on. */
  const forget = (stream: string): void => {
    waiting.get(stream)?.();
    waiting.delete(stream);
    queue.delete(stream);
    again.delete(stream);
    if (!running.has(stream)) open.delete(stream);
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
    return !stopped && leases.owns(partsOfConversation(stream).channel);
  };

  const waitUntil = (stream: string, until: Millis): void => {
    if (!stopped) waiting.set(stream, clock.wakeAt(until, () => touch(stream)));
  };

  const bringOn = async (stream: string): Promise<Pause | 'stopped' | 'left'> => {
    const { channel: key, customer } = partsOfConversation(stream);
    for (;;) {
      if (stopped) return 'stopped';
      if (!leases.owns(key)) return 'left';
      const { state } = await conversations.load(stream);
      const isArmed = await arm(stream, state);
      const channel = channels.get(key);
      if (!channel) return { kind: 'wait', until: clock.now() + UNKNOWN_CHANNEL };
      const step = nextStep(state, { now: clock.now(), rules, paused: channel.paused || !channel.open, since: leases.takenAt(key) });
      outstanding.note(stream, step, state);
      if (step.kind === 'wait' || step.kind === 'rest') return isArmed ? step : soonerOf(step, clock.now() + ARM_AGAIN);
      if (step.kind === 'settle' && !(await deps.allEvidenceRead(step.send, key))) return { kind: 'wait', until: clock.now() + SECOND };
      if (stopped) return 'stopped';
      if (!leases.owns(key)) return 'left';
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
    const known = lastSeen.get(stream);
    const since = leases.takenAt(partsOfConversation(stream).channel);
    // another process may have had the channel meanwhile, whose timers are its own
    const before = known && known.since === since ? known.state : nobody;
    const at = armFor(before, state, { now: clock.now(), rules });
    if (at !== undefined && state.session.status === 'active') {
      try {
        await deps.timers.arm({ conversation: stream, session: state.session.id }, at);
      } catch (error) {
        log.warn('SessionNotArmed', { session: state.session.id, error });
        return false;
      }
    }
    lastSeen.set(stream, { since, state });
    return true;
  };

  return {
    touch,
    resume: (channel) => {
      const prefix = `conversation-${channel}.`;
      for (const stream of [...open.keys()]) if (stream.startsWith(prefix)) touch(stream);
    },
    busy: () => [...open.keys()],
    openSince: () => leastOf(open.values()),
    leave: async (channel) => {
      const prefix = `conversation-${channel}.`;
      const left = [...open.keys()].filter((stream) => stream.startsWith(prefix));
      const since = leastOf(left.map((stream) => open.get(stream) ?? Infinity));
      const underway = left.flatMap((stream) => (inLanes.has(stream) ? [] : running.get(stream) ?? []));
      left.forEach(forget);
      await Promise.all(underway);
      return since;
    },
    stop: async () => {
      stopped = true;
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
      queue.clear();
      await Promise.all([...running].filter(([stream]) => !inLanes.has(stream)).map(([, pass]) => pass));
    },
  };
};
