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

/**
 * Judges a session at its deadline. No one is ended whose message is in the log: first the readers must have passed the
 * log's end as it stood at the wake-up, and the grace must be over (design 4, Timers).
 */
export const createReachDeadline = (deps: DeadlineDeps) => {
  const { store, conversations, channels, clock, rules } = deps;
  const behind = lru<string, { readonly head: number; readonly pause: Millis }>(100_000);
  const passed = askedOnce(deps.passed);

  return async ({ conversation, session }: SessionRef): Promise<NextWake> => {
    const now = clock.now();
    const { channel: key } = partsOfConversation(conversation);
    if (!deps.mayJudge(key)) return { kind: 'over' };
    const grace = deps.graceUntil(key);
    if (now < grace) return { kind: 'sleep', until: grace };
    const late = behind.get(session);
    const head = late?.head ?? (await store.head());
    if (!(await passed(head, key))) {
      const pause = Math.min((late?.pause ?? SECOND / 2) * 2, MINUTE / 2);
      behind.set(session, { head, pause });
      return { kind: 'sleep', until: now + pause };
    }
    behind.delete(session);
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
