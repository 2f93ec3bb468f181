import { SECOND, type ChannelKey, type ConversationEvent, type Millis, type RecordedEvent, type TurnRequest, type Verdict } from '@tandem/domain';
import type { Chat } from './book.js';
import type { ReceiptSeen } from './check-intake.js';
import type { Said } from './meta-call.js';
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
}

export interface MessageCheck {
  said(message: Said, key: string): void;
  logged(receipt: ReceiptSeen): void;
  read(receipt: ReceiptSeen, exceptions: ReadonlyMap<number, { verdict: Verdict; reason: string }>): void;
  /** Before the event is taken into the chat. */
  look(chat: Chat, event: RecordedEvent<ConversationEvent>): void;
  called(channel: ChannelKey, request: TurnRequest, process: number): void;
  answered(request: TurnRequest): void;
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
    keepsOrder(stream, data.cause, message.id);
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
          if (exception?.verdict !== item.verdict) world.fail('foreign and useless items reach nobody', `an item of call ${receipt.call.id} was ${exception?.verdict ?? 'handled'}`);
          continue;
        }
        const line = item.kind === 'message' ? item.message.line : item.line;
        if (exception?.verdict === 'foreign' && isSetUp(line.key)) world.fail('what is ours is not foreign', `call ${receipt.call.id}, item ${place}`);
        const fate = item.kind === 'message' ? byId.get(item.message.id) : undefined;
        if (!fate) continue;
        unread.get(fate.message.customer)?.delete(fate);
        if (fate.recordedIn === undefined && exception && exception.verdict !== 'duplicate') fate.excuse ??= exception.reason;
      }
    },
    look: (chat, event) => {
      const known = event as unknown as ConversationEvent;
      if (known.type === 'MessageReceived') recorded(chat.stream, known.data);
      else if (known.type === 'OperatorSpoke' && chat.held) excuse([...chat.waiting, ...(chat.turn?.messages ?? [])], 'answered by a person');
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
    unread: ({ stream }, at) => {
      const customer = customers.get(stream);
      for (const fate of (customer === undefined ? undefined : unread.get(customer)) ?? []) {
        if ((fate.loggedAt ?? at) < at - SECOND) return `${fate.message.id} was logged ${at - (fate.loggedAt ?? 0)} ms before`;
      }
      return undefined;
    },
    end: () => {
      for (const { message, loggedAt, recordedIn, toAgent, seen, excuse: why } of fates.values()) {
        if (loggedAt === undefined) continue;
        if (recordedIn === undefined && why !== 'AskIsOver' && why !== 'ChannelClosed' && why !== 'ForeignNumber') {
          return world.fail('no acknowledged message is lost', `${message.id} of ${message.line.key} was not recorded (${why ?? 'no reason'})`);
        }
        if (recordedIn !== undefined && toAgent && !seen && why === undefined) {
          return world.fail('no acknowledged message is lost', `${message.id} was never shown to an agent`, recordedIn);
        }
      }
    },
  };
};
