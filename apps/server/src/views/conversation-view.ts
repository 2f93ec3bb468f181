import { partsOfConversation, type ChannelKey, type ConversationEvent, type EndReason, type Millis } from '@tandem/domain';

/** One line of the list of conversations. */
export interface ConversationView {
  readonly conversation: string;
  readonly channel: ChannelKey;
  readonly customer: string;
  /** As the provider last showed it; gone after an erasure. */
  readonly name?: string;
  readonly phone?: string;
  readonly status: 'active' | 'held' | 'ended';
  readonly session?: string;
  readonly sessions: number;
  readonly startedAt?: Millis;
  /** The customer's or the agent's last message, in words. */
  readonly lastText?: string;
  readonly lastAt: Millis;
  readonly asks: number;
  readonly endedAt?: Millis;
  readonly endReason?: EndReason;
  /** A turn was given up and no one has answered since. */
  readonly unanswered: boolean;
  /** The newest failure of a send, its reason. */
  readonly sendFailure?: string;
  readonly mergedInto?: string;
}

/** What an event says in words, opened for the view; empty where nothing personal stands in it or its key is gone. */
export interface Words {
  readonly text?: string;
  readonly name?: string;
  readonly phone?: string;
}

export const noConversation = (conversation: string): ConversationView => ({
  conversation, ...partsOfConversation(conversation), status: 'ended', sessions: 0, lastAt: 0, asks: 0, unanswered: false,
});

/** A second `evolve`, for people: pure, a case per event. */
export const evolveView = (view: ConversationView, event: ConversationEvent, words: Words = {}): ConversationView => {
  const { at } = event.data;
  switch (event.type) {
    case 'SessionStarted':
      return {
        ...view, status: 'active', session: event.data.session, sessions: view.sessions + 1, startedAt: at, lastAt: at,
        endedAt: undefined, endReason: undefined, unanswered: false,
      };
    case 'MessageReceived':
      return { ...view, lastAt: at, lastText: words.text ?? view.lastText, name: words.name ?? view.name, phone: words.phone ?? view.phone };
    case 'TurnAnswered':
      return event.data.notSent ? view : { ...view, lastAt: at, lastText: words.text ?? view.lastText, unanswered: false };
    case 'OperatorSpoke':
      return { ...view, lastAt: at, lastText: words.text ?? view.lastText, unanswered: false };
    case 'TurnGivenUp':
      return { ...view, unanswered: true };
    case 'AskRequested':
      return { ...view, asks: view.asks + 1 };
    case 'AskForbidden':
      return { ...view, sendFailure: event.data.reason };
    case 'AskWithdrawn':
      return { ...view, asks: view.asks - 1 };
    case 'SendRefused':
      return { ...view, sendFailure: event.data.reason };
    case 'SendStatusChanged':
      return event.data.status === 'failed' ? { ...view, sendFailure: 'Failed' } : view;
    case 'SendAccepted':
      return { ...view, sendFailure: undefined };
    case 'SessionTakenOver':
      return { ...view, status: 'held' };
    case 'SessionHandedBack':
      return { ...view, status: 'active' };
    case 'SessionEnded':
      return { ...view, status: 'ended', endedAt: at, endReason: event.data.reason };
    case 'MergedInto':
      return { ...view, mergedInto: event.data.into };
    case 'AnsweredInRoom':
      return { ...view, lastAt: at, unanswered: false };
    case 'CustomerMerged':
    case 'AskAnswered':
    case 'SettingsNoted':
    case 'TurnStarted':
    case 'TurnFailed':
    case 'SendAttempted':
    case 'SendConfirmed':
    case 'SendPostponed':
    case 'SendOutcomeUnknown':
    case 'StatusNoted':
    case 'MediaFetched':
    case 'MediaNotFetched':
      return view;
  }
};
