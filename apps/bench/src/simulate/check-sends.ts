import { DAY, MINUTE, SECOND, type ConversationEvent, type Millis, type Outbound, type RecordedEvent, type SendKind } from '@tandem/domain';
import type { Effect } from './provider.js';
import type { Line } from './plan.js';
import type { World } from './world.js';
import { isSilent } from './book.js';

interface SendSeen {
  stream: string;
  readonly id: string;
  readonly kind: SendKind;
  readonly session: string;
  /** Place in the order in which the conversation's messages were made. */
  order: number;
  claimedAt?: Millis;
  effects: number;
  /** A call of it did not tell how it ended. */
  doubtful: boolean;
  status: string;
}

export interface SendCheck {
  look(event: RecordedEvent<ConversationEvent>): void;
  attempted(line: Line, outbound: Outbound): void;
  /** After the log was read. */
  step(): void;
  effect(effect: Effect): void;
  /** The call's answer reached the process, and said nothing of the outcome; or it reached nobody. */
  doubt(outbound: Outbound): void;
  /** A status of the send is in the log. */
  evidence(reference: string): void;
  count(kind: SendKind): number;
}

const rank: Readonly<Record<string, number>> = { '': 0, sent: 1, delivered: 2, read: 3, failed: 4 };

/** What reaches the provider: where it belongs, once, in order, claimed before. */
export const checkSends = (
  world: World, customerOf: { last(line: Line, to: Outbound['to']): Millis | undefined; stream(line: Line, to: Outbound['to'], stream: string): boolean },
): SendCheck => {
  const sends = new Map<string, SendSeen>();
  const said = new Map<string, number>();
  const hushed = new Set<string>();
  const counted: Record<SendKind, number> = { reply: 0, operator: 0, ask: 0, closing: 0 };
  const evident = new Map<string, Millis>();
  const fresh: { readonly line: Line; readonly outbound: Outbound }[] = [];
  let made = 0;

  const make = (stream: string, kind: SendKind, { id, session }: { id: string; session: string }): void => {
    if (sends.has(id)) world.fail('ids of messages are used once', id, stream);
    sends.set(id, { stream, id, kind, session, order: (made += 1), effects: 0, doubtful: false, status: '' });
  };
  const sendOf = ({ send }: Outbound): SendSeen | undefined => sends.get(send.slice(send.indexOf('~') + 1));

  const look = (stream: string, event: ConversationEvent): void => {
    switch (event.type) {
      case 'TurnAnswered':
        if (!event.data.notSent) for (const { send } of event.data.replies) make(stream, 'reply', { id: send, session: event.data.session });
        return;
      case 'OperatorSpoke':
        return make(stream, 'operator', { id: event.data.send, session: event.data.session });
      case 'AskRequested':
        return make(stream, 'ask', { id: event.data.ask, session: event.data.session });
      case 'SessionEnded':
        if (isSilent(event.data.reason) && event.data.reason !== 'merged') hushed.add(event.data.session);
        if (event.data.closing !== undefined) make(stream, 'closing', { id: event.data.closing, session: event.data.session });
        return;
      case 'CustomerMerged':
        // they queue up behind what the survivor has to say
        for (const { id } of event.data.carried.sends) Object.assign(sends.get(id) ?? {}, { stream, order: (made += 1) });
        return;
      case 'SendAttempted': {
        const send = sends.get(event.data.send);
        if (!send) return world.fail('nothing is sent that nobody made', event.data.send, stream);
        if (hushed.has(send.session)) world.fail('after a silent end nothing is said', send.id, stream);
        send.claimedAt = world.clock.now();
        return;
      }
      case 'SendPostponed':
        if (event.data.reason === 'OutcomeUnknown' && (evident.get(event.data.send) ?? Infinity) < world.clock.now() - SECOND) {
          world.fail('evidence in the log is heeded', `${event.data.send} is sent again although a status of it is there`, stream);
        }
        return;
      case 'SendStatusChanged': {
        const send = sends.get(event.data.send);
        if (!send) return;
        if ((rank[event.data.status] ?? 0) <= (rank[send.status] ?? 0)) {
          world.fail('statuses only climb', `${send.id} from ${send.status} to ${event.data.status}`, stream);
        }
        send.status = event.data.status;
        return;
      }
      default:
        return;
    }
  };

  const called = (line: Line, outbound: Outbound): void => {
    const send = sendOf(outbound);
    if (!send) return world.fail('every call is claimed first', `${outbound.send} is not in the log`);
    const { stream, claimedAt, kind } = send;
    const now = world.clock.now();
    if (!stream.startsWith(`conversation-${line.key}.`)) world.fail('nothing crosses between channels', `${send.id} went out on ${line.key}`, stream);
    if (!customerOf.stream(line, outbound.to, stream)) world.fail('nothing crosses between customers', `${send.id} went to another customer`, stream);
    if (claimedAt === undefined || now - claimedAt > 5 * SECOND) world.fail('every call is claimed first', `${send.id}, claimed at ${claimedAt ?? 'no time'}`, stream);
    const last = customerOf.last(line, outbound.to);
    if (last === undefined || now > last + DAY + MINUTE) world.fail('nothing is sent outside the window', send.id, stream);
    const { content } = outbound;
    if (content.type === 'text' && kind === 'reply' && !content.text.startsWith(`re ${line.key} `)) world.fail('nothing crosses between channels', content.text, stream);
    if ((content.type === 'buttons') !== (kind === 'ask' && line.buttons)) world.fail('an ask has its buttons', send.id, stream);
  };

  return {
    look: (event) => look(event.stream, event as unknown as ConversationEvent),
    // the claim stands in the log already, but has not been read yet
    attempted: (line, outbound) => void fresh.push({ line, outbound }),
    step: () => {
      for (const { line, outbound } of fresh.splice(0)) called(line, outbound);
    },
    effect: ({ outbound }) => {
      const send = sendOf(outbound);
      if (!send) return;
      const { stream, kind } = send;
      send.effects += 1;
      if (send.effects === 1) counted[kind] += 1;
      else if (kind === 'ask' || kind === 'closing') world.fail('asks and closings at most once', `${send.id} arrived ${send.effects} times`, stream);
      else if (world.plan.rules.unknownReplies !== 'repeat' || !send.doubtful) {
        world.fail('replies are doubled only after an unknown outcome', `${send.id} arrived ${send.effects} times`, stream);
      } else world.counts.doubles += 1;
      send.doubtful = false;
      const before = said.get(stream) ?? 0;
      if (send.order < before) world.fail('order per customer', `${send.id} arrived behind a later one`, stream);
      said.set(stream, send.order);
    },
    doubt: (outbound) => {
      const send = sendOf(outbound);
      if (send) send.doubtful = true;
    },
    evidence: (reference) => {
      const send = reference.slice(reference.indexOf('~') + 1);
      if (!evident.has(send)) evident.set(send, world.clock.now());
    },
    count: (kind) => counted[kind],
  };
};
