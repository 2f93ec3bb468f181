import { accept, ignore } from '../kernel/decider.js';
import type { AbsorbCustomer, MergeInto } from './commands.js';
import type { Conversation } from './conversation.js';
import type { ConversationDecision } from './decision.js';
import type { ConversationEvent } from './events.js';
import { askWithdrawn, sessionEnded, sessionStarted } from './facts.js';
import { timeOf } from './ids.js';

/** The survivor of a merge takes over what the other carries; it begins a session if something waits for an answer. */
export const absorb = (command: AbsorbCustomer, state: Conversation): ConversationDecision => {
  if (state.carried.absorbed.includes(command.from)) return ignore('AlreadyMerged');
  const at = timeOf(command, state);
  const { from, carried, unanswered } = command;
  const merged: ConversationEvent = { type: 'CustomerMerged', data: { from, carried, unanswered, at } };
  if (unanswered.length === 0) return accept(merged);
  return state.session.status === 'active'
    ? accept(...askWithdrawn(state, at, 'Activity'), merged)
    : accept(sessionStarted(command, state), merged);
};

/** The other one ends and points to where it goes on. */
export const mergeInto = (command: MergeInto, state: Conversation): ConversationDecision => {
  const at = timeOf(command, state);
  const over: ConversationEvent = { type: 'MergedInto', data: { into: command.into, at } };
  if (state.session.status !== 'active') return accept(over);
  return accept(sessionEnded(state.session, { at, reason: 'merged' }), over);
};
