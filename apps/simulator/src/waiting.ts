import type { Activity } from './activity.js';
import type { Side } from './provider/side.js';

/** A condition to wait for: all parts that are given must hold. */
export type Condition = {
  number?: string;
  /** At least so many messages were accepted from this number, `to` one customer if that is given. */
  sent?: number;
  to?: string;
  /** At least so many read marks came from this number. */
  marks?: number;
  /** At least so many webhooks were answered with 200, over all numbers. */
  answered?: number;
  /** No webhook is still to be answered. */
  idle?: boolean;
  timeoutMs?: number;
};

export type Waited = { reached: boolean; sent: number; marks: number; answered: number; pending: number };

/** Waits until a condition holds or its time is over (5 s by default); nobody has to sleep or to ask again and again. */
export function waitFor(sides: readonly Side[], activity: Activity, condition: Condition): Promise<Waited> {
  return new Promise((resolve) => {
    const finish = (reached: boolean) => {
      stop();
      clearTimeout(timer);
      resolve({ reached, ...countsOf(sides, activity, condition) });
    };
    const check = () => {
      if (holds(countsOf(sides, activity, condition), condition)) finish(true);
    };
    const stop = activity.onChange(check);
    const timer = setTimeout(() => finish(false), Math.min(condition.timeoutMs ?? 5000, 600_000));
    check();
  });
}

function countsOf(sides: readonly Side[], activity: Activity, { number, to }: Condition): Omit<Waited, 'reached'> {
  const chats = number === undefined ? undefined : sides.find((side) => side.has(number))?.chats;
  const chat = number !== undefined && to !== undefined ? chats?.find(number, to) : undefined;
  const ofChat = () => chat?.messages.filter(({ direction }) => direction === 'outbound').length ?? 0;
  return {
    sent: number === undefined ? 0 : to === undefined ? (chats?.sent(number).length ?? 0) : ofChat(),
    marks: number === undefined ? 0 : (chats?.marks(number).length ?? 0),
    answered: activity.counts.answered,
    pending: activity.pending(),
  };
}

const holds = (counts: Omit<Waited, 'reached'>, { sent = 0, marks = 0, answered = 0, idle = false }: Condition): boolean =>
  counts.sent >= sent && counts.marks >= marks && counts.answered >= answered && (!idle || counts.pending === 0);
