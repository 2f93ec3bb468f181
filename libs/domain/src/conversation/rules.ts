import { HOUR, MINUTE, SECOND, type Millis } from '../kernel/time.js';
import type { UnknownReplies } from '../channel/session-settings.js';
import type { SettingsInForce } from './conversation.js';

/** Numbers that an installation may set; the same for every conversation. */
export interface Rules {
  /** A turn whose runtime fails is repeated that long, then given up. */
  readonly giveUpTurnAfter: Millis;
  /** An operator who leaves a customer's message unanswered that long has handed back. */
  readonly holdLimit: Millis;
  /** How long an unknown outcome waits for evidence. */
  readonly evidence: Millis;
  /** Time-out of a send's call: a claim without outcome is judged only after it. */
  readonly sendTimeout: Millis;
  /** A turn's claim without outcome is repeated after that; 0 where one process owns the log. */
  readonly turnClaim: Millis;
  /** A call may begin that long after its claim was written, where another process may have written it; 0 where one process owns the log. */
  readonly claimAge: Millis;
  /** A reply whose outcome stays unknown is sent again, or given up for a person to look at; a channel may say otherwise. */
  readonly unknownReplies: UnknownReplies;
}

export const defaultRules: Rules = {
  giveUpTurnAfter: HOUR,
  holdLimit: HOUR,
  evidence: 60 * SECOND,
  sendTimeout: 15 * SECOND,
  turnClaim: 0,
  claimAge: 0,
  unknownReplies: 'repeat',
};

/** An outside call starts only this long after its claim was acknowledged, by a monotonic clock (design 9). */
export const CLAIM_AGE: Millis = 5 * SECOND;

/** Pause before a failed turn is tried again: 1 s, doubling to a minute. `attempt` counts from 1. */
export const pauseBeforeTurn = (attempt: number): Millis => Math.min(SECOND * 2 ** (attempt - 1), MINUTE);

/** Least pause before a send is tried again: 1 s, doubling to five minutes. `attempt` counts from 1. */
export const pauseBeforeSend = (attempt: number): Millis => Math.min(SECOND * 2 ** (attempt - 1), 5 * MINUTE);

/** How long a silence lasts before something is due: the ask, or the end where there is none. */
export const firstDelay = ({ askUserToEndSession, delayBeforeAsk, delayBeforeEnd }: SettingsInForce): Millis =>
  askUserToEndSession ? delayBeforeAsk : delayBeforeEnd;
