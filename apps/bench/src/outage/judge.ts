import type { Call } from './calls.js';

/** What the log has of the calls. */
export interface Judgement {
  readonly acknowledged: number;
  readonly found: number;
  /** Acknowledged, and not in the log. */
  readonly lost: readonly string[];
  /** More often in the log than they were sent. */
  readonly doubled: readonly string[];
}

/** `bodies`: every receipt's body in the log. */
export const judge = (calls: readonly Call[], bodies: readonly string[]): Judgement => {
  const inLog = new Map<string, number>();
  for (const body of bodies) inLog.set(body, (inLog.get(body) ?? 0) + 1);
  const acknowledged = calls.filter(({ took }) => took !== undefined);
  const sent = new Map(calls.map((call) => [call.body, call.sent]));
  return {
    acknowledged: acknowledged.length,
    found: acknowledged.filter(({ body }) => inLog.has(body)).length,
    lost: acknowledged.filter(({ body }) => !inLog.has(body)).map(({ body }) => body),
    doubled: [...inLog].filter(([body, times]) => times > (sent.get(body) ?? 0)).map(([body]) => body),
  };
};
