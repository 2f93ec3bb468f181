import type { ProviderName } from '@tandem/domain';
import type { LoggedEvent } from './read-log.js';
import { repliesTo, type TurnCall } from './runtime-double.js';

/** A message that the provider took. */
export interface Taken {
  /** What we gave along: our id of the send. */
  readonly reference: string;
  readonly text: string;
  readonly protocol: ProviderName;
  /** Whether statuses, or the room's history, tell what became of it. */
  readonly evident: boolean;
}

export interface Evidence {
  readonly acknowledged: readonly string[];
  readonly calls: readonly TurnCall[];
  readonly taken: readonly Taken[];
  readonly log: readonly LoggedEvent[];
}

/** What was counted. Each list names what is wrong, so that a failure can be looked into. */
export interface Judgement {
  readonly acknowledged: number;
  readonly found: number;
  readonly turns: number;
  readonly turnsRepeated: number;
  readonly asks: number;
  readonly ends: number;
  readonly replies: number;
  readonly lost: readonly string[];
  readonly repliesMissing: readonly string[];
  readonly turnsDoubled: readonly string[];
  readonly asksDoubled: readonly string[];
  readonly endsDoubled: readonly string[];
  readonly closingsDoubled: readonly string[];
  /** Where statuses arrive, or a history is kept. */
  readonly repliesDoubled: readonly string[];
  /** Elsewhere: the policy `repeat` sends a reply of unknown outcome again. */
  readonly repliesRepeatedByPolicy: readonly string[];
}

export const judge = ({ acknowledged, calls, taken, log }: Evidence): Judgement => {
  const turns = Map.groupBy(calls, ({ turn }) => turn);
  const seen = new Set(calls.flatMap(({ texts }) => texts));
  const replies = taken.filter((one) => kindOf(one) === 'reply');
  const asks = taken.filter((one) => kindOf(one) === 'ask');
  const said = new Set(replies.map(({ text }) => text));
  const ends = log.filter(({ type }) => type === 'SessionEnded');
  return {
    acknowledged: acknowledged.length,
    found: acknowledged.filter((text) => seen.has(text)).length,
    turns: turns.size,
    turnsRepeated: calls.length - turns.size,
    asks: asks.length,
    ends: ends.length,
    replies: replies.length,
    lost: acknowledged.filter((text) => !seen.has(text)),
    repliesMissing: [...turns.values()].flatMap(([first]) => (first ? repliesTo(first) : [])).filter((text) => !said.has(text)),
    turnsDoubled: doubledTurns(turns),
    asksDoubled: [...twice(asks.map(({ reference }) => reference)), ...secondAsks(log)],
    endsDoubled: twice(ends.map(({ data }) => data.session ?? '')),
    closingsDoubled: twice(taken.filter((one) => kindOf(one) === 'closing').map(({ reference }) => reference)),
    repliesDoubled: twice(replies.filter(({ evident }) => evident).map(({ text }) => text)),
    repliesRepeatedByPolicy: twice(replies.filter(({ evident }) => !evident).map(({ text }) => text)),
  };
};

export const lostOf = ({ lost, repliesMissing }: Judgement): number => lost.length + repliesMissing.length;

export const doubledOf = (judged: Judgement): number =>
  [judged.turnsDoubled, judged.asksDoubled, judged.endsDoubled, judged.closingsDoubled, judged.repliesDoubled].flat().length;

const kindOf = ({ reference }: Taken): 'ask' | 'closing' | 'reply' =>
  /\.a\d+$/.test(reference) ? 'ask' : reference.endsWith('.c') ? 'closing' : 'reply';

const twice = (names: readonly string[]): string[] =>
  [...Map.groupBy(names, (name) => name)].filter(([, all]) => all.length > 1).map(([name]) => name);

/** A message in two turns, or twice in one; a turn that was repeated with other messages than before. */
const doubledTurns = (turns: ReadonlyMap<string, readonly TurnCall[]>): string[] => {
  const changed = [...turns].filter(([, calls]) => new Set(calls.map(({ texts }) => JSON.stringify(texts))).size > 1).map(([turn]) => turn);
  const firsts = [...turns.values()].flatMap(([first]) => first?.texts ?? []);
  return [...changed, ...twice(firsts)];
};

/** Asks that were requested although nothing had happened in the session since the one before. */
const secondAsks = (log: readonly LoggedEvent[]): string[] => {
  const waiting = new Map<string, string>();
  const found: string[] = [];
  for (const { stream, type, data } of log) {
    if (type === 'AskRequested') {
      if (waiting.get(stream) === data.session) found.push(`${data.ask ?? ''} in the same silence`);
      waiting.set(stream, data.session ?? '');
    } else if (type === 'MessageReceived' || type === 'TurnAnswered') waiting.delete(stream);
  }
  return found;
};
