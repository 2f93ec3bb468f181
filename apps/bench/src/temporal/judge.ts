import type { LoggedEvent } from '../crash/read-log.js';

/** What became of the sessions of one disaster. */
export interface Judgement {
  readonly sessions: number;
  /** Sessions that were not asked, or more than once; by id. */
  readonly notAskedOnce: readonly string[];
  readonly notEndedOnce: readonly string[];
  /** Milliseconds after the deadline, smallest first. */
  readonly asksLate: readonly number[];
  readonly endsLate: readonly number[];
}

/** Every session must have been asked once and ended once. Sessions are told apart by their stream: each customer has one. */
export const judge = (log: readonly LoggedEvent[], delays: { readonly ask: number; readonly end: number }): Judgement => {
  const streams = Map.groupBy(log, ({ stream }) => stream);
  const [notAskedOnce, notEndedOnce, asksLate, endsLate]: [string[], string[], number[], number[]] = [[], [], [], []];
  for (const [stream, events] of streams) {
    const of = (type: string) => events.filter((event) => event.type === type);
    const asked = of('AskRequested');
    const sentAsks = of('SendAttempted').filter(({ data }) => isAsk(data.send));
    const ended = of('SessionEnded');
    if (asked.length !== 1 || sentAsks.length !== 1) notAskedOnce.push(stream);
    if (ended.length !== 1) notEndedOnce.push(stream);
    const reply = of('SendAccepted').find(({ data }) => !isAsk(data.send));
    const ask = of('SendAccepted').find(({ data }) => isAsk(data.send));
    if (reply && asked[0]) asksLate.push(asked[0].data.at - reply.data.at - delays.ask * 1_000);
    if (ask && ended[0]) endsLate.push(ended[0].data.at - ask.data.at - delays.end * 1_000);
  }
  const ascending = (a: number, b: number): number => a - b;
  return { sessions: streams.size, notAskedOnce, notEndedOnce, asksLate: asksLate.sort(ascending), endsLate: endsLate.sort(ascending) };
};

const isAsk = (send = ''): boolean => /\.a\d+$/.test(send);
