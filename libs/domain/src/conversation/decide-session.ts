import { accept, ignore } from '../kernel/decider.js';
import type { EndSession, HandBack, ReachDeadline, SpeakAsOperator, TakeOver } from './commands.js';
import type { ActiveSession, Conversation, Silence } from './conversation.js';
import type { ConversationDecision } from './decision.js';
import { dueAt } from './deadline.js';
import { isWindowOpen } from './decide-send.js';
import { askWithdrawn, sessionEnded } from './facts.js';
import { owesAnswer } from './silence.js';
import { askId, replyId, timeOf } from './ids.js';
import type { Rules } from './rules.js';

/** Asks, ends, hands back, or says why it is not time: the timer only wakes, the rule is here. */
export const reachDeadline = (command: ReachDeadline, state: Conversation, rules: Rules): ConversationDecision => {
  const { session } = state;
  if (session.status !== 'active' || session.id !== command.session) return ignore('SessionIsOver');
  const at = timeOf(command, state);
  if (session.held) return reachHoldLimit(session, at, rules);
  if (owesAnswer(state) || !session.silence) return ignore('AnswerOwed');
  const due = dueAt(session.silence);
  if (due === undefined) return ignore('AskUnderway');
  if (at < due) return ignore('NotYet');
  return endOrAsk(state, session, { silence: session.silence, at });
};

const reachHoldLimit = (session: ActiveSession, at: number, rules: Rules): ConversationDecision => {
  const since = session.held?.by === 'operator' ? session.held.unansweredSince : undefined;
  if (since === undefined || at < since + rules.holdLimit) return ignore('Held');
  return accept({ type: 'SessionHandedBack', data: { session: session.id, by: 'hold-limit', at } });
};

const endOrAsk = (
  state: Conversation,
  session: ActiveSession,
  { silence, at }: { silence: Silence; at: number },
): ConversationDecision => {
  const { ask, settings } = silence;
  const { language } = state.carried;
  if (ask.stage === 'sent') return accept(sessionEnded(session, { at, reason: 'no-answer', language }));
  if (ask.stage === 'undelivered') return accept(sessionEnded(session, { at, reason: 'ask-undelivered' }));
  if (!settings.askUserToEndSession) return accept(sessionEnded(session, { at, reason: 'inactivity', language }));
  const data = { session: session.id, ask: askId(session), revision: settings.revision, at };
  return isWindowOpen(state, at)
    ? accept({ type: 'AskRequested', data })
    : accept({ type: 'AskForbidden', data: { ...data, reason: 'OutsideServiceWindow' } });
};

export const endSession = (command: EndSession, state: Conversation): ConversationDecision => {
  const { session } = state;
  if (session.status !== 'active') return ignore('NoActiveSession');
  if (command.session !== undefined && command.session !== session.id) return ignore('SessionIsOver');
  const at = timeOf(command, state);
  return accept(...askWithdrawn(state, at, 'SessionIsOver'), sessionEnded(session, { at, reason: command.reason, language: state.carried.language }));
};

export const takeOver = (command: TakeOver, state: Conversation): ConversationDecision => {
  const { session } = state;
  if (session.status !== 'active') return ignore('NoActiveSession');
  if (session.held) return ignore('HeldAlready');
  const at = timeOf(command, state);
  const { by, operator } = command;
  return accept(...askWithdrawn(state, at, 'Held'), {
    type: 'SessionTakenOver',
    data: { session: session.id, by, operator, at },
  });
};

export const handBack = (command: HandBack, state: Conversation): ConversationDecision => {
  const { session } = state;
  if (session.status !== 'active') return ignore('NoActiveSession');
  if (session.held?.by !== command.by) return ignore('NotHeld');
  return accept({
    type: 'SessionHandedBack',
    data: { session: session.id, by: command.by, at: timeOf(command, state) },
  });
};

export const speakAsOperator = (command: SpeakAsOperator, state: Conversation): ConversationDecision => {
  const { session } = state;
  if (session.status !== 'active') return ignore('NoActiveSession');
  const at = timeOf(command, state);
  const { content, template, operator } = command;
  return accept(...askWithdrawn(state, at, 'Activity'), {
    type: 'OperatorSpoke',
    data: { session: session.id, send: replyId(session, 0), content, template, operator, at },
  });
};
