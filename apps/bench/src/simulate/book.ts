import { partsOfConversation, type ChannelKey, type ConversationEvent, type Millis, type RecordedEvent, type SendKind } from '@tandem/domain';

/** An ask as the provider knows it. */
export interface AskSeen {
  readonly id: string;
  stage: 'requested' | 'attempted' | 'sent' | 'undelivered';
  at: Millis;
}

export interface SilenceSeen {
  readonly since: Millis;
  /** When the log said so. */
  readonly seenAt: Millis;
  asks: number;
  ask?: AskSeen;
}

export interface OpenSend {
  readonly kind: SendKind;
  readonly session: string;
  attempted: boolean;
}

/** One conversation as somebody sees it who reads the log and knows the rules of the design, not our functions. */
export interface Chat {
  readonly stream: string;
  readonly channel: ChannelKey;
  /** `seenAt`: when the log said so. */
  session?: { readonly id: string; readonly startedAt: Millis; readonly seenAt: Millis };
  readonly waiting: Set<string>;
  turn?: { readonly id: string; messages: readonly string[]; rests: boolean };
  readonly open: Map<string, OpenSend>;
  held?: { readonly by: 'operator' | 'room'; readonly since: Millis; unansweredSince?: Millis };
  since: Millis;
  silence?: SilenceSeen;
  endWanted: boolean;
  mergedInto?: string;
  /** When the log last said something of it. */
  movedAt: Millis;
}

export const newChat = (stream: string): Chat => ({
  stream, channel: partsOfConversation(stream).channel, waiting: new Set(), open: new Map(), since: 0, endWanted: false, movedAt: 0,
});

export const isOwed = (chat: Chat): boolean => {
  if (chat.waiting.size > 0 || chat.turn) return true;
  for (const { kind } of chat.open.values()) if (kind === 'reply' || kind === 'operator') return true;
  return false;
};

/** Ends after which nothing more may be said. */
export const isSilent = (reason: string): boolean => reason === 'channel-closed' || reason === 'merged' || reason === 'erased';

/** Takes one event; then there is a silence if nothing is owed and nobody holds the session, since the last that happened. */
export const follow = (chat: Chat, event: RecordedEvent<ConversationEvent>, now: Millis): void => {
  take(chat, event as unknown as ConversationEvent, now);
  chat.movedAt = now;
  if (!chat.session || chat.held || isOwed(chat)) chat.silence = undefined;
  else if (chat.silence?.since !== chat.since) chat.silence = { since: chat.since, seenAt: now, asks: 0 };
};

const take = (chat: Chat, event: ConversationEvent, now: Millis): void => {
  const { at } = event.data;
  switch (event.type) {
    case 'SessionStarted':
      chat.session = { id: event.data.session, startedAt: at, seenAt: now };
      chat.waiting.clear();
      chat.turn = chat.held = chat.silence = undefined;
      chat.endWanted = false;
      chat.since = at;
      return;
    case 'MessageReceived':
      if (!event.data.toAgent) return;
      chat.waiting.add(event.data.message);
      chat.endWanted = false;
      chat.since = at;
      if (chat.held) chat.held.unansweredSince ??= at;
      return;
    case 'AskAnswered':
    case 'TurnGivenUp':
      if (event.type === 'TurnGivenUp') chat.turn = undefined;
      chat.since = at;
      return;
    case 'TurnStarted':
      chat.turn = { id: event.data.turn, messages: event.data.messages, rests: false };
      for (const message of event.data.messages) chat.waiting.delete(message);
      return;
    case 'TurnAnswered':
      return answered(chat, event.data);
    case 'TurnFailed':
      if (chat.turn) chat.turn.rests = true;
      if (chat.held) backToWaiting(chat);
      return;
    case 'AskRequested':
      chat.open.set(event.data.ask, { kind: 'ask', session: event.data.session, attempted: false });
      return noteAsk(chat, { id: event.data.ask, stage: 'requested', at });
    case 'AskForbidden':
      return noteAsk(chat, { id: event.data.ask, stage: 'undelivered', at });
    case 'AskWithdrawn':
      chat.open.delete(event.data.ask);
      return;
    case 'OperatorSpoke':
      chat.open.set(event.data.send, { kind: 'operator', session: event.data.session, attempted: false });
      if (!chat.held) return;
      chat.held.unansweredSince = undefined;
      chat.waiting.clear();
      if (chat.turn) chat.turn.messages = [];
      return;
    case 'SendAttempted':
    case 'SendPostponed': {
      const send = chat.open.get(event.data.send);
      if (send) send.attempted = event.type === 'SendAttempted';
      return stageAsk(chat, event.data.send, { stage: event.type === 'SendAttempted' ? 'attempted' : 'requested', at });
    }
    case 'SendAccepted':
    case 'SendRefused': {
      const kind = chat.open.get(event.data.send)?.kind;
      chat.open.delete(event.data.send);
      if (kind === 'reply' || kind === 'operator') chat.since = at;
      return stageAsk(chat, event.data.send, { stage: event.type === 'SendAccepted' ? 'sent' : 'undelivered', at });
    }
    case 'SendStatusChanged':
      if (event.data.status === 'failed' && chat.silence?.ask?.id === event.data.send) chat.silence.ask.stage = 'undelivered';
      return;
    case 'SessionTakenOver':
      if (chat.turn?.rests) backToWaiting(chat);
      chat.held = { by: event.data.by, since: at, ...((chat.waiting.size > 0 || chat.turn) && { unansweredSince: at }) };
      chat.endWanted = false;
      return;
    case 'AnsweredInRoom':
      chat.waiting.clear();
      if (chat.turn) chat.turn.messages = [];
      if (chat.held) chat.held.unansweredSince = undefined;
      return;
    case 'SessionHandedBack':
      chat.held = undefined;
      if (chat.turn?.messages.length === 0) chat.turn = undefined;
      chat.since = at;
      return;
    case 'SessionEnded':
      return ended(chat, event.data);
    case 'CustomerMerged':
      for (const { id, kind, session, stage } of event.data.carried.sends) {
        if (stage.is !== 'accepted') chat.open.set(id, { kind, session, attempted: stage.is !== 'queued' });
      }
      for (const { message } of event.data.unanswered) chat.waiting.add(message);
      if (event.data.unanswered.length > 0) chat.endWanted = false;
      if (event.data.unanswered.length > 0 && chat.held) chat.held.unansweredSince ??= at;
      return;
    case 'MergedInto':
      chat.mergedInto = event.data.into;
      chat.open.clear();
      return;
    case 'SettingsNoted':
    case 'SendOutcomeUnknown':
    case 'SendConfirmed':
    case 'StatusNoted':
    case 'MediaFetched':
    case 'MediaNotFetched':
      return;
  }
};

const answered = (chat: Chat, data: Extract<ConversationEvent, { type: 'TurnAnswered' }>['data']): void => {
  if (data.notSent && data.replies.length > 0) backToWaiting(chat);
  chat.turn = undefined;
  if (!data.notSent) for (const { send } of data.replies) chat.open.set(send, { kind: 'reply', session: data.session, attempted: false });
  chat.endWanted = data.endSession && !data.endIgnored && !data.notSent;
  chat.since = data.at;
};

const backToWaiting = (chat: Chat): void => {
  for (const message of chat.turn?.messages ?? []) chat.waiting.add(message);
  chat.turn = undefined;
};

const noteAsk = (chat: Chat, ask: AskSeen): void => {
  if (!chat.silence) return;
  chat.silence.asks += 1;
  chat.silence.ask = ask;
};

const stageAsk = (chat: Chat, send: string, { stage, at }: Pick<AskSeen, 'stage' | 'at'>): void => {
  const ask = chat.silence?.ask;
  if (ask?.id === send) Object.assign(ask, { stage, at });
};

const ended = (chat: Chat, data: Extract<ConversationEvent, { type: 'SessionEnded' }>['data']): void => {
  chat.session = chat.turn = chat.held = undefined;
  chat.waiting.clear();
  chat.endWanted = false;
  if (isSilent(data.reason)) for (const [id, { attempted }] of chat.open) if (!attempted) chat.open.delete(id);
  if (data.closing !== undefined) chat.open.set(data.closing, { kind: 'closing', session: data.session, attempted: false });
};
