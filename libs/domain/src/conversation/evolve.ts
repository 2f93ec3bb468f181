import type { ActiveSession, Ask, Conversation, EarlyStatus, Send, Silence, WaitingMessage } from './conversation.js';
import type {
  ConversationEvent,
  CustomerMerged,
  MessageReceived,
  OperatorSpoke,
  SendAccepted,
  SendRefused,
  SendStatusChanged,
  SessionEnded,
  SessionStarted,
  SessionTakenOver,
  StatusNoted,
  TurnAnswered,
} from './events.js';
import { isSilentEnd } from './facts.js';
import { causeKey } from './ids.js';
import { findSend, forgetEarly, isOpen, noteEarly, queue, withSend } from './sends.js';

/** Folds one event; total and pure. Silence follows from the rest, so it is settled in one place, at the end. */
export const evolve = (state: Conversation, event: ConversationEvent): Conversation =>
  settleSilence(apply({ ...state, at: Math.max(state.at, event.data.at) }, event), event);

const apply = (state: Conversation, event: ConversationEvent): Conversation => {
  switch (event.type) {
    case 'SessionStarted':
      return started(state, event);
    case 'MessageReceived':
      return received(state, event);
    case 'AskAnswered':
      return active(state, (session) => without(session, 'silence'));
    case 'SettingsNoted':
      return active(state, (session) => ({ ...session, settings: event.data.settings }));
    case 'TurnStarted':
      return active(state, (session) => turnStarted(session, event.data));
    case 'TurnAnswered':
      return turnAnswered(state, event);
    case 'TurnFailed':
      return active(state, (session) => turnFailed(session, event.data.retryAt));
    case 'TurnGivenUp':
      return active(state, (session) => without(session, 'turn'));
    case 'AskRequested':
      return askRequested(state, event.data);
    case 'AskForbidden':
      return active(state, (session) => ({
        ...withAsk(session, { stage: 'undelivered', id: event.data.ask, at: event.data.at }),
        asks: session.asks + 1,
      }));
    case 'AskWithdrawn':
      return withSend(active(state, (session) => without(session, 'silence')), event.data.ask, () => undefined);
    case 'OperatorSpoke':
      return operatorSpoke(state, event);
    case 'SendAttempted':
      return attempted(state, event.data);
    case 'SendAccepted':
      return accepted(state, event);
    case 'SendPostponed':
      return postponed(state, event.data);
    case 'SendOutcomeUnknown':
      return withSend(state, event.data.send, (send) =>
        send.stage.is === 'attempted'
          ? { ...send, stage: { is: 'unknown', attemptedAt: send.stage.at, at: event.data.at } }
          : send,
      );
    case 'SendRefused':
      return refused(state, event);
    case 'SendStatusChanged':
      return statusChanged(state, event);
    case 'StatusNoted':
      return { ...state, carried: noteEarly(state.carried, earlyStatus(event.data)) };
    case 'SessionTakenOver':
      return active(state, (session) => takenOver(session, event));
    case 'SessionHandedBack':
      return active(state, handedBack);
    case 'SessionEnded':
      return ended(state, event);
    case 'CustomerMerged':
      return merged(state, event);
    case 'MergedInto':
      return mergedInto(state, event.data.into);
    case 'MediaFetched':
    case 'MediaNotFetched':
      return state;
  }
};

/** An answer is owed: said and not taken, turn under way, replies neither accepted nor finally failed. */
export const owesAnswer = (state: Conversation): boolean => {
  const { session } = state;
  if (session.status !== 'active') return false;
  if (session.unanswered.length > 0 || session.turn) return true;
  return state.carried.sends.some((send) => isOpen(send) && (send.kind === 'reply' || send.kind === 'operator'));
};

/** These begin a silence anew even where one was: the customer's answer to go on, and what the agent got through. */
const isActivity = (event: ConversationEvent, before: Send | undefined): boolean =>
  event.type === 'AskAnswered' ||
  event.type === 'SessionHandedBack' ||
  (event.type === 'SendAccepted' && (before?.kind === 'reply' || before?.kind === 'operator'));

const settleSilence = (state: Conversation, event: ConversationEvent): Conversation => {
  const { session } = state;
  if (session.status !== 'active') return state;
  if (session.held || owesAnswer(state)) return { ...state, session: without(session, 'silence') };
  const send = event.type === 'SendAccepted' ? findSend(state.carried, event.data.send) : undefined;
  if (session.silence && !isActivity(event, send)) return state;
  const silence: Silence = { since: state.at, settings: session.settings, ask: { stage: 'none' } };
  return { ...state, session: { ...session, silence } };
};

const active = (state: Conversation, change: (session: ActiveSession) => ActiveSession): Conversation =>
  state.session.status === 'active' ? { ...state, session: change(state.session) } : state;

const without = <Key extends 'silence' | 'turn' | 'held'>(session: ActiveSession, key: Key): ActiveSession => {
  if (session[key] === undefined) return session;
  const { [key]: _gone, ...rest } = session;
  return rest as ActiveSession;
};

const withAsk = (session: ActiveSession, ask: Ask): ActiveSession =>
  session.silence ? { ...session, silence: { ...session.silence, ask } } : session;

const started = (state: Conversation, { data }: SessionStarted): Conversation => ({
  ...state,
  carried: data.carried,
  session: {
    status: 'active',
    id: data.session,
    startedAt: data.at,
    stampBefore: data.carried.latestStamp,
    seen: {},
    settings: data.settings,
    turns: 0,
    asks: 0,
    queued: 0,
    unanswered: [],
    endWanted: false,
  },
});

const received = (state: Conversation, { data }: MessageReceived): Conversation => {
  const opened = Math.min(data.at, data.stamp ?? data.at);
  const carried = {
    ...state.carried,
    who: data.who ?? state.carried.who,
    lastInboundAt: Math.max(state.carried.lastInboundAt ?? 0, opened),
    latestStamp: data.stamp === undefined ? state.carried.latestStamp : Math.max(state.carried.latestStamp ?? 0, data.stamp),
  };
  return active({ ...state, carried }, (session) => {
    const seen: ActiveSession = { ...session, seen: { ...session.seen, [data.message]: causeKey(data.cause) } };
    if (!data.toAgent) return seen;
    const waiting: WaitingMessage = { message: data.message, at: data.at, content: data.content };
    return {
      ...seen,
      unanswered: [...session.unanswered, waiting],
      endWanted: false,
      ...(session.held && { held: { ...session.held, unansweredSince: session.held.unansweredSince ?? data.at } }),
    };
  });
};

const turnStarted = (session: ActiveSession, data: { turn: string; attempt: number; at: number }): ActiveSession => {
  const again = session.turn?.id === data.turn ? session.turn : undefined;
  return {
    ...session,
    turns: again ? session.turns : session.turns + 1,
    unanswered: again ? session.unanswered : [],
    turn: {
      id: data.turn,
      messages: again?.messages ?? session.unanswered,
      startedAt: again?.startedAt ?? data.at,
      attempts: data.attempt,
      stage: { is: 'running', since: data.at },
    },
  };
};

/** Messages whose replies are not sent have had no answer: they wait for the hand-back. */
const turnAnswered = (state: Conversation, { data }: TurnAnswered): Conversation => {
  const { session } = state;
  if (session.status !== 'active' || session.turn?.id !== data.turn) return state;
  const replies: Send[] = data.notSent
    ? []
    : data.replies.map((reply) => ({
        id: reply.send,
        kind: 'reply',
        session: session.id,
        content: reply.content,
        attempts: 0,
        stage: { is: 'queued', notBefore: data.at },
      }));
  const unsaid = data.notSent && data.replies.length > 0 ? session.turn.messages : [];
  const next: ActiveSession = {
    ...without(session, 'turn'),
    queued: session.queued + data.replies.length,
    unanswered: [...unsaid, ...session.unanswered],
    endWanted: data.endSession && !data.endIgnored && !data.notSent,
  };
  return queue({ ...state, session: next }, ...replies);
};

/** While a person holds the session no turn is repeated: its messages wait for the hand-back with the others. */
const turnFailed = (session: ActiveSession, retryAt: number): ActiveSession => {
  if (!session.turn) return session;
  if (!session.held) return { ...session, turn: { ...session.turn, stage: { is: 'resting', until: retryAt } } };
  return { ...without(session, 'turn'), unanswered: [...session.turn.messages, ...session.unanswered] };
};

const askRequested = (state: Conversation, data: { ask: string; at: number; revision: number }): Conversation => {
  const { session } = state;
  if (session.status !== 'active') return state;
  const next = { ...withAsk(session, { stage: 'requested', id: data.ask }), asks: session.asks + 1 };
  return queue(
    { ...state, session: next },
    {
      id: data.ask,
      kind: 'ask',
      session: session.id,
      revision: data.revision,
      attempts: 0,
      stage: { is: 'queued', notBefore: data.at },
    },
  );
};

/** A person's answer makes what was said before it history, what a running turn is about included. */
const operatorSpoke = (state: Conversation, { data }: OperatorSpoke): Conversation => {
  const { session } = state;
  if (session.status !== 'active') return state;
  const held = session.held && { by: session.held.by, since: session.held.since };
  const next: ActiveSession = {
    ...session,
    queued: session.queued + 1,
    unanswered: held ? [] : session.unanswered,
    ...(held && session.turn && { turn: { ...session.turn, messages: [] } }),
  };
  return queue(
    { ...state, session: held ? { ...next, held } : next },
    {
      id: data.send,
      kind: 'operator',
      session: session.id,
      content: data.content,
      attempts: 0,
      stage: { is: 'queued', notBefore: data.at },
    },
  );
};

/** The ask of the running silence, where `send` is it. */
const isCurrentAsk = (session: ActiveSession, send: string): boolean =>
  session.silence !== undefined && session.silence.ask.stage !== 'none' && session.silence.ask.id === send;

const attempted = (state: Conversation, data: { send: string; attempt: number; at: number }): Conversation =>
  active(
    withSend(state, data.send, (send) => ({ ...send, attempts: data.attempt, stage: { is: 'attempted', at: data.at } })),
    (session) => (isCurrentAsk(session, data.send) ? withAsk(session, { stage: 'attempted', id: data.send }) : session),
  );

const postponed = (state: Conversation, data: { send: string; retryAt: number }): Conversation =>
  active(
    withSend(state, data.send, (send) => ({ ...send, stage: { is: 'queued', notBefore: data.retryAt } })),
    (session) => (isCurrentAsk(session, data.send) ? withAsk(session, { stage: 'requested', id: data.send }) : session),
  );

const accepted = (state: Conversation, { data }: SendAccepted): Conversation =>
  active(
    withSend({ ...state, carried: forgetEarly(state.carried, data.message) }, data.send, (send) => ({
      ...send,
      content: undefined,
      stage: { is: 'accepted', at: data.at, message: data.message, status: 'accepted' },
    })),
    (session) =>
      isCurrentAsk(session, data.send) ? withAsk(session, { stage: 'sent', id: data.send, at: data.at }) : session,
  );

const refused = (state: Conversation, { data }: SendRefused): Conversation =>
  active(withSend(state, data.send, () => undefined), (session) =>
    isCurrentAsk(session, data.send) ? withAsk(session, { stage: 'undelivered', id: data.send, at: data.at }) : session,
  );

const earlyStatus = ({ message, status, at, stamp, papers, cause }: StatusNoted['data']): EarlyStatus => ({
  message,
  status,
  at,
  stamp,
  papers,
  cause,
});

const statusChanged = (state: Conversation, { data }: SendStatusChanged): Conversation => {
  const next = withSend(state, data.send, (send) =>
    send.stage.is === 'accepted' ? { ...send, stage: { ...send.stage, status: data.status } } : send,
  );
  if (data.status !== 'failed') return next;
  return active(next, (session) => {
    const ask = session.silence?.ask;
    return ask?.stage === 'sent' && ask.id === data.send ? withAsk(session, { ...ask, stage: 'undelivered' }) : session;
  });
};

/** A turn that rests goes back to the waiting messages; a running one may still answer, unsent. */
const takenOver = (session: ActiveSession, { data }: SessionTakenOver): ActiveSession => {
  const resting = session.turn?.stage.is === 'resting' ? session.turn : undefined;
  const unanswered = resting ? [...resting.messages, ...session.unanswered] : session.unanswered;
  const waits = unanswered.length > 0 || session.turn !== undefined;
  return {
    ...(resting ? without(session, 'turn') : session),
    unanswered,
    endWanted: false,
    held: { by: data.by, since: data.at, ...(waits && { unansweredSince: data.at }) },
  };
};

const handedBack = (session: ActiveSession): ActiveSession => {
  const free = without(session, 'held');
  return free.turn?.messages.length === 0 ? without(free, 'turn') : free;
};

const ended = (state: Conversation, { data }: SessionEnded): Conversation => {
  const { session } = state;
  if (session.status !== 'active') return state;
  const sends = isSilentEnd(data.reason)
    ? state.carried.sends.filter((send) => send.stage.is !== 'queued')
    : state.carried.sends;
  const closing: Send[] = data.closing
    ? [
        {
          id: data.closing,
          kind: 'closing',
          session: session.id,
          revision: data.revision ?? session.settings.revision,
          attempts: 0,
          stage: { is: 'queued', notBefore: data.at },
        },
      ]
    : [];
  return {
    ...state,
    carried: { ...state.carried, sends: [...sends, ...closing] },
    session: {
      status: 'ended',
      id: session.id,
      endedAt: data.at,
      reason: data.reason,
      seen: session.seen,
      stampBefore: session.stampBefore,
    },
  };
};

const merged = (state: Conversation, { data }: CustomerMerged): Conversation => {
  const { carried } = state;
  const other = data.carried;
  const next: Conversation = {
    ...state,
    carried: {
      ...carried,
      who: other.who ?? carried.who,
      lastInboundAt: latest(carried.lastInboundAt, other.lastInboundAt),
      latestStamp: latest(carried.latestStamp, other.latestStamp),
      language: carried.language ?? other.language,
      room: carried.room ?? other.room,
      sends: [...carried.sends, ...other.sends.filter(({ id }) => !findSend(carried, id))],
      early: other.early.reduce(noteEarly, carried).early,
      absorbed: [...carried.absorbed, data.from, ...other.absorbed],
    },
  };
  const { session } = next;
  if (session.status === 'none') return next;
  const stampBefore = latest(session.stampBefore, other.latestStamp);
  if (session.status === 'ended') return { ...next, session: { ...session, stampBefore } };
  return { ...next, session: joined({ ...session, stampBefore }, data) };
};

/** What the other left unanswered joins what waits here, for the agent or for the person who holds the session. */
const joined = (session: ActiveSession, data: { unanswered: readonly WaitingMessage[]; at: number }): ActiveSession => {
  if (data.unanswered.length === 0) return session;
  return {
    ...session,
    endWanted: false,
    unanswered: [...data.unanswered, ...session.unanswered].sort((one, two) => one.at - two.at),
    ...(session.held && { held: { ...session.held, unansweredSince: session.held.unansweredSince ?? data.at } }),
  };
};

/** What was on its way is the other conversation's now. */
const mergedInto = (state: Conversation, into: string): Conversation => ({
  ...state,
  carried: { ...state.carried, sends: [] },
  mergedInto: into,
});

const latest = (one: number | undefined, two: number | undefined): number | undefined =>
  one === undefined ? two : two === undefined ? one : Math.max(one, two);
