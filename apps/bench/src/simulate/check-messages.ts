import { SECOND, type ChannelKey, type ConversationEvent, type Millis, type RecordedEvent, type TurnRequest, type Verdict } from '@tandem/domain';
import { END_IS_FRESH_FOR } from '@tandem/server/conversation/reach-deadline.js';
import type { Chat } from './book.js';
import type { ReceiptSeen } from './check-intake.js';
import type { Item, Said } from './calls.js';
import type { World } from './world.js';

/** What became of one message of a customer. */
interface Fate {
  readonly message: Said;
  /** When a call that has it was first in the log. */
  loggedAt?: Millis;
  recordedIn?: string;
  toAgent: boolean;
  seen: boolean;
  /** Why nobody's runtime need see it. */
  excuse?: string;
  /** It was parked once. */
  parked?: boolean;
}

/** Why a message may be recorded nowhere. */
const harmless: ReadonlySet<string> = new Set(['AskIsOver', 'ChannelClosed', 'ForeignNumber', 'Erased']);

export interface MessageCheck {
  said(message: Said, key: string): void;
  logged(receipt: ReceiptSeen): void;
  read(receipt: ReceiptSeen, exceptions: ReadonlyMap<number, { verdict: Verdict; reason: string }>): void;
  /** Before the event is taken into the chat. */
  look(chat: Chat, event: RecordedEvent<ConversationEvent>): void;
  called(channel: ChannelKey, request: TurnRequest, process: number): void;
  answered(request: TurnRequest): void;
  /** What was said to this conversation until then is nobody's any more. */
  erased(stream: string, at: Millis): void;
  /** A parked item was handled after all, or given up. */
  replayed(parked: string, verdict: Verdict | 'dismissed'): void;
  customerOf(stream: string): number | undefined;
  /** A message of the chat's customer that has been in the log for a while and was not read. */
  unread(chat: Chat, at: Millis): string | undefined;
  end(): void;
}

export const checkMessages = (
  world: World,
  byReceipt: (id: string) => ReceiptSeen | undefined,
  /** Whether the channel has credentials, which say which number is its own; a channel connected again has none at first. */
  isSetUp: (channel: ChannelKey) => boolean,
): MessageCheck => {
  const fates = new Map<string, Fate>();
  const byId = new Map<string, Fate>();
  const unread = new Map<number, Set<Fate>>();
  const customers = new Map<string, number>();
  const places = new Map<string, number>();
  const turns = new Map<string, string>();
  const running = new Map<string, { turn: string; process: number }>();
  /** When a customer was last erased. */
  const erasedAt = new Map<number, Millis>();
  const parked = new Set<string>();

  const recorded = (stream: string, data: Extract<ConversationEvent, { type: 'MessageReceived' }>['data']): void => {
    const fate = fates.get(data.message);
    if (!fate) return world.fail('nobody is made up', `a message that no customer wrote`, stream);
    const { message } = fate;
    if (fate.recordedIn !== undefined) world.fail('a message counts once', `${message.id} was in ${fate.recordedIn} before`, stream);
    if (!stream.startsWith(`conversation-${message.line.key}.`)) world.fail('nothing crosses between channels', `${message.id} was for ${message.line.key}`, stream);
    const customer = customers.get(stream) ?? message.customer;
    if (customer !== message.customer) world.fail('nothing crosses between customers', `${message.id} is of another customer`, stream);
    customers.set(stream, customer);
    Object.assign(fate, { recordedIn: stream, toAgent: data.toAgent });
    unread.get(message.customer)?.delete(fate);
    if (!fate.parked) keepsOrder(stream, data.cause, message.id);
  };

  /** Messages of a conversation stand in the order of their calls in the log. */
  const keepsOrder = (stream: string, { receipt, item }: { receipt: string; item: number }, id: string): void => {
    const from = byReceipt(receipt);
    if (!from) return world.fail('every message names its call', `${id} names ${receipt}`, stream);
    const lane = `${stream} ${from.channel}`;
    const place = from.version * 10_000 + item;
    if ((places.get(lane) ?? 0) > place) world.fail('order per customer', `${id} was recorded behind a later one`, stream);
    places.set(lane, place);
  };

  /** Why a message of ours may count as somebody else's: its number changed, or the channel knows none yet. */
  const mayBeForeign = (item: Exclude<Item, { kind: 'other' }>): boolean => {
    const line = item.kind === 'message' ? item.message.line : item.line;
    return line.nextId !== undefined || !isSetUp(line.key) || (item.id !== line.id && item.id !== line.number);
  };

  const lookAtOther = ({ verdicts, line, id }: Extract<Item, { kind: 'other' }>, verdict: Verdict, { call }: ReceiptSeen): void => {
    if ((verdicts as readonly Verdict[]).includes(verdict)) return;
    // a notice that names our number is foreign where the number is not known as ours
    if (verdict === 'foreign' && line && (line.nextId !== undefined || !isSetUp(line.key) || (id !== line.id && id !== line.number))) return;
    world.fail('foreign and useless items reach nobody', `an item of call ${call.id} was ${verdict}`);
  };

  const park = (receipt: ReceiptSeen, place: number, fate: Fate | undefined): void => {
    if (!fate?.message.poisonUntil) return world.fail('nothing is parked without a cause', `item ${place} of call ${receipt.call.id}`);
    fate.parked = true;
    parked.add(`${receipt.id}.${place}`);
  };

  const excuse = (keys: Iterable<string>, why: string): void => {
    for (const key of keys) {
      const fate = fates.get(key);
      if (fate) fate.excuse ??= why;
    }
  };

  return {
    said: (message, key) => {
      const fate: Fate = { message, toAgent: false, seen: false };
      fates.set(key, fate);
      byId.set(message.id, fate);
    },
    logged: ({ call }) => {
      for (const item of call.items) {
        const fate = item.kind === 'message' ? byId.get(item.message.id) : undefined;
        if (!fate || fate.loggedAt !== undefined) continue;
        fate.loggedAt = world.clock.now();
        const { customer } = fate.message;
        unread.set(customer, (unread.get(customer) ?? new Set()).add(fate));
      }
    },
    read: (receipt, exceptions) => {
      for (const [place, item] of receipt.call.items.entries()) {
        const exception = exceptions.get(place);
        if (item.kind === 'other') {
          lookAtOther(item, exception?.verdict ?? 'handled', receipt);
          continue;
        }
        if (exception?.verdict === 'foreign' && !mayBeForeign(item)) world.fail('what is ours is not foreign', `call ${receipt.call.id}, item ${place}`);
        const fate = item.kind === 'message' ? byId.get(item.message.id) : undefined;
        if (fate) unread.get(fate.message.customer)?.delete(fate);
        if (exception?.verdict === 'parked') park(receipt, place, fate);
        if (!fate || exception?.verdict === 'parked') continue;
        if (fate.recordedIn === undefined && exception && exception.verdict !== 'duplicate') fate.excuse ??= exception.reason;
      }
    },
    look: (chat, event) => {
      const known = event as unknown as ConversationEvent;
      if (known.type === 'MessageReceived') recorded(chat.stream, known.data);
      else if ((known.type === 'OperatorSpoke' || known.type === 'AnsweredInRoom') && chat.held) excuse([...chat.waiting, ...(chat.turn?.messages ?? [])], 'answered by a person');
      else if (known.type === 'TurnGivenUp') excuse(chat.turn?.messages ?? [], 'given up');
      else if (known.type === 'SessionEnded' && known.data.reason !== 'merged') {
        excuse([...chat.waiting, ...(chat.turn?.messages ?? [])], known.data.reason);
      }
    },
    called: (channel, request, process) => {
      const stream = `conversation-${channel}.${request.conversation}`;
      const other = running.get(stream);
      if (other?.process === process) world.fail('one turn at a time', `${request.turn} beside ${other.turn}`, stream);
      running.set(stream, { turn: request.turn, process });
      const said = JSON.stringify(request.messages.map(({ id }) => id));
      const before = turns.get(request.turn);
      if (before !== undefined && before !== said) world.fail('one turn, the same messages', `${request.turn} came with others`, stream);
      if (before === undefined) world.counts.turns += 1;
      turns.set(request.turn, said);
      if (request.messages.length === 0) world.fail('a turn says something', request.turn, stream);
      for (const { id } of request.messages) {
        const fate = fates.get(id);
        if (!fate || fate.message.line.key !== channel) return world.fail('nothing crosses between channels', `${request.turn} was called for ${channel}`, stream);
        fate.seen = true;
      }
    },
    answered: ({ conversation, agent, version }) => void running.delete(`conversation-${agent}.${version}.${conversation}`),
    erased: (stream, at) => {
      const customer = customers.get(stream);
      if (customer !== undefined) erasedAt.set(customer, at);
    },
    replayed: (id, verdict) => {
      if (!parked.delete(id)) return;
      const [receipt = '', place] = [id.slice(0, id.lastIndexOf('.')), Number(id.slice(id.lastIndexOf('.') + 1))];
      const item = byReceipt(receipt)?.call.items[place];
      const fate = item?.kind === 'message' ? byId.get(item.message.id) : undefined;
      if (!fate || fate.recordedIn !== undefined) return;
      if (verdict === 'handled' || verdict === 'parked') world.fail('what is replayed is recorded', `${fate.message.id} is ${verdict} and nowhere`);
      fate.excuse ??= verdict === 'dismissed' || verdict === 'ignored' ? 'Erased' : 'ForeignNumber';
    },
    customerOf: (stream) => customers.get(stream),
    unread: ({ stream }, at) => {
      const customer = customers.get(stream);
      for (const fate of (customer === undefined ? undefined : unread.get(customer)) ?? []) {
        if ((fate.loggedAt ?? at) < at - END_IS_FRESH_FOR - SECOND) return `${fate.message.id} was logged ${at - (fate.loggedAt ?? 0)} ms before`;
      }
      return undefined;
    },
    end: () => {
      for (const id of parked) world.fail('everything that is parked is settled at last', id);
      for (const { message, loggedAt, recordedIn, toAgent, seen, excuse: why } of fates.values()) {
        if (loggedAt === undefined) continue;
        if (recordedIn === undefined && why === 'Erased' && (erasedAt.get(message.customer) ?? 0) + SECOND < message.at && !message.poisonUntil) {
          return world.fail('only what was said before an erasure is ignored', `${message.id} of ${message.line.key}, customer ${message.customer}`);
        }
        if (recordedIn === undefined && !harmless.has(why ?? '')) {
          return world.fail('no acknowledged message is lost', `${message.id} of ${message.line.key} was not recorded (${why ?? 'no reason'})`);
        }
        if (recordedIn !== undefined && toAgent && !seen && why === undefined) {
          return world.fail('no acknowledged message is lost', `${message.id} was never shown to an agent`, recordedIn);
        }
      }
    },
  };
};
