import type { ActiveSession, Conversation, Send, WaitingMessage } from './conversation.js';
import type { CustomerMerged, SessionEnded, SessionStarted, SessionTakenOver } from './events.js';
import { isSilentEnd } from './facts.js';
import { findSend, noteEarly } from './sends.js';
import { latest, without } from './session.js';

export const started = (state: Conversation, { data }: SessionStarted): Conversation => ({
  ...state,
  carried: data.carried,
  session: {
    status: 'active',
    id: data.session,
    startedAt: data.at,
    stampBefore: data.carried.latestStamp,
    seen: [],
    settings: data.settings,
    turns: 0,
    asks: 0,
    queued: 0,
    unanswered: [],
    endWanted: false,
  },
});

/** A turn that rests goes back to the waiting messages; a running one may still answer, unsent. */
export const takenOver = (session: ActiveSession, { data }: SessionTakenOver): ActiveSession => {
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

export const handedBack = (session: ActiveSession): ActiveSession => {
  const free = without(session, 'held');
  return free.turn?.messages.length === 0 ? without(free, 'turn') : free;
};

export const ended = (state: Conversation, { data }: SessionEnded): Conversation => {
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

export const merged = (state: Conversation, { data }: CustomerMerged): Conversation => {
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
export const mergedInto = (state: Conversation, into: string): Conversation => ({
  ...state,
  carried: { ...state.carried, sends: [] },
  mergedInto: into,
});
