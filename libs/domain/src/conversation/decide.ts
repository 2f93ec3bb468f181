import { accept, ignore } from '../kernel/decider.js';
import type { ConversationCommand } from './commands.js';
import { nobody, type Conversation } from './conversation.js';
import { absorb, mergeInto } from './decide-merge.js';
import { receiveMessage, receiveStatus } from './decide-inbound.js';
import { attemptSend, recordSend, settleUnknown } from './decide-send.js';
import { endSession, handBack, reachDeadline, speakAsOperator, takeOver } from './decide-session.js';
import { noteRoom } from './decide-room.js';
import { recordTurn, startTurn } from './decide-turn.js';
import { recordMedia } from './decide-media.js';
import type { ConversationEvent } from './events.js';
import type { ConversationDecider, ConversationDecision } from './decision.js';
import { evolve } from './evolve.js';
import { timeOf } from './ids.js';
import type { Rules } from './rules.js';
import { owesAnswer } from './silence.js';

/** The rules of a conversation (design 4) under an installation's numbers. */
export const conversationDecider = (rules: Rules): ConversationDecider => ({
  initial: nobody,
  evolve,
  decide: (command, state) =>
    goesOnElsewhere(command, state) ? ignore('AlreadyMerged') : withConsequences(command, state, rules),
});

/** Who turned out to be another one is written to no more; only media of what he once sent are noted where it stands. */
const goesOnElsewhere = (command: ConversationCommand, { mergedInto }: Conversation): boolean =>
  mergedInto !== undefined && command.type !== 'RecordMedia';

const route = (command: ConversationCommand, state: Conversation, rules: Rules): ConversationDecision => {
  switch (command.type) {
    case 'ReceiveMessage':
      return receiveMessage(command, state);
    case 'ReceiveStatus':
      return receiveStatus(command, state);
    case 'StartTurn':
      return startTurn(command, state, rules);
    case 'RecordTurn':
      return recordTurn(command, state, rules);
    case 'AttemptSend':
      return attemptSend(command, state);
    case 'RecordSend':
      return recordSend(command, state);
    case 'SettleUnknown':
      return settleUnknown(command, state, rules);
    case 'ReachDeadline':
      return reachDeadline(command, state, rules);
    case 'EndSession':
      return endSession(command, state);
    case 'TakeOver':
      return takeOver(command, state);
    case 'HandBack':
      return handBack(command, state);
    case 'NoteRoom':
      return noteRoom(command, state);
    case 'SpeakAsOperator':
      return speakAsOperator(command, state);
    case 'AbsorbCustomer':
      return absorb(command, state);
    case 'MergeInto':
      return mergeInto(command, state);
    case 'RecordMedia':
      return recordMedia(command, state);
  }
};

/** Settings are noted before the first event that may begin a silence under them; an end that the agent wanted follows. */
const withConsequences = (
  command: ConversationCommand,
  state: Conversation,
  rules: Rules,
): ConversationDecision => {
  const noted = settingsNoted(command, state);
  const decision = route(command, noted.reduce(evolve, state), rules);
  if (decision.kind !== 'accepted') return decision;
  const events = [...noted, ...decision.events];
  return accept(...events, ...agentsEnd(command, events.reduce(evolve, state)));
};

const settingsNoted = (command: ConversationCommand, state: Conversation): ConversationEvent[] => {
  const { session } = state;
  if (session.status !== 'active' || session.settings.revision === command.settings.revision) return [];
  return [
    { type: 'SettingsNoted', data: { session: session.id, settings: command.settings, at: timeOf(command, state) } },
  ];
};

const agentsEnd = (command: ConversationCommand, state: Conversation): ConversationEvent[] => {
  const { session } = state;
  if (session.status !== 'active' || !session.endWanted || session.held || owesAnswer(state)) return [];
  return [
    {
      type: 'SessionEnded',
      data: { session: session.id, reason: 'agent', revision: session.settings.revision, at: timeOf(command, state) },
    },
  ];
};
