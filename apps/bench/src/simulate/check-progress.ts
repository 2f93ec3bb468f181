import { MINUTE, SECOND, type Millis } from '@tandem/domain';
import { isOwed, type Chat } from './book.js';
import type { SettingsSeen } from './ledger-of-settings.js';
import type { World } from './world.js';

/** How late a deadline may be met: a reader that is behind is looked for again after up to half a minute. */
const SLACK: Millis = 45 * SECOND;
/** A room is looked at every five minutes while a person has it; the provider may be silent now and then. */
const ROOM_PATIENCE: Millis = 31 * MINUTE;
/** The longest time in which nothing is heard of what is open: five minutes between two tries, a call, its evidence. */
const PATIENCE: Millis = 8 * MINUTE;

export interface ProgressCheck {
  /** Something happened in the chat. */
  touch(chat: Chat): void;
  step(now: Millis): void;
}

export interface ProgressDeps {
  readonly settings: SettingsSeen;
  /** When the running process was ready; undefined while none is. */
  readonly upSince: () => Millis | undefined;
  /** Since when nobody has the customer's room; undefined while somebody has it. */
  readonly roomFreeSince: (chat: Chat) => Millis | undefined;
}

/** Every session that falls silent is asked and ended, and everything that is open goes on: within a bounded time. */
export const checkProgress = (world: World, { settings, upSince, roomFreeSince }: ProgressDeps): ProgressCheck => {
  /** Chats to be looked at, by the minute. */
  const minutes = new Map<number, Set<Chat>>();
  const planned = new Map<Chat, number>();
  let done = minuteOf(world.clock.now());

  const lookAt = (chat: Chat, at: Millis): void => {
    const minute = minuteOf(at) + 1;
    const before = planned.get(chat);
    if (before !== undefined && before <= minute) return;
    if (before !== undefined) minutes.get(before)?.delete(chat);
    planned.set(chat, minute);
    const others = minutes.get(minute);
    if (others) others.add(chat);
    else minutes.set(minute, new Set([chat]));
  };

  const dueAt = ({ silence, channel }: Chat): Millis | undefined => {
    if (!silence) return undefined;
    const { ask } = silence;
    if (ask && ask.stage !== 'sent' && ask.stage !== 'undelivered') return undefined;
    // whichever revision was in force: the latest of their deadlines
    const inForce = settings.between(channel, Math.min(silence.seenAt, silence.since) - 2 * SECOND, silence.seenAt);
    const delays = inForce.map(({ settings: one }) =>
      ask || !one.askUserToEndSession ? one.delayBeforeEndSeconds : one.delayBeforeAskSeconds);
    return Math.max((ask?.at ?? silence.since) + Math.max(...delays) * SECOND, silence.seenAt, ask?.at ?? 0);
  };

  /** By when something must be heard of the chat, and what. */
  const expected = (chat: Chat, up: Millis): { by: Millis; what: string } | undefined => {
    const state = settings.state(chat.channel);
    if (chat.mergedInto !== undefined) return undefined;
    const closedAt = settings.closedAt(chat.channel) ?? 0;
    if (chat.session && (state.status === 'disconnected' || chat.session.startedAt < closedAt)) {
      return { by: Math.max(closedAt, chat.movedAt) + MINUTE, what: 'an open session of a closed channel is ended' };
    }
    if (chat.held?.by === 'room') {
      const since = roomFreeSince(chat);
      return since === undefined
        ? { by: Infinity, what: '' }
        : { by: Math.max(since, chat.movedAt, up) + ROOM_PATIENCE, what: 'a room that nobody has gives the session back' };
    }
    if (chat.held) {
      const { unansweredSince } = chat.held;
      return unansweredSince === undefined
        ? undefined
        : { by: Math.max(unansweredSince + world.plan.rules.holdLimit, chat.movedAt), what: 'what a person leaves unanswered is handed back' };
    }
    const due = dueAt(chat);
    if (due !== undefined) return { by: due, what: chat.silence?.ask ? 'a session without an answer is ended' : 'a silent session is asked or ended' };
    if (chat.open.size === 0 && !(chat.session && isOwed(chat))) return undefined;
    if (state.status !== 'connected' || state.sending.status === 'paused') return undefined;
    return { by: Math.max(chat.movedAt, settings.changedAt(chat.channel)) + PATIENCE, what: 'what is open goes on' };
  };

  const limitOf = (chat: Chat, up: Millis): { by: Millis; what: string } | undefined => {
    const next = expected(chat, up);
    return next && { what: next.what, by: Math.max(next.by, up + world.plan.grace) + SLACK };
  };

  const look = (chat: Chat, now: Millis): void => {
    const up = upSince();
    if (up === undefined) return lookAt(chat, now);
    const limit = limitOf(chat, up);
    if (!limit) return;
    if (now <= limit.by) return lookAt(chat, Math.min(limit.by, now + ROOM_PATIENCE));
    world.fail(limit.what, `nothing of it ${Math.round((now - limit.by) / SECOND)} s after the last moment for it`, chat.stream);
  };

  return {
    touch: (chat) => lookAt(chat, world.clock.now()),
    step: (now) => {
      for (const minute = minuteOf(now); done < minute; ) {
        done += 1;
        const due = minutes.get(done);
        minutes.delete(done);
        for (const chat of due ?? []) {
          planned.delete(chat);
          look(chat, now);
        }
      }
    },
  };
};

const minuteOf = (at: Millis): number => Math.floor(at / MINUTE);
