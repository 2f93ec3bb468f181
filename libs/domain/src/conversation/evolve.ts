import type { Conversation } from './conversation.js';
import type { ConversationEvent } from './events.js';
import { accepted, answeredOtherwise, askRequested, attempted, confirmed, earlyStatus, postponed, refused, statusChanged } from './evolve-send.js';
import { ended, handedBack, merged, mergedInto, started, takenOver } from './evolve-session.js';
import { operatorSpoke, personAnswered, received, turnAnswered, turnFailed, turnStarted } from './evolve-turn.js';
import { noteEarly, withSend } from './sends.js';
import { active, withAsk, without } from './session.js';
import { settleSilence } from './silence.js';

/** Folds one event; total and pure. Silence follows from the rest, so it is settled in one place, at the end. */
export const evolve = (state: Conversation, event: ConversationEvent): Conversation =>
  settleSilence(apply({ ...state, at: Math.max(state.at, event.data.at) }, event));

const apply = (state: Conversation, event: ConversationEvent): Conversation => {
  switch (event.type) {
    case 'SessionStarted':
      return started(state, event);
    case 'MessageReceived':
      return received(state, event);
    case 'AskAnswered':
      return active(state, (session) => without(session, 'silence'));
    case 'SettingsNoted':
      return active(state, (session) => ({ ...session, settings: event.data.settings }));
    case 'TurnStarted':
      return active(state, (session) => turnStarted(session, event.data));
    case 'TurnAnswered':
      return turnAnswered(state, event);
    case 'TurnFailed':
      return active(state, (session) => turnFailed(session, event.data.retryAt));
    case 'TurnGivenUp':
      return active(state, (session) => without(session, 'turn'));
    case 'AskRequested':
      return askRequested(state, event.data);
    case 'AskForbidden':
      return active(state, (session) => ({
        ...withAsk(session, { stage: 'undelivered', id: event.data.ask, at: event.data.at }),
        asks: session.asks + 1,
      }));
    case 'AskWithdrawn':
      return withSend(active(state, (session) => without(session, 'silence')), event.data.ask, () => undefined);
    case 'OperatorSpoke':
      return operatorSpoke(state, event);
    case 'SendAttempted':
      return attempted(state, event.data);
    case 'SendAccepted':
      return accepted(state, event);
    case 'SendConfirmed':
      return confirmed(state, event);
    case 'SendPostponed':
      return postponed(state, event.data);
    case 'SendOutcomeUnknown':
      return withSend(state, event.data.send, (send) =>
        send.stage.is === 'attempted'
          ? { ...send, stage: { is: 'unknown', attemptedAt: send.stage.at, at: event.data.at } }
          : send,
      );
    case 'SendRefused':
      return refused(state, event);
    case 'SendStatusChanged':
      return statusChanged(state, event);
    case 'StatusNoted':
      return { ...state, carried: noteEarly(state.carried, earlyStatus(event.data)) };
    case 'SessionTakenOver':
      return active(state, (session) => takenOver(session, event));
    case 'SessionHandedBack':
      return active(state, handedBack);
    case 'AnsweredInRoom':
      return answeredOtherwise(active(state, personAnswered));
    case 'SessionEnded':
      return ended(state, event);
    case 'CustomerMerged':
      return merged(state, event);
    case 'MergedInto':
      return mergedInto(state, event.data.into);
    case 'MediaFetched':
    case 'MediaNotFetched':
      return state;
  }
};
