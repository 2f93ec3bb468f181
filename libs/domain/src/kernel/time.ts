/** Milliseconds since 1970-01-01 UTC. Every time in an event is one. */
export type Millis = number;

export const SECOND: Millis = 1_000;
export const MINUTE: Millis = 60 * SECOND;
export const HOUR: Millis = 60 * MINUTE;
export const DAY: Millis = 24 * HOUR;

/** The clock as an adapter: real in production, moved by hand in tests and in the seeded simulation. */
export interface Clock {
  /** The wall clock. */
  now(): Millis;
  /** A clock that never jumps, for ages ("claimed less than 5 s ago"). Its zero means nothing. */
  monotonic(): Millis;
  /** Runs `wake` once, at or after `at` (wall clock); the answer cancels it. */
  wakeAt(at: Millis, wake: () => void): () => void;
}
