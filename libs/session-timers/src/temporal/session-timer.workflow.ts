import type { Millis, NextWake, SessionRef } from '@tandem/domain';
import { condition, continueAsNew, defineQuery, defineSignal, proxyActivities, setHandler, workflowInfo, type WorkflowInfo } from '@temporalio/workflow';

/** Wake no later than this; a later time than the one it sleeps until changes nothing. */
export const bringForward = defineSignal<[at: Millis]>('bringForward');

/** What the workflow is doing, for whoever looks at it in Temporal's UI. */
export interface Phase {
  readonly phase: 'asleep' | 'evaluating';
  /** When it wakes, or woke; an earlier time that it was armed for meanwhile does not show until it sleeps again. */
  readonly until: string;
  /** Finished ones of this run. */
  readonly evaluations: number;
}

export const phase = defineQuery<Phase>('phase');

/** What the worker offers the workflow: the rules, which alone decide. */
export interface SessionActivities {
  reachDeadline(session: SessionRef, due: Millis): Promise<NextWake>;
}

const { reachDeadline } = proxyActivities<SessionActivities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s' },
});

const NEVER = Infinity;
/** An evaluation that names a time gone by would name it again at once, for ever. */
const SHORTEST_SLEEP = 1_000;
/** Events after which a run gives way to a fresh one, far below the server's limit of 51,200. */
const LONG_HISTORY = 2_000;

/**
 * Waits for one session's deadlines (design 4, Timers): sleeps, lets the rules evaluate, sleeps until the time they
 * name, ends when the session is over. How to change it: docs/how-to/temporal.md.
 */
export async function sessionTimer(session: SessionRef, at: Millis): Promise<void> {
  let wake = at;
  let now: Phase = { phase: 'asleep', until: written(at), evaluations: 0 };
  setHandler(bringForward, (earlier) => void (wake = Math.min(wake, earlier)));
  setHandler(phase, () => now);
  for (;;) {
    await sleepUntil(() => wake);
    const [due, began] = [wake, Date.now()];
    wake = NEVER;
    now = { ...now, phase: 'evaluating' };
    const next = await reachDeadline(session, due);
    if (next.kind === 'sleep') wake = Math.min(wake, next.until > began ? Math.ceil(next.until) : Date.now() + SHORTEST_SLEEP);
    if (wake === NEVER) return;
    now = { phase: 'asleep', until: written(wake), evaluations: now.evaluations + 1 };
    if (isLong(workflowInfo())) await continueAsNew<typeof sessionTimer>(session, wake);
  }
}

/** Until the time that `wake` names, which may come forward meanwhile. */
const sleepUntil = async (wake: () => Millis): Promise<void> => {
  for (let until = wake(); until > Date.now(); until = wake()) {
    await condition(() => wake() < until, until - Date.now(), { summary: `until ${written(until)}` });
  }
};

const isLong = ({ continueAsNewSuggested, historyLength }: WorkflowInfo): boolean => continueAsNewSuggested || historyLength > LONG_HISTORY;

const written = (time: Millis): string => new Date(time).toISOString();
