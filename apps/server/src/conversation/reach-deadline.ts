import {
  MINUTE, SECOND, nextWake, partsOfConversation, type ChannelKey, type Clock, type EventStore, type Millis, type NextWake, type Rules, type SessionRef, type Vault,
} from '@tandem/domain';
import { lru } from '@tandem/event-store';
import { inForce, type ChannelFacts, type Channels } from '../channel/facts.js';
import type { Conversations } from './conversations.js';
import { openRoom } from './rooms.js';

export interface DeadlineDeps {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly conversations: Conversations;
  readonly channels: Channels;
  readonly clock: Clock;
  readonly rules: Rules;
  /** Whether every reader that may hold an item of the conversation has passed this position of the log. */
  readonly passed: (head: number, channel: ChannelKey) => Promise<boolean>;
  /** Until then nobody of the channel is ended: what came while nobody acted for it is read first. */
  readonly graceUntil: (channel: ChannelKey) => Millis;
  /** Whether sessions of the channel are judged here: timers of its owner's know them, and whoever takes it arms them. */
  readonly mayJudge: (channel: ChannelKey) => boolean;
}

/** The log's end that the readers have passed is no older than this: who wrote while they were behind is not overlooked. */
export const END_IS_FRESH_FOR: Millis = 2 * SECOND;

/** The end of the log that the readers have to pass, and when it was looked up. */
interface End {
  readonly head: number;
  readonly at: Millis;
  /** How long was slept for it last. */
  readonly pause: Millis;
}

/**
 * Judges a session at its deadline. No one is ended whose message is in the log: first the readers must have passed the
 * log's end as it stood at the wake-up, and the grace must be over (design 4, Timers).
 */
export const createReachDeadline = (deps: DeadlineDeps) => {
  const { store, conversations, channels, clock, rules } = deps;
  const behind = lru<string, End>(100_000);
  const passed = askedOnce(deps.passed);
  const endAt = async (at: Millis): Promise<End> => ({ head: await store.head(), at, pause: SECOND / 2 });

  /** Undefined when the readers have passed an end of the log that is new enough; else how long to sleep. */
  const pauseOf = async (session: string, key: ChannelKey, now: Millis): Promise<Millis | undefined> => {
    let end = behind.get(session) ?? (await endAt(now));
    let isPassed = await passed(end.head, key);
    if (isPassed && clock.now() - end.at > END_IS_FRESH_FOR) {
      end = await endAt(clock.now());
      isPassed = await passed(end.head, key);
    }
    if (isPassed) {
      behind.delete(session);
      return undefined;
    }
    const pause = Math.min(end.pause * 2, MINUTE / 2);
    behind.set(session, { ...end, pause });
    return pause;
  };

  return async ({ conversation, session }: SessionRef): Promise<NextWake> => {
    const now = clock.now();
    const { channel: key } = partsOfConversation(conversation);
    if (!deps.mayJudge(key)) return { kind: 'over' };
    const grace = deps.graceUntil(key);
    if (now < grace) return { kind: 'sleep', until: grace };
    const pause = await pauseOf(session, key, now);
    if (pause !== undefined) return { kind: 'sleep', until: now + pause };
    const channel = channels.get(key);
    if (!channel) return { kind: 'sleep', until: now + MINUTE };
    await lookAtRoom({ conversation, session }, channel, deps);
    const { after } = await conversations.execute(conversation, () => ({
      type: 'ReachDeadline', now: clock.now(), settings: inForce(channel), session,
    }));
    if (after.session.status !== 'active' || after.session.id !== session) return { kind: 'over' };
    return nextWake(after, clock.now(), rules);
  };
};

/** Many wake at the same end of the log, and ask once: what was passed stays passed. "Not yet" is asked anew. */
const askedOnce = (passed: DeadlineDeps['passed']): DeadlineDeps['passed'] => {
  let asked: { readonly head: number; readonly answers: Map<ChannelKey, Promise<boolean>> } | undefined;
  const ask = async (head: number, channel: ChannelKey, answers: Map<ChannelKey, unknown>): Promise<boolean> => {
    let isPassed = false;
    try {
      return (isPassed = await passed(head, channel));
    } finally {
      if (!isPassed) answers.delete(channel);
    }
  };
  return (head, channel) => {
    if (asked?.head !== head) asked = { head, answers: new Map() };
    const { answers } = asked;
    const answer = answers.get(channel) ?? ask(head, channel, answers);
    answers.set(channel, answer);
    return answer;
  };
};

/**
 * A session that a person holds by its room: where the provider has the room free, or the channel speaks to none that
 * keeps rooms any more, the agent goes on. The webhook that said so may have been lost.
 */
const lookAtRoom = async ({ conversation, session }: SessionRef, channel: ChannelFacts, deps: DeadlineDeps): Promise<void> => {
  const { conversations, vault, clock } = deps;
  const { state } = await conversations.load(conversation);
  if (state.session.status !== 'active' || state.session.id !== session || state.session.held?.by !== 'room') return;
  const room = await openRoom(vault, state);
  if (room !== undefined && (await isHeld(room, channel, deps))) return;
  await conversations.execute(conversation, () => ({ type: 'HandBack', by: 'room', now: clock.now(), settings: inForce(channel) }));
};

/** What the provider does not say stays as it was. */
const isHeld = async (room: string, { key, protocol }: ChannelFacts, { channels, rules }: DeadlineDeps): Promise<boolean> => {
  if (!protocol.readRoom) return false;
  const read = await protocol.readRoom(room, await channels.credentials(key, protocol.name), { timeout: rules.sendTimeout });
  return read.kind === 'unanswered' || read.room.state === undefined || read.room.state === 'assigned';
};
