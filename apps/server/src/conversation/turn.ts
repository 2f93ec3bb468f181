import {
  CLAIM_AGE, conversationStream, type ChannelKey, type Clock, type Conversation, type ConversationEvent, type EventStore, type HistoryLine, type InboundContent, type Millis,
  type OutboundContent, type RecordedEvent, type Runtime, type TurnMessage, type TurnOutcome, type TurnRequest, type Vault, type WaitingMessage,
} from '@tandem/domain';
import { KeyDestroyed } from '@tandem/event-store';
import { inForce, type ChannelFacts, type Channels } from '../channel/facts.js';
import type { Drill } from '../drill-points.js';
import { isMedia, mediaRef } from '../media/media-of.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Leases } from '../worker/leases.js';
import type { Conversations } from './conversations.js';
import { customerKey, openContent, openMessage, openWho, type SealedMessage } from './keys.js';
import { textOf } from './text-of.js';

export interface TurnDeps {
  readonly store: EventStore;
  readonly conversations: Conversations;
  readonly channels: Channels;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** The runtime behind an agent version; undefined where none is connected. */
  readonly runtimes: (channel: ChannelKey) => Promise<Runtime | undefined>;
  readonly turnTimeout: Millis;
  readonly drill?: Drill;
  readonly leases: Pick<Leases, 'holds'>;
  /** The address under which a runtime gets a medium's bytes; left out, it gets none. */
  readonly mediaLink?: (ref: string) => string;
  /** How long conversations are kept: what is older is no history any more. Default: for ever. */
  readonly conversationsKept?: Millis;
}

export interface TurnJob {
  readonly channel: ChannelFacts;
  readonly customer: string;
}

/** Runs one turn: claims it, calls the agent with what the customer has said, records the answer. */
export const createTurner = (deps: TurnDeps) => {
  const { conversations, clock, metrics } = deps;

  return async ({ channel, customer }: TurnJob): Promise<void> => {
    const stream = conversationStream(channel.key, customer);
    // an answer takes its time: what is in force is what is in force by then
    const order = () => ({ now: clock.now(), settings: inForce(deps.channels.get(channel.key) ?? channel) });
    const claim = await conversations.execute(stream, () => ({ type: 'StartTurn', ...order() }));
    const { session } = claim.after;
    if (claim.decision.kind !== 'accepted' || session.status !== 'active' || !session.turn) return;
    const startedAt = clock.monotonic();
    deps.drill?.('turn-claimed');
    const outcome = await answer({ channel, customer, state: claim.after, claimedAt: startedAt }, deps);
    if (outcome === abandoned) metrics.turn('abandoned');
    else metrics.turn(outcome.kind, (clock.monotonic() - startedAt) / 1000);
    if (outcome.kind === 'answered') deps.drill?.('turn-answered');
    const { id: turn, attempts: attempt } = session.turn;
    const recorded = await sealed(outcome, customer, deps.vault);
    if (!recorded) return;
    const done = await conversations.execute(stream, () => ({ type: 'RecordTurn', ...order(), turn, attempt, outcome: recorded }));
    if (done.decision.kind === 'accepted' && done.decision.events.some(({ type }) => type === 'TurnGivenUp')) metrics.turn('givenUp');
  };
};

/** The outcome as an event may have it; undefined where the customer was erased meanwhile: his session has ended with it. */
const sealed = async (outcome: TurnOutcome, customer: string, vault: Vault) => {
  if (outcome.kind === 'failed') return outcome;
  try {
    return { ...outcome, replies: await sealAll(outcome.replies, customer, vault) };
  } catch (error) {
    if (error instanceof KeyDestroyed) return undefined;
    throw error;
  }
};

const sealAll = (replies: readonly OutboundContent[], customer: string, vault: Vault) =>
  Promise.all(
    replies.map(async (reply) => ({
      content: await vault.seal(customerKey(customer), JSON.stringify(reply)),
      ...(reply.type === 'template' && { template: true }),
    })),
  );

const answer = async ({ channel, customer, state, claimedAt }: TurnJob & { state: Conversation; claimedAt: Millis }, deps: TurnDeps) => {
  const runtime = await deps.runtimes(channel.key);
  if (!runtime) return { kind: 'failed' as const, reason: 'NoRuntime' };
  const opened = await openWaiting(turnMessages(state), deps.vault);
  await showTyping({ channel, state, opened }, deps);
  const request = await requestOf({ channel, customer, state, opened, runtime }, deps);
  // read immediately before the call: a claim that is too old is nobody's any more (design 9)
  if (deps.clock.monotonic() - claimedAt > CLAIM_AGE || !deps.leases.holds(channel.key)) return abandoned;
  return runtime.answer(request, { timeout: deps.turnTimeout });
};

/** The claim was too old when the call should have begun. */
const abandoned = { kind: 'failed', reason: 'ClaimTooOld' } as const;

const turnMessages = ({ session }: Conversation): readonly WaitingMessage[] =>
  session.status === 'active' ? (session.turn?.messages ?? []) : [];

type Opened = WaitingMessage & { readonly said: SealedMessage };

/** What was erased meanwhile is left out. */
const openWaiting = async (messages: readonly WaitingMessage[], vault: Vault): Promise<readonly Opened[]> => {
  const opened = await Promise.all(messages.map(async (message) => ({ ...message, said: await openMessage(vault, message.content) })));
  return opened.filter((message): message is Opened => message.said !== undefined);
};

/** Marks the newest message read and shows that an answer is being written; never in the way of the answer itself. */
const showTyping = async (
  { channel, state, opened }: { channel: ChannelFacts; state: Conversation; opened: readonly Opened[] }, deps: TurnDeps,
): Promise<void> => {
  const message = opened.at(-1)?.said.id;
  if (!channel.protocol.showTyping || !channel.open || channel.paused || message === undefined || !state.carried.who) return;
  const customer = await openWho(deps.vault, state.carried.who);
  if (!customer) return;
  const credentials = await deps.channels.credentials(channel.key);
  channel.protocol.showTyping({ message, customer }, credentials, { timeout: 5_000 }).catch(() => {});
};

const requestOf = async (
  { channel, customer, state, opened, runtime }: TurnJob & { state: Conversation; opened: readonly Opened[]; runtime: Runtime },
  deps: TurnDeps,
): Promise<TurnRequest> => {
  const { session } = state;
  if (session.status !== 'active' || !session.turn) throw new Error('NoTurn');
  const messages: TurnMessage[] = opened.map(({ message, at, said }) => (
    { id: message, at, content: linked(said.content, { channel: channel.key, message }, deps) }));
  const stream = conversationStream(channel.key, customer);
  return {
    turn: session.turn.id,
    attempt: session.turn.attempts,
    agent: channel.agent,
    version: channel.version,
    conversation: `${channel.key}.${customer}`,
    session: session.id,
    customer: { id: customer, name: opened.at(-1)?.said.name, language: state.carried.language ?? channel.settings.defaultLanguage },
    messages,
    history: await historyOf(stream, { limit: runtime.historyLimit, without: messages.map(({ id }) => id) }, deps),
  };
};

/** A medium with an address of ours: the provider's own would want the channel's token. */
const linked = (
  content: InboundContent, { channel, message }: { channel: ChannelKey; message: string }, { vault, mediaLink }: TurnDeps,
): InboundContent => (isMedia(content) ? { ...content, url: mediaLink?.(mediaRef(vault, channel, message)) } : content);

interface Wanted {
  readonly limit: number;
  /** Messages of the turn itself. */
  readonly without: readonly string[];
}

/** The newest lines that were said, oldest first; reads no further back than it takes to fill them. */
const historyOf = async (stream: string, wanted: Wanted, deps: TurnDeps): Promise<readonly HistoryLine[]> => {
  const { store, vault, clock, conversationsKept = Infinity } = deps;
  const cut = clock.now() - conversationsKept;
  const newestFirst: HistoryLine[] = [];
  for (let from: number | undefined; newestFirst.length < wanted.limit; ) {
    const { events } = await store.readBackwards(stream, { from, limit: 50 });
    for (const event of events as readonly RecordedEvent<ConversationEvent>[]) {
      if (event.data.at >= cut) newestFirst.push(...(await linesOf(event, wanted.without, vault)).reverse());
    }
    const last = events.at(-1);
    if (!last || last.version === 1 || last.meta.at < cut) break;
    from = last.version - 1;
  }
  return newestFirst.slice(0, wanted.limit).reverse();
};

const linesOf = async (
  { type, data }: RecordedEvent<ConversationEvent>, without: readonly string[], vault: Vault,
): Promise<HistoryLine[]> => {
  const event = { type, data } as ConversationEvent;
  const { at } = event.data;
  switch (event.type) {
    case 'MessageReceived': {
      if (!event.data.toAgent || without.includes(event.data.message)) return [];
      const said = await openMessage(vault, event.data.content);
      return said ? [{ from: 'customer', at, text: textOf(said.content) }] : [];
    }
    case 'TurnAnswered': {
      if (event.data.notSent) return [];
      const replies = await Promise.all(event.data.replies.map(({ content }) => openContent(vault, content)));
      return replies.flatMap((reply) => (reply ? [{ from: 'agent' as const, at, text: textOf(reply) }] : []));
    }
    case 'OperatorSpoke': {
      const said = await openContent(vault, event.data.content);
      return said ? [{ from: 'operator', at, text: textOf(said) }] : [];
    }
    default:
      return [];
  }
};
