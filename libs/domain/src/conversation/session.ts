import type { Millis } from '../kernel/time.js';
import type { ActiveSession, Ask, Conversation } from './conversation.js';

/** Changes the session where one is active. */
export const active = (state: Conversation, change: (session: ActiveSession) => ActiveSession): Conversation =>
  state.session.status === 'active' ? { ...state, session: change(state.session) } : state;

export const without = <Key extends 'silence' | 'turn' | 'held'>(session: ActiveSession, key: Key): ActiveSession => {
  if (session[key] === undefined) return session;
  const { [key]: _gone, ...rest } = session;
  return rest as ActiveSession;
};

export const withAsk = (session: ActiveSession, ask: Ask): ActiveSession =>
  session.silence ? { ...session, silence: { ...session.silence, ask } } : session;

export const latest = (one: Millis | undefined, two: Millis | undefined): Millis | undefined =>
  one === undefined ? two : two === undefined ? one : Math.max(one, two);
