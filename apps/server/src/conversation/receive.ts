import {
  DAY, buttonOf, conversationStream, needsLookUp, typedAnswer, type Cause, type Clock, type Conversation,
  type ConversationCommand, type EventStore, type FailurePapers, type Identifiers, type InboundMessage, type InboundNotice, type InboundStatus, type Millis,
  type Sealed, type Vault,
  type Verdict,
} from '@tandem/domain';
import { lru, type Lru } from '@tandem/event-store';
import type { Chance } from '../chance.js';
import { inForce, type ChannelFacts, type Channels } from '../channel/facts.js';
import { executeWhereItGoesOn, type Conversations, type Executed } from './conversations.js';
import type { Customers } from './customers.js';
import { endWithChannel, isOfEndedLife } from './end-with-channel.js';
import { customerKey, messageKey, openWho, partsOfReference, sealUnlessErased, type SealedMessage } from './keys.js';
import { mergeCustomers } from './merge.js';
import { noteRoom, roomIn } from './rooms.js';

/** What was done with an item, and why where that is not plain. */
export interface Judged {
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly customer?: string;
}

/** Where an item came from. */
export interface ItemOrigin {
  readonly channel: ChannelFacts;
  readonly cause: Cause;
  readonly receivedAt: Millis;
}

export interface Reception {
  message(item: InboundMessage, origin: ItemOrigin): Promise<Judged>;
  status(item: InboundStatus, origin: ItemOrigin): Promise<Judged>;
  /** What an item other than a customer's message says of his room; undefined where it says nothing of one we know. */
  room(item: InboundStatus | InboundNotice, origin: ItemOrigin): Promise<Judged | undefined>;
}

export interface ReceptionDeps {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly conversations: Conversations;
  readonly customers: Customers;
  /** Channels as they are now, which may be otherwise than when the item was taken up. */
  readonly channels: Pick<Channels, 'get'>;
}

/** How far back a message without a stamp is looked for: longer than Meta's seven days of retries. */
const LOOK_BACK: Millis = 8 * DAY;

export const createReception = (given: ReceptionDeps): Reception => {
  const deps: Tools = { ...given, lastWho: lru(50_000) };
  return {
    message: async (item, origin) => {
      const { channel, receivedAt } = origin;
      // what came before the channel had its number is of a life that has ended, whenever it is read (design 8)
      if (isOfEndedLife(channel, receivedAt)) {
        // a crash may have come between its first reading and the end of what that began
        await endWhatBegan(await deps.customers.find(channel.key, item.from), origin, deps);
        return { verdict: 'ignored', reason: 'ChannelClosed' };
      }
      if (item.group !== undefined) return { verdict: 'ignored', reason: 'Group' };
      const happenedAt = Math.min(receivedAt, item.at ?? receivedAt);
      const who = await deps.customers.resolve(channel.key, item.from, happenedAt);
      if (who.kind === 'nobody') return { verdict: 'ignored', reason: 'NoSender' };
      if (who.kind === 'erased') return { verdict: 'ignored', reason: 'Erased' };
      const settings = inForce(channel);
      const customer = who.kind === 'customer'
        ? who.customer
        : await mergeCustomers({ ...who, channel: channel.key, now: receivedAt, settings }, deps);
      if (who.kind === 'same-person') await deps.customers.resolve(channel.key, item.from, happenedAt); // both identifiers become his
      const executed = await receiveMessage(item, { ...origin, customer }, deps);
      await endWhatBegan(customer, origin, deps);
      return judged(executed, customer);
    },
    status: async (item, { channel, cause, receivedAt }) => {
      const named = item.send === undefined ? undefined : partsOfReference(item.send);
      const customer = named
        ? await deps.customers.follow(channel.key, named.customer)
        : await deps.customers.find(channel.key, item.to);
      if (customer === undefined) return { verdict: 'ignored', reason: 'UnknownMessage' };
      const message = item.id === undefined ? undefined : messageKey(deps.vault, channel.key, item.id);
      const papers = await papersOf(item, customer, deps.vault);
      const executed = await executeWhereItGoesOn(
        deps.conversations,
        conversationStream(channel.key, customer),
        () => ({
          type: 'ReceiveStatus', now: receivedAt, settings: inForce(channel), message, send: named?.send ?? item.send, status: item.status, stamp: item.at,
          papers, cause,
        }),
        { causation: cause.receipt },
      );
      return judged(executed, customer);
    },
    room: (item, origin) => noteRoom(item, origin, deps),
  };
};

/** A message that was judged while its channel was closed, or got another number, may have begun a session in a life that is over by now. */
const endWhatBegan = async (
  customer: string | undefined, { channel: { key }, receivedAt }: ItemOrigin, { channels, conversations, clock }: Tools,
): Promise<void> => {
  const channel = channels.get(key);
  if (!channel || customer === undefined || !isOfEndedLife(channel, receivedAt)) return;
  await endWithChannel(conversationStream(key, customer), channel, { isOver: (startedAt) => isOfEndedLife(channel, startedAt), conversations, clock });
};

/** Identifiers by the box they are sealed in. */
type Tools = ReceptionDeps & { readonly lastWho: Lru<Sealed, Identifiers> };

const receiveMessage = async (
  item: InboundMessage,
  { channel, cause, receivedAt, customer }: ItemOrigin & { customer: string },
  deps: Tools,
): Promise<Executed> => {
  const { vault, conversations, chance } = deps;
  const stream = conversationStream(channel.key, customer);
  // a message without an id cannot be told from its double: it is what its receipt says it is
  const message = messageKey(vault, channel.key, item.id ?? `${cause.receipt}/${cause.item}`);
  const key = customerKey(customer);
  const box: SealedMessage = { id: item.id, name: item.name, replyTo: item.replyTo, content: item.content };
  const content = await vault.seal(key, JSON.stringify(box));
  const newSession = chance.id();
  const make = async (state: Conversation): Promise<ConversationCommand> => ({
    type: 'ReceiveMessage', now: receivedAt, message, content, newSession, cause,
    ...(await whoIs(item, { state, customer }, deps)),
    ...(await roomIn(item, { state, customer, receivedAt }, deps)),
    settings: inForce(channel),
    kind: item.content.type,
    stamp: item.at,
    ...answersIn(item, channel, state),
    knownBefore: needsLookUp(state, item.at) ? await lookUp(deps, { stream, state, message, item, receivedAt }) : undefined,
  });
  return executeWhereItGoesOn(conversations, stream, make, { causation: cause.receipt });
};

/** All identifiers the customer ever showed, sealed anew when a message shows one more. */
const whoIs = async (
  { from }: InboundMessage, { state, customer }: { state: Conversation; customer: string }, { vault, lastWho }: Tools,
): Promise<{ who?: Sealed }> => {
  const { who: box } = state.carried;
  const known = box && (lastWho.get(box) ?? (await openWho(vault, box)));
  if (box && known) lastWho.set(box, known);
  const who: Identifiers = { ...known, ...from };
  if (known && known.phone === who.phone && known.userId === who.userId) return {};
  return { who: await vault.seal(customerKey(customer), JSON.stringify(who)) };
};

const answersIn = ({ content }: InboundMessage, { settings }: ChannelFacts, { carried }: Conversation) => {
  if (content.type === 'button' && content.id !== undefined) return { button: buttonOf(content.id) };
  if (content.type !== 'text') return {};
  return { typed: typedAnswer(content.text, settings.texts[carried.language ?? settings.defaultLanguage]) };
};

interface LookUp {
  readonly stream: string;
  readonly state: Conversation;
  readonly message: string;
  readonly item: InboundMessage;
  readonly receivedAt: Millis;
}

/** Looks for the message in earlier sessions, and in those of customers who were merged into this one. */
const lookUp = async ({ store }: ReceptionDeps, { stream, state, message, item, receivedAt }: LookUp): Promise<Cause | undefined> => {
  const until = item.at === undefined ? receivedAt - LOOK_BACK : item.at - DAY;
  const before = stream.slice(0, stream.lastIndexOf('.') + 1);
  for (const one of [stream, ...state.carried.absorbed.map((customer) => `${before}${customer}`)]) {
    const found = await findMessage(store, one, { message, until });
    if (found) return found;
  }
  return undefined;
};

const PAGE = 100;

const findMessage = async (
  store: EventStore, stream: string, { message, until }: { message: string; until: Millis },
): Promise<Cause | undefined> => {
  for (let from: number | undefined; ; ) {
    const { events } = await store.readBackwards(stream, { from, limit: PAGE });
    for (const { type, data } of events) {
      const known = data as { readonly message?: string; readonly cause?: Cause };
      if (type === 'MessageReceived' && known.message === message) return known.cause;
    }
    const last = events.at(-1);
    if (events.length < PAGE || !last || last.version === 1 || last.meta.at < until) return undefined;
    from = last.version - 1;
  }
};

const papersOf = async (item: InboundStatus, customer: string, vault: Vault): Promise<FailurePapers | undefined> => {
  const [first] = item.errors ?? [];
  if (!first) return undefined;
  const code = first.code === undefined ? undefined : String(first.code);
  return { code, words: await sealUnlessErased(vault, customer, JSON.stringify(item.errors)) };
};

const judged = ({ decision }: Executed, customer: string): Judged => {
  if (decision.kind === 'accepted' || decision.reason === 'HandledBefore') return { verdict: 'handled', customer };
  if (decision.reason === 'Duplicate') return { verdict: 'duplicate', reason: decision.reason, customer };
  return { verdict: 'ignored', reason: decision.reason, customer };
};
