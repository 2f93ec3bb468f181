import type { Clock, Millis, NextWake, ReachDeadline } from '@tandem/domain';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { TimersLog } from '../wake-loop.js';
import type { SessionActivities } from './session-timer.workflow.js';

export interface EvaluationOptions {
  readonly clock: Clock;
  readonly log?: TimersLog;
  /** Called as an evaluation starts, with its lateness. */
  readonly onWake?: (lateMs: Millis) => void;
  /** Called after an evaluation threw; `failures` counts those of this session in a row. */
  readonly onFailure?: (failures: number) => void;
}

/** What the workflow may call in this process. */
export const sessionActivities = (evaluate: ReachDeadline, options: EvaluationOptions): SessionActivities => ({
  reachDeadline: async (session, due) => {
    const { attempt } = Context.current().info;
    if (attempt === 1) options.onWake?.(options.clock.now() - due);
    try {
      return wholeAnswer(await evaluate(session));
    } catch (error) {
      options.log?.warn('SessionNotEvaluated', { session: session.session, attempt, error });
      options.onFailure?.(attempt);
      throw withoutWords(error);
    }
  },
});

const wholeAnswer = (next: NextWake): NextWake => {
  if (next.kind === 'sleep' && !Number.isFinite(next.until)) throw new TypeError('sleep until no time at all');
  return next;
};

/** Temporal keeps failures in the history: only the class of ours goes there, for a message may quote what was being read. */
const withoutWords = (error: unknown): ApplicationFailure => {
  const failure = ApplicationFailure.create({ message: 'SessionNotEvaluated', type: error instanceof Error ? error.constructor.name : 'unknown' });
  failure.stack = undefined;
  return failure;
};

