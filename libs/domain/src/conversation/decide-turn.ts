import { accept, ignore } from '../kernel/decider.js';
import type { RecordTurn, StartTurn } from './commands.js';
import type { ActiveSession, Conversation, Turn } from './conversation.js';
import type { ConversationDecision } from './decision.js';
import { replyId, timeOf, turnId } from './ids.js';
import { pauseBeforeTurn, type Rules } from './rules.js';

/** Claims the next call of the runtime: a new turn with all that waits, or the repetition of one that failed. */
export const startTurn = (command: StartTurn, state: Conversation, rules: Rules): ConversationDecision => {
  const { session } = state;
  if (session.status !== 'active') return ignore('NoActiveSession');
  if (session.held) return ignore('Held');
  const at = timeOf(command, state);
  if (session.turn) return repeatTurn(session, session.turn, { at, rules });
  if (session.unanswered.length === 0) return ignore('NothingToAnswer');
  const messages = session.unanswered.map(({ message }) => message);
  return accept({ type: 'TurnStarted', data: { session: session.id, turn: turnId(session), attempt: 1, messages, at } });
};

const repeatTurn = (
  session: ActiveSession,
  turn: Turn,
  { at, rules }: { at: number; rules: Rules },
): ConversationDecision => {
  if (turn.stage.is === 'resting' && at < turn.stage.until) return ignore('NotYet');
  if (turn.stage.is === 'running' && at < turn.stage.since + rules.turnClaim) return ignore('TurnUnderway');
  const messages = turn.messages.map(({ message }) => message);
  return accept({
    type: 'TurnStarted',
    data: { session: session.id, turn: turn.id, attempt: turn.attempts + 1, messages, at },
  });
};

export const recordTurn = (command: RecordTurn, state: Conversation, rules: Rules): ConversationDecision => {
  const { session } = state;
  if (session.status !== 'active') return ignore('SessionIsOver');
  const { turn } = session;
  if (turn?.id !== command.turn || turn.stage.is !== 'running') return ignore('TurnIsOver');
  const at = timeOf(command, state);
  const { outcome } = command;
  // somebody who was away for long failed with an attempt that was repeated since
  if (outcome.kind === 'failed' && command.attempt !== undefined && command.attempt !== turn.attempts) return ignore('TurnIsOver');
  if (outcome.kind === 'failed') return turnFailed(session, turn, { at, rules, reason: outcome.reason });
  const spokeMeanwhile = outcome.endSession && session.unanswered.length > 0;
  return accept({
    type: 'TurnAnswered',
    data: {
      session: session.id,
      turn: turn.id,
      replies: outcome.replies.map((reply, index) => ({ send: replyId(session, index), ...reply })),
      endSession: outcome.endSession,
      notSent: session.held ? 'Held' : undefined,
      endIgnored: spokeMeanwhile ? 'CustomerSpokeMeanwhile' : undefined,
      language: outcome.language,
      at,
    },
  });
};

const turnFailed = (
  session: ActiveSession,
  turn: Turn,
  { at, rules, reason }: { at: number; rules: Rules; reason: string },
): ConversationDecision => {
  if (!session.held && at - turn.startedAt >= rules.giveUpTurnAfter) {
    return accept({ type: 'TurnGivenUp', data: { session: session.id, turn: turn.id, reason, at } });
  }
  const retryAt = at + pauseBeforeTurn(turn.attempts);
  return accept({
    type: 'TurnFailed',
    data: { session: session.id, turn: turn.id, attempt: turn.attempts, reason, retryAt, at },
  });
};
