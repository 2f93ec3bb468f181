import type { ActiveSession, Conversation, SeenMessage, Send, WaitingMessage } from './conversation.js';
import type { MessageReceived, OperatorSpoke, TurnAnswered } from './events.js';
import { causeKey } from './ids.js';
import { queue } from './sends.js';
import { active, latest, without } from './session.js';

export const received = (state: Conversation, { data }: MessageReceived): Conversation => {
  const opened = Math.min(data.at, data.stamp ?? data.at);
  const carried = {
    ...state.carried,
    who: data.who ?? state.carried.who,
    room: data.room ?? state.carried.room,
    lastInboundAt: Math.max(state.carried.lastInboundAt ?? 0, opened),
    latestStamp: data.stamp === undefined ? state.carried.latestStamp : Math.max(state.carried.latestStamp ?? 0, data.stamp),
  };
  return active({ ...state, carried }, (session) => {
    const seen = { ...session, ...noteSeen(session, { message: data.message, cause: causeKey(data.cause), stamp: data.stamp }) };
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

/** Messages remembered by a session: enough for what comes twice at once, and a session may go on for years. */
export const MOST_SEEN = 100;

const noteSeen = ({ seen, stampBefore }: ActiveSession, message: SeenMessage): Pick<ActiveSession, 'seen' | 'stampBefore'> => {
  const [oldest] = seen;
  if (!oldest || seen.length < MOST_SEEN) return { seen: [...seen, message], stampBefore };
  return { seen: [...seen.slice(1), message], stampBefore: latest(stampBefore, oldest.stamp) };
};

export const turnStarted = (session: ActiveSession, data: { turn: string; attempt: number; at: number }): ActiveSession => {
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
export const turnAnswered = (state: Conversation, { data }: TurnAnswered): Conversation => {
  const { session } = state;
  if (session.status !== 'active' || session.turn?.id !== data.turn) return state;
  const { messages } = session.turn;
  const replies: Send[] = data.notSent
    ? []
    : data.replies.map((reply, index) => ({
        id: reply.send,
        kind: 'reply',
        session: session.id,
        content: reply.content,
        template: reply.template,
        answers: index === 0 ? messages : undefined,
        attempts: 0,
        stage: { is: 'queued', notBefore: data.at },
      }));
  const unsaid = data.notSent && data.replies.length > 0 ? messages : [];
  const next: ActiveSession = {
    ...without(session, 'turn'),
    queued: session.queued + data.replies.length,
    unanswered: [...unsaid, ...session.unanswered],
    endWanted: data.endSession && !data.endIgnored && !data.notSent,
  };
  const carried = data.language === undefined ? state.carried : { ...state.carried, language: data.language };
  return queue({ ...state, carried, session: next }, ...replies);
};

/** While a person holds the session no turn is repeated: its messages wait for the hand-back with the others. */
export const turnFailed = (session: ActiveSession, retryAt: number): ActiveSession => {
  if (!session.turn) return session;
  if (!session.held) return { ...session, turn: { ...session.turn, stage: { is: 'resting', until: retryAt } } };
  return { ...without(session, 'turn'), unanswered: [...session.turn.messages, ...session.unanswered] };
};

/** A person who holds the session has answered what the customer said so far. */
export const personAnswered = (session: ActiveSession): ActiveSession => {
  if (!session.held) return session;
  const { by, since } = session.held;
  return { ...session, unanswered: [], held: { by, since }, ...(session.turn && { turn: { ...session.turn, messages: [] } }) };
};

/** A person's answer makes what was said before it history, what a running turn is about included. */
export const operatorSpoke = (state: Conversation, { data }: OperatorSpoke): Conversation => {
  const { session } = state;
  if (session.status !== 'active') return state;
  return queue(
    { ...state, session: personAnswered({ ...session, queued: session.queued + 1 }) },
    {
      id: data.send,
      kind: 'operator',
      session: session.id,
      content: data.content,
      template: data.template,
      attempts: 0,
      stage: { is: 'queued', notBefore: data.at },
    },
  );
};
