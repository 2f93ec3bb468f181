import {
  MINUTE, SECOND, nextWake, partsOfConversation, type Clock, type EventStore, type Millis, type NextWake, type Rules, type SessionRef,
} from '@tandem/domain';
import { inForce, type Channels } from '../channel/facts.js';
import { lru } from '../worker/lru.js';
import type { Conversations } from './conversations.js';

export interface DeadlineDeps {
  readonly store: EventStore;
  readonly conversations: Conversations;
  readonly channels: Channels;
  readonly clock: Clock;
  readonly rules: Rules;
  /** Whether every reader that may hold an item of the conversation has passed this position of the log. */
  readonly passed: (head: number) => Promise<boolean>;
  /** Until then nobody is ended: what came while we were away is read first. */
  readonly graceUntil: () => Millis;
}

/**
 * Judges a session at its deadline. No one is ended whose message is in the log: first the readers must have passed the
 * log's end as it stood at the wake-up, and the grace must be over (design 4, Timers).
 */
export const createReachDeadline = (deps: DeadlineDeps) => {
  const { store, conversations, channels, clock, rules } = deps;
  const behind = lru<string, { readonly head: number; readonly pause: Millis }>(100_000);

  return async ({ conversation, session }: SessionRef): Promise<NextWake> => {
    const now = clock.now();
    if (now < deps.graceUntil()) return { kind: 'sleep', until: deps.graceUntil() };
    const late = behind.get(session);
    const head = late?.head ?? (await store.head());
    if (!(await deps.passed(head))) {
      const pause = Math.min((late?.pause ?? SECOND / 2) * 2, MINUTE / 2);
      behind.set(session, { head, pause });
      return { kind: 'sleep', until: now + pause };
    }
    behind.delete(session);
    const channel = channels.get(partsOfConversation(conversation).channel);
    if (!channel) return { kind: 'sleep', until: now + MINUTE };
    const { after } = await conversations.execute(conversation, () => ({
      type: 'ReachDeadline', now: clock.now(), settings: inForce(channel), session,
    }));
    if (after.session.status !== 'active' || after.session.id !== session) return { kind: 'over' };
    return nextWake(after, clock.now(), rules);
  };
};
