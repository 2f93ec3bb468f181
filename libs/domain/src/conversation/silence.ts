import type { Conversation, Silence } from './conversation.js';
import { isOpen } from './sends.js';
import { without } from './session.js';

/** An answer is owed: said and not taken, turn under way, replies neither accepted nor finally failed. */
export const owesAnswer = (state: Conversation): boolean => {
  const { session } = state;
  if (session.status !== 'active') return false;
  if (session.unanswered.length > 0 || session.turn) return true;
  return state.carried.sends.some((send) => isOpen(send) && (send.kind === 'reply' || send.kind === 'operator'));
};

/** A silence is there exactly while nothing is owed and nobody holds the session; it begins with what ended that. */
export const settleSilence = (state: Conversation): Conversation => {
  const { session } = state;
  if (session.status !== 'active') return state;
  if (session.held || owesAnswer(state)) return { ...state, session: without(session, 'silence') };
  if (session.silence) return state;
  const silence: Silence = { since: state.at, settings: session.settings, ask: { stage: 'none' } };
  return { ...state, session: { ...session, silence } };
};
