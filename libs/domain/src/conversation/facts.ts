import type { Language } from '../channel/session-settings.js';
import type { Millis } from '../kernel/time.js';
import type { AbsorbCustomer, ReceiveMessage } from './commands.js';
import type { ActiveSession, Conversation, EndReason, SettingsInForce } from './conversation.js';
import type { AskWithdrawn, ConversationEvent } from './events.js';
import { closingId, timeOf } from './ids.js';
import { worthCarrying } from './sends.js';

/** Events that several commands lead to. */
export const sessionStarted = (command: ReceiveMessage | AbsorbCustomer, state: Conversation): ConversationEvent => {
  const at = timeOf(command, state);
  return {
    type: 'SessionStarted',
    data: {
      session: command.newSession,
      settings: command.settings,
      carried: {
        ...state.carried,
        sends: worthCarrying(state.carried.sends, at),
      },
      at,
    },
  };
};

/** An ask that nobody has tried to send yet is taken back; one under way cannot be. */
export const askWithdrawn = (
  state: Conversation,
  at: Millis,
  reason: AskWithdrawn['data']['reason'],
): ConversationEvent[] => {
  const session = state.session.status === 'active' ? state.session : undefined;
  const ask = session?.silence?.ask;
  if (!session || ask?.stage !== 'requested') return [];
  return [{ type: 'AskWithdrawn', data: { session: session.id, ask: ask.id, reason, at } }];
};

/** Ends in which nothing more may be said, not even what was under way. */
export const isSilentEnd = (reason: EndReason): boolean =>
  reason === 'channel-closed' || reason === 'merged' || reason === 'erased';

/** Ends after which a closing text is said, where one is set: those that the customer may still be reading. */
const saysGoodbye: Readonly<Record<EndReason, boolean>> = {
  'customer-confirmed': true,
  'no-answer': true,
  inactivity: true,
  operator: true,
  agent: false,
  'ask-undelivered': false,
  'channel-closed': false,
  merged: false,
  erased: false,
};

interface End {
  readonly at: Millis;
  readonly reason: EndReason;
  /** The customer's language, where it is known. */
  readonly language?: Language;
}

const closesIn = (settings: SettingsInForce, language: Language | undefined): boolean =>
  language === undefined ? settings.closes : (settings.closesIn?.includes(language) ?? settings.closes);

/** The end, with the revision that ruled the silence it ends. */
export const sessionEnded = (session: ActiveSession, end: End): ConversationEvent => {
  const settings = session.silence?.settings ?? session.settings;
  const ask = session.silence?.ask;
  return {
    type: 'SessionEnded',
    data: {
      session: session.id,
      reason: end.reason,
      revision: settings.revision,
      ask: ask && ask.stage !== 'none' ? ask.id : undefined,
      closing: closesIn(settings, end.language) && saysGoodbye[end.reason] ? closingId(session) : undefined,
      at: end.at,
    },
  };
};
