import { KurrentProblem } from '@tandem/event-store/kurrentdb';

/** Whether the database cannot be used for a time. A password that it does not take may be put right: that loses no call meanwhile. */
export const isAway = (error: unknown): boolean =>
  error instanceof KurrentProblem && (error.kind === 'unreachable' || error.kind === 'not-allowed');

/** Whether the database will never take this append: repeated, it would be refused again. */
export const isForGood = (error: unknown): error is KurrentProblem =>
  error instanceof KurrentProblem && (error.kind === 'refused' || error.kind === 'stream-deleted');
