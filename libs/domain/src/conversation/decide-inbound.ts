import { accept, ignore } from '../kernel/decider.js';
import type { Millis } from '../kernel/time.js';
import type { ReceiveMessage, ReceiveStatus } from './commands.js';
import type { Conversation, Send } from './conversation.js';
import type { ConversationDecision } from './decision.js';
import { roomReleased, roomTaken } from './decide-room.js';
import { evolve } from './evolve.js';
import { askWithdrawn, sessionEnded, sessionStarted } from './facts.js';
import type { Answer, ConversationEvent } from './events.js';
import { causeKey, timeOf } from './ids.js';
import { findByMessage, findSend, isOpen, rankOf } from './sends.js';

/**
 * Whether a message must be looked for in earlier sessions before it counts as new: its stamp is not later than the
 * latest one seen before the newest session, or missing. Meta retries for 7 days (dossier 1.5).
 */
export const needsLookUp = ({ session, carried }: Conversation, stamp: Millis | undefined): boolean => {
  if (session.status === 'none' && carried.absorbed.length === 0) return false;
  const before = session.status === 'none' ? carried.latestStamp : session.stampBefore;
  return stamp === undefined || stamp <= (before ?? -1);
};

/**
 * A message says who has the room by now, and no turn may start between the two: so it is one decision. A room found
 * free hands the session back before the message counts, one found taken holds it from the message on.
 */
export const receiveMessage = (command: ReceiveMessage, state: Conversation): ConversationDecision => {
  const released = roomReleased(command, state);
  const decision = receiveAsItIs(command, state);
  if (decision.kind !== 'accepted') return decision;
  return accept(...released, ...decision.events, ...roomTaken(command, [...released, ...decision.events].reduce(evolve, state)));
};

const receiveAsItIs = (command: ReceiveMessage, state: Conversation): ConversationDecision => {
  const { session } = state;
  const at = timeOf(command, state);
  const before = seenBefore(command, state);
  if (before) return ignore(before === causeKey(command.cause) ? 'HandledBefore' : 'Duplicate');
  const answer = answerOf(command, state);
  if (!answer && command.button?.answer === 'end') return ignore('AskIsOver');
  if (session.status !== 'active') {
    return accept(sessionStarted(command, state), messageReceived(command, { at, session: command.newSession, toAgent: true }));
  }
  if (!answer) {
    const message = messageReceived(command, { at, session: session.id, toAgent: true });
    return accept(...askWithdrawn(state, at, 'Activity'), message);
  }
  const message = messageReceived(command, { at, session: session.id, toAgent: false });
  const answered: ConversationEvent = {
    type: 'AskAnswered',
    data: { session: session.id, ask: answer.ask, answer: answer.answer, message: command.message, at },
  };
  const withdrawn = askWithdrawn(state, at, 'Activity');
  if (answer.answer === 'go-on') return accept(...withdrawn, message, answered);
  return accept(...withdrawn, message, answered, sessionEnded(session, { at, reason: 'customer-confirmed', language: state.carried.language }));
};

/** What brought the same message before, in this session or an earlier one. */
const seenBefore = ({ message, knownBefore }: ReceiveMessage, { session }: Conversation): string | undefined =>
  (session.status === 'none' ? undefined : session.seen.find((known) => known.message === message)?.cause) ?? (knownBefore && causeKey(knownBefore));

/**
 * Whether the message answers the ask of the running silence. A tap proves that the ask was seen, whatever its call
 * answered; typed words do not, and count only once it is out.
 */
const answerOf = (command: ReceiveMessage, { session }: Conversation): { ask: string; answer: Answer } | undefined => {
  const ask = session.status === 'active' ? session.silence?.ask : undefined;
  if (!ask || ask.stage === 'none') return undefined;
  if (command.button) return command.button.ask === ask.id ? command.button : undefined;
  const awaited = ask.stage === 'attempted' || ask.stage === 'sent';
  return command.typed && awaited ? { ask: ask.id, answer: command.typed } : undefined;
};

const messageReceived = (
  command: ReceiveMessage,
  where: { at: Millis; session: string; toAgent: boolean },
): ConversationEvent => ({
  type: 'MessageReceived',
  data: {
    ...where,
    message: command.message,
    kind: command.kind,
    stamp: command.stamp,
    content: command.content,
    who: command.who,
    room: command.room,
    cause: command.cause,
  },
});

export const receiveStatus = (command: ReceiveStatus, state: Conversation): ConversationDecision => {
  const send = sendOf(command, state);
  if (!send) return noteStatus(command, state);
  if (isOpen(send)) return evidence(command, state, send);
  const known = send.stage.is === 'accepted' ? send.stage.status : 'accepted';
  if (rankOf(command.status) <= rankOf(known)) return ignore('StatusDoesNotClimb');
  return accept(statusChanged(command, timeOf(command, state), send.id));
};

const sendOf = ({ send, message }: ReceiveStatus, { carried }: Conversation): Send | undefined =>
  (send === undefined ? undefined : findSend(carried, send)) ??
  (message === undefined ? undefined : findByMessage(carried, message));

/**
 * A status may come before our own call has returned: it says what the call will not say any better. A `failed` is no
 * exception: the provider had taken the message, so every order of statuses leads to the same.
 */
const evidence = (command: ReceiveStatus, state: Conversation, send: Send): ConversationDecision => {
  const at = timeOf(command, state);
  if (rankOf(command.status) === 0) return ignore('StatusDoesNotClimb');
  const accepted: ConversationEvent = {
    type: 'SendAccepted',
    data: { send: send.id, message: command.message, by: 'status', at },
  };
  return rankOf(command.status) > rankOf('accepted')
    ? accept(accepted, statusChanged(command, at, send.id))
    : accept(accepted);
};

const statusChanged = (command: ReceiveStatus, at: Millis, send: string): ConversationEvent => ({
  type: 'SendStatusChanged',
  data: { send, status: command.status, stamp: command.stamp, papers: command.papers, cause: command.cause, at },
});

const noteStatus = (command: ReceiveStatus, state: Conversation): ConversationDecision => {
  const { message, status, stamp, papers, cause } = command;
  if (message === undefined) return ignore('UnknownMessage');
  if (state.carried.early.some((early) => early.message === message && rankOf(early.status) >= rankOf(status))) {
    return ignore('StatusDoesNotClimb');
  }
  return accept({ type: 'StatusNoted', data: { message, status, stamp, papers, cause, at: timeOf(command, state) } });
};
