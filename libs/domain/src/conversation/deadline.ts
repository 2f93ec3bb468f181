import type { NextWake } from '../kernel/session-timers.js';
import { HOUR, MINUTE, type Millis } from '../kernel/time.js';
import type { Conversation, Hold, Silence } from './conversation.js';
import { firstDelay, type Rules } from './rules.js';

/** When a silence leads to an ask or an end; undefined while an ask is on its way. */
export const dueAt = ({ since, settings, ask }: Silence): Millis | undefined => {
  switch (ask.stage) {
    case 'none':
      return since + firstDelay(settings);
    case 'requested':
    case 'attempted':
      return undefined;
    case 'sent':
    case 'undelivered':
      return ask.at + settings.delayBeforeEnd;
  }
};

/**
 * Until when a timer may sleep. While nothing can fall due (an answer is owed, an ask is on its way, a person holds the
 * session) it is `now` plus the delay that follows, so that settling never needs to wake anybody.
 */
export const nextWake = (state: Conversation, now: Millis, rules: Rules): NextWake => {
  const { session } = state;
  if (session.status !== 'active') return { kind: 'over' };
  if (session.held) return { kind: 'sleep', until: heldUntil(session.held, now, rules) };
  if (!session.silence) return { kind: 'sleep', until: now + firstDelay(session.settings) };
  return { kind: 'sleep', until: dueAt(session.silence) ?? now + session.silence.settings.delayBeforeEnd };
};

const heldUntil = (held: Hold, now: Millis, rules: Rules): Millis => {
  if (held.by === 'room') return now + 5 * MINUTE;
  return Math.min((held.unansweredSince ?? now) + rules.holdLimit, now + HOUR);
};

/**
 * The time to arm for, where a change of state makes the deadline earlier than the one a timer may be sleeping until;
 * undefined where it only moved later, which costs the timer nothing.
 */
export const armFor = (
  before: Conversation,
  after: Conversation,
  { now, rules }: { now: Millis; rules: Rules },
): Millis | undefined => {
  const next = nextWake(after, now, rules);
  if (next.kind === 'over') return undefined;
  const known = sameSession(before, after) ? nextWake(before, toldBy(before, after) ?? now, rules) : { kind: 'over' as const };
  return known.kind === 'sleep' && known.until <= next.until ? undefined : next.until;
};

/**
 * Where a timer sleeps although nothing could fall due, it was told so before the silence began, or before its ask was sent: the time of
 * that, not `now`, is the latest it can count from. Counted from `now`, every answer would be earlier by the moment since, and arm.
 */
const toldBy = (before: Conversation, { session }: Conversation): Millis | undefined => {
  if (before.session.status !== 'active' || before.session.held || session.status !== 'active' || !session.silence) return undefined;
  const { since, ask } = session.silence;
  return ask.stage === 'sent' || ask.stage === 'undelivered' ? ask.at : since;
};

const sameSession = (before: Conversation, after: Conversation): boolean =>
  before.session.status === 'active' && after.session.status === 'active' && before.session.id === after.session.id;
