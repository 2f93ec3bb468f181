import type { Millis } from './time.js';

/** What a wake-up made of a session: sleep until then, or it has ended. */
export type NextWake = { kind: 'sleep'; until: Millis } | { kind: 'over' };

/** Evaluates one session now; the rules (`ReachDeadline`) decide, the engine only waits. */
export type ReachDeadline = (session: SessionRef) => Promise<NextWake>;

/** Names a session without personal data. */
export interface SessionRef {
  /** The conversation's stream. */
  readonly conversation: string;
  readonly session: string;
}

/**
 * Wakes sessions (design 4, Timers). Losing an engine loses timers, not rules: arming again is always safe. Promises of
 * every engine: a session armed for `at` is evaluated at or after `at`, and again whenever an evaluation says so, until
 * it is over; one evaluation of a session at a time; an evaluation that throws is repeated with growing pauses; what is
 * overdue after an outage is evaluated once. The embedded engine handles overdue ones in order of lateness.
 */
export interface SessionTimers {
  /** Wake no later than `at`. Never moves an earlier wake-up later. Durable when it answers. */
  arm(session: SessionRef, at: Millis): Promise<void>;
  /** Starts waking; before it nothing is evaluated. */
  start(reachDeadline: ReachDeadline): Promise<void>;
  /** Stops waking; running evaluations are awaited; nothing armed is lost. */
  stop(): Promise<void>;
}
