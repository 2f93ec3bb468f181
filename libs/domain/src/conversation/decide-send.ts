import { SERVICE_WINDOW } from '../channel/session-settings.js';
import { accept, ignore } from '../kernel/decider.js';
import type { Millis } from '../kernel/time.js';
import type { AttemptSend, RecordSend, SettleUnknown } from './commands.js';
import type { Conversation, Send } from './conversation.js';
import type { ConversationDecision } from './decision.js';
import type { ConversationEvent } from './events.js';
import { isSilentEnd } from './facts.js';
import { timeOf } from './ids.js';
import { pauseBeforeSend, type Rules } from './rules.js';
import { findSend, rankOf } from './sends.js';

/** Free messages are allowed for 24 hours after the customer's last one (Meta dossier 3.3). */
export const isWindowOpen = ({ carried }: Conversation, at: Millis): boolean =>
  carried.lastInboundAt !== undefined && at < carried.lastInboundAt + SERVICE_WINDOW;

/** Whether the provider's window lets this message go out at `at`. */
export const mayBeSent = (send: Send, state: Conversation, at: Millis): boolean => send.template === true || isWindowOpen(state, at);

/** When the wait for evidence of an attempt without outcome is over, and not before it is so counted from `since`; undefined where there is none. */
export const evidenceUntil = (send: Send, rules: Rules, since: Millis = 0): Millis | undefined => {
  if (send.stage.is === 'attempted') return Math.max(send.stage.at, since) + rules.claimAge + rules.sendTimeout + rules.evidence;
  return send.stage.is === 'unknown' ? send.stage.at + rules.evidence : undefined;
};

/** After a silent end nothing more is said: a message that was under way is not tried again. */
const isHushed = ({ session }: Conversation): boolean => session.status === 'ended' && isSilentEnd(session.reason);

/** An ask is worth sending only in the silence it was made for. */
export const isAskOver = (send: Send, { session }: Conversation): boolean => {
  if (send.kind !== 'ask') return false;
  const ask = session.status === 'active' ? session.silence?.ask : undefined;
  return !ask || ask.stage === 'none' || ask.id !== send.id;
};

export const attemptSend = (command: AttemptSend, state: Conversation): ConversationDecision => {
  const send = findSend(state.carried, command.send);
  if (!send) return ignore('NoSuchSend');
  if (send.stage.is !== 'queued') return ignore('AlreadySettled');
  const at = timeOf(command, state);
  if (isAskOver(send, state)) return accept(refused(send, at, 'AskIsOver'));
  if (!mayBeSent(send, state, at)) return accept(refused(send, at, 'OutsideServiceWindow'));
  if (at < send.stage.notBefore) return ignore('NotYet');
  const { id, kind, revision } = send;
  return accept({ type: 'SendAttempted', data: { send: id, kind, attempt: send.attempts + 1, revision, at } });
};

const refused = (send: Send, at: Millis, reason: string): ConversationEvent => ({
  type: 'SendRefused',
  data: { send: send.id, kind: send.kind, reason, at },
});

export const recordSend = (command: RecordSend, state: Conversation): ConversationDecision => {
  const send = findSend(state.carried, command.send);
  if (!send) return ignore('NoSuchSend');
  const { outcome } = command;
  // somebody who was away for long says of his attempt what is not true of the one that followed it
  if (outcome.kind !== 'accepted' && command.attempt !== undefined && command.attempt !== send.attempts) return ignore('AlreadySettled');
  if (send.stage.is === 'accepted' && send.stage.unconfirmed && outcome.kind === 'accepted') return confirmed(command, outcome, { state, status: send.stage.status });
  const evidence = send.stage.is === 'unknown' && (outcome.kind === 'accepted' || outcome.kind === 'refused');
  if (send.stage.is !== 'attempted' && !evidence) return ignore('AlreadySettled');
  const at = timeOf(command, state);
  switch (outcome.kind) {
    case 'accepted':
      return accept(
        {
          type: 'SendAccepted',
          data: {
            send: send.id,
            message: outcome.message,
            providerId: outcome.providerId,
            by: 'answer',
            notes: outcome.notes,
            at,
          },
        },
        ...overtaken(send.id, outcome.message, { state, at, status: 'accepted' }),
      );
    case 'retry': {
      if (isAskOver(send, state)) return accept(refused(send, at, 'AskIsOver'));
      if (isHushed(state)) return accept(refused(send, at, 'SessionIsOver'));
      const retryAt = at + Math.max(outcome.after ?? 0, pauseBeforeSend(send.attempts));
      const { reason, papers } = outcome;
      return accept({ type: 'SendPostponed', data: { send: send.id, retryAt, reason, papers, at } });
    }
    case 'refused': {
      const { reason, papers } = outcome;
      return accept({ type: 'SendRefused', data: { send: send.id, kind: send.kind, reason, papers, at } });
    }
    case 'unknown':
      return accept({ type: 'SendOutcomeUnknown', data: { send: send.id, at } });
  }
};

/** A status was faster than the call's own answer, which says the provider's id and what had to be left out. */
const confirmed = (
  command: RecordSend,
  { message, providerId, notes }: Extract<RecordSend['outcome'], { kind: 'accepted' }>,
  { state, status }: { state: Conversation; status: string },
): ConversationDecision => {
  const { send } = command;
  const at = timeOf(command, state);
  return accept({ type: 'SendConfirmed', data: { send, message, providerId, notes, at } }, ...overtaken(send, message, { state, at, status }));
};

/** A status that came before the call returned, and could not be told whose it was. */
const overtaken = (
  send: string,
  message: string | undefined,
  { state, at, status: known }: { state: Conversation; at: Millis; status: string },
): ConversationEvent[] => {
  const early = state.carried.early.find((one) => one.message === message);
  if (!early || rankOf(early.status) <= rankOf(known)) return [];
  const { status, stamp, papers, cause } = early;
  return [{ type: 'SendStatusChanged', data: { send, status, stamp, papers, cause, at } }];
};

/** No evidence came: asks and closings are at most once and count as sent; replies are repeated or left to a person. */
export const settleUnknown = (command: SettleUnknown, state: Conversation, rules: Rules): ConversationDecision => {
  const send = findSend(state.carried, command.send);
  if (!send) return ignore('NoSuchSend');
  const until = evidenceUntil(send, rules);
  if (until === undefined) return ignore('AlreadySettled');
  const at = timeOf(command, state);
  if (at < until) return ignore('EvidenceMayStillCome');
  if (send.kind === 'ask' || send.kind === 'closing') {
    return accept({ type: 'SendAccepted', data: { send: send.id, by: 'nothing', at } });
  }
  const policy = command.settings.unknownReplies ?? rules.unknownReplies;
  if (policy === 'park' || isHushed(state)) return accept(refused(send, at, 'OutcomeUnknown'));
  return accept({ type: 'SendPostponed', data: { send: send.id, retryAt: at, reason: 'OutcomeUnknown', at } });
};
