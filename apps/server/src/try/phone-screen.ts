import {
  dueAt, evolveConversation, findSend, nobody, rankOf, type Conversation, type ConversationEvent, type EventStore, type OutboundContent, type RecordedEvent, type Vault,
} from '@tandem/domain';
import type { TrialLine } from '@tandem/wire';
import type { ChannelFacts, Channels } from '../channel/facts.js';
import { openMessage } from '../conversation/keys.js';
import { textOf } from '../conversation/text-of.js';
import { word } from '../sending/send.js';

export interface PhoneScreen {
  readonly lines: readonly TrialLine[];
  readonly due?: { readonly what: 'ask' | 'end'; readonly at: number };
}

interface ScreenDeps {
  readonly store: Pick<EventStore, 'read'>;
  readonly vault: Vault;
  readonly channels: Channels;
}

/** Events of a trial that the phone shows; who tries for longer sees the newest. */
const MOST_EVENTS = 2_000;

/** What the phone shows, from the log alone: every message as it went out, worded by the same function that words the call. */
export const phoneScreen = async (stream: string, of: { channel: ChannelFacts; customer: string }, deps: ScreenDeps): Promise<PhoneScreen> => {
  const { events } = await deps.store.read(stream, { limit: MOST_EVENTS });
  const lines = new Map<string, TrialLine>();
  let state: Conversation = nobody;
  for (const event of events as readonly RecordedEvent<ConversationEvent>[]) {
    state = evolveConversation(state, { type: event.type, data: event.data } as ConversationEvent);
    const line = await lineOf(event, { ...of, state, lines }, deps);
    if (line) lines.set(line.id, line);
  }
  return { lines: [...lines.values()], due: nextOf(state) };
};

interface At {
  readonly channel: ChannelFacts;
  readonly customer: string;
  readonly state: Conversation;
  readonly lines: ReadonlyMap<string, TrialLine>;
}

/** The line that an event makes, or makes of one that is there. */
const lineOf = async (recorded: RecordedEvent<ConversationEvent>, at: At, deps: ScreenDeps): Promise<TrialLine | undefined> => {
  const event = { type: recorded.type, data: recorded.data } as ConversationEvent;
  const own = { id: recorded.id, at: event.data.at };
  switch (event.type) {
    case 'MessageReceived': {
      const said = await openMessage(deps.vault, event.data.content);
      return said && { ...own, from: 'user', text: textOf(said.content) };
    }
    case 'SendAttempted':
      return at.lines.get(event.data.send) ?? sentLine(event.data.send, event.data.at, at, deps);
    case 'SendAccepted':
      return withStatus(at.lines.get(event.data.send), 'sent');
    case 'SendStatusChanged':
      return withStatus(at.lines.get(event.data.send), event.data.status);
    case 'SendRefused':
      return withStatus(at.lines.get(event.data.send), 'failed');
    case 'TurnFailed':
    case 'TurnGivenUp':
      return { ...own, from: 'tandem', what: event.type === 'TurnFailed' ? 'turn-failed' : 'turn-given-up', reason: event.data.reason };
    case 'SessionEnded':
      return { ...own, from: 'tandem', what: 'ended', reason: event.data.reason };
    default:
      return undefined;
  }
};

const sentLine = async (id: string, time: number, { channel, customer, state }: At, deps: ScreenDeps): Promise<TrialLine | undefined> => {
  const send = findSend(state.carried, id);
  const outbound = send && (await word({ channel, customer, state, send }, deps));
  if (!outbound) return undefined;
  return { id, at: time, from: 'agent', text: textOf(outbound.content), send: outbound.send, kind: send.kind, ...choicesOf(outbound.content) };
};

const choicesOf = (content: OutboundContent): Pick<TrialLine, 'choices'> => {
  if (content.type === 'buttons') return { choices: content.buttons.map(({ id, title }) => ({ kind: 'button', id, title })) };
  return content.type === 'list' ? { choices: content.rows.map(({ id, title }) => ({ kind: 'list', id, title })) } : {};
};

/** Statuses only climb. */
const withStatus = (line: TrialLine | undefined, status: string): TrialLine | undefined =>
  line && (line.status === undefined || rankOf(status) > rankOf(line.status)) ? { ...line, status } : line;

/** What comes by itself if nobody says anything. */
const nextOf = ({ session }: Conversation): PhoneScreen['due'] => {
  const at = session.status === 'active' && session.silence ? dueAt(session.silence) : undefined;
  if (session.status !== 'active' || !session.silence || at === undefined) return undefined;
  const { ask, settings } = session.silence;
  return { what: ask.stage === 'none' && settings.askUserToEndSession ? 'ask' : 'end', at };
};
