import type { Millis } from '../kernel/time.js';
import type { ActiveSession, Cause, Conversation } from './conversation.js';

/**
 * Ids below a session count within it, so that a repeated decision names the same thing. The session's own id comes
 * from outside.
 */
export const turnId = (session: ActiveSession): string => `${session.id}.t${session.turns + 1}`;
export const askId = (session: ActiveSession): string => `${session.id}.a${session.asks + 1}`;
export const replyId = (session: ActiveSession, index: number): string => `${session.id}.r${session.queued + index + 1}`;
export const closingId = (session: ActiveSession): string => `${session.id}.c`;

/** Time is the command's, made monotone per conversation. */
export const timeOf = (command: { now: Millis }, state: Conversation): Millis => Math.max(command.now, state.at);

export const causeKey = ({ receipt, item }: Cause): string => `${receipt}/${item}`;
