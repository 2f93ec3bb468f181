import type { ActiveSession, Conversation, EarlyStatus } from './conversation.js';
import type { SendAccepted, SendConfirmed, SendRefused, SendStatusChanged, StatusNoted } from './events.js';
import { findSend, forgetEarly, queue, withSend } from './sends.js';
import { active, withAsk } from './session.js';

export const askRequested = (state: Conversation, data: { ask: string; at: number; revision: number }): Conversation => {
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

/** The ask of the running silence, where `send` is it. */
const isCurrentAsk = (session: ActiveSession, send: string): boolean =>
  session.silence !== undefined && session.silence.ask.stage !== 'none' && session.silence.ask.id === send;

export const attempted = (state: Conversation, data: { send: string; attempt: number; at: number }): Conversation =>
  active(
    withSend(state, data.send, (send) => ({ ...send, attempts: data.attempt, stage: { is: 'attempted', at: data.at } })),
    (session) => (isCurrentAsk(session, data.send) ? withAsk(session, { stage: 'attempted', id: data.send }) : session),
  );

export const postponed = (state: Conversation, data: { send: string; retryAt: number }): Conversation =>
  active(
    withSend(state, data.send, (send) => ({ ...send, stage: { is: 'queued', notBefore: data.retryAt } })),
    (session) => (isCurrentAsk(session, data.send) ? withAsk(session, { stage: 'requested', id: data.send }) : session),
  );

export const accepted = (state: Conversation, { data }: SendAccepted): Conversation =>
  active(
    withSend({ ...state, carried: forgetEarly(state.carried, data.message) }, data.send, (send) => ({
      ...send,
      content: undefined,
      answers: undefined,
      stage: { is: 'accepted', at: data.at, message: data.message, status: 'accepted', ...(data.by !== 'answer' && { unconfirmed: true }) },
    })),
    (session) =>
      isCurrentAsk(session, data.send) ? withAsk(session, { stage: 'sent', id: data.send, at: data.at }) : session,
  );

/** Nothing of the acceptance changes but that its message is known by now. */
export const confirmed = (state: Conversation, { data }: SendConfirmed): Conversation =>
  withSend({ ...state, carried: forgetEarly(state.carried, data.message) }, data.send, (send) => {
    if (send.stage.is !== 'accepted') return send;
    const { is, at, message, status } = send.stage;
    return { ...send, stage: { is, at, message: message ?? data.message, status } };
  });

export const refused = (state: Conversation, { data }: SendRefused): Conversation =>
  active(withSend(state, data.send, () => undefined), (session) => {
    if (isCurrentAsk(session, data.send)) return withAsk(session, { stage: 'undelivered', id: data.send, at: data.at });
    const unsaid = data.reason === 'Held' && session.held ? (findSend(state.carried, data.send)?.answers ?? []) : [];
    return unsaid.length === 0 ? session : { ...session, unanswered: [...unsaid, ...session.unanswered] };
  });

/** A person has answered: what replies on their way are about does not wait any more. */
export const answeredOtherwise = (state: Conversation): Conversation => ({
  ...state, carried: { ...state.carried, sends: state.carried.sends.map((send) => ({ ...send, answers: undefined })) },
});

export const earlyStatus = ({ message, status, at, stamp, papers, cause }: StatusNoted['data']): EarlyStatus => ({
  message,
  status,
  at,
  stamp,
  papers,
  cause,
});

export const statusChanged = (state: Conversation, { data }: SendStatusChanged): Conversation => {
  const next = withSend(state, data.send, (send) =>
    send.stage.is === 'accepted' ? { ...send, stage: { ...send.stage, status: data.status } } : send,
  );
  if (data.status !== 'failed') return next;
  return active(next, (session) => {
    const ask = session.silence?.ask;
    return ask?.stage === 'sent' && ask.id === data.send ? withAsk(session, { ...ask, stage: 'undelivered' }) : session;
  });
};
