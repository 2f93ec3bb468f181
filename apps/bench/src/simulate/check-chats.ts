import { SECOND, type ConversationEvent, type Millis, type RecordedEvent, type SessionSettings } from '@tandem/domain';
import { isOwed, type Chat } from './book.js';
import type { SettingsSeen } from './ledger-of-settings.js';
import type { World } from './world.js';

/** How long after a save a command under way may still carry what was in force before. */
const UNDER_WAY: Millis = 200;

export interface ChatCheck {
  /** Before the event is taken into the chat. */
  look(chat: Chat, event: RecordedEvent<ConversationEvent>): void;
}

type Of<Type extends ConversationEvent['type']> = Extract<ConversationEvent, { type: Type }>['data'];

/** Who is asked and ended, when, how often, and under which settings (design 4). */
export const checkChats = (
  world: World, settings: SettingsSeen, hasUnread: (chat: Chat, at: Millis) => string | undefined,
): ChatCheck => {
  const ended = new Set<string>();
  const started = new Set<string>();

  const rulesOf = (chat: Chat, revision: number | undefined, what: string): SessionSettings | undefined => {
    const { silence } = chat;
    if (!silence || revision === undefined) return undefined;
    const inForce = settings.between(chat.channel, Math.min(silence.seenAt, silence.since) - UNDER_WAY, silence.seenAt);
    if (!inForce.some((one) => one.revision === revision)) {
      const known = inForce.map((one) => one.revision).join(', ');
      world.fail('the settings in force when the silence began rule it', `${what} under revision ${revision}, in force was ${known}`, chat.stream);
    }
    return settings.of(chat.channel, revision);
  };

  const mayNot = (chat: Chat, what: string, at: Millis): boolean => {
    const { stream } = chat;
    const why = !chat.session ? 'no session' : chat.held ? 'a person holds it' : isOwed(chat) ? 'an answer is owed' : undefined;
    if (why !== undefined) world.fail('nobody is asked or ended while active, owed or held', `${what}: ${why}`, stream);
    const unread = hasUnread(chat, at);
    if (unread !== undefined) world.fail('no one is asked or ended whose message is in the log', `${what}: ${unread}`, stream);
    return why !== undefined;
  };

  const asked = (chat: Chat, data: Of<'AskRequested'>): void => {
    if (mayNot(chat, `ask ${data.ask}`, data.at) || !chat.silence) return;
    if (chat.silence.asks > 0) world.fail('one ask per silence', `${data.ask} is the second since ${chat.silence.since}`, chat.stream);
    const rules = rulesOf(chat, data.revision, `ask ${data.ask}`);
    if (!rules) return;
    if (!rules.askUserToEndSession) world.fail('the settings in force when the silence began rule it', `${data.ask} though asking is off`, chat.stream);
    const early = chat.silence.since + rules.delayBeforeAskSeconds * SECOND - data.at;
    if (early > 0) world.fail('nobody is asked or ended before the time', `${data.ask} ${early} ms early`, chat.stream);
  };

  const over = (chat: Chat, data: Of<'SessionEnded'>): void => {
    const { stream, silence } = chat;
    if (ended.has(data.session)) world.fail('one end per session', `${data.session} ended again: ${data.reason}`, stream);
    ended.add(data.session);
    if (chat.session?.id !== data.session) world.fail('one end per session', `${data.session} is not the open one`, stream);
    if (data.reason === 'agent') {
      if (!chat.endWanted || isOwed(chat) || chat.held) world.fail('the agent ends only what is settled', data.session, stream);
      return;
    }
    if (data.reason === 'channel-closed' && settings.closedAt(chat.channel) === undefined) {
      world.fail('only a closed channel ends sessions as closed', data.session, stream);
    }
    if (data.reason !== 'no-answer' && data.reason !== 'ask-undelivered' && data.reason !== 'inactivity') return;
    if (mayNot(chat, `end ${data.reason}`, data.at) || !silence) return;
    const rules = rulesOf(chat, data.revision, `end ${data.reason}`);
    const stage = data.reason === 'no-answer' ? 'sent' : data.reason === 'ask-undelivered' ? 'undelivered' : undefined;
    if (silence.ask?.stage !== stage) {
      world.fail('a session is asked before it ends', `${data.reason} with its ask ${silence.ask?.stage ?? 'not made'}`, stream);
    }
    if (!rules) return;
    if (stage === undefined && rules.askUserToEndSession) world.fail('a session is asked before it ends', `${data.reason} though asking is on`, stream);
    const early = (silence.ask?.at ?? silence.since) + rules.delayBeforeEndSeconds * SECOND - data.at;
    if (early > 0) world.fail('nobody is asked or ended before the time', `${data.reason} ${early} ms early`, stream);
  };

  return {
    look: (chat, event) => {
      const known = event as unknown as ConversationEvent;
      switch (known.type) {
        case 'SessionStarted':
          if (chat.session) world.fail('one session at a time', `${known.data.session} began in ${chat.session.id}`, chat.stream);
          if (started.has(known.data.session)) world.fail('one session at a time', `${known.data.session} began twice`, chat.stream);
          started.add(known.data.session);
          return;
        case 'TurnStarted':
          if (chat.held) world.fail('no turn starts while a person holds the session', known.data.turn, chat.stream);
          if (chat.turn && chat.turn.id !== known.data.turn) world.fail('one turn at a time', `${known.data.turn} in ${chat.turn.id}`, chat.stream);
          return;
        case 'SendAttempted':
          if (chat.held && chat.open.get(known.data.send)?.kind === 'ask') world.fail('nobody is asked while a person holds the session', known.data.send, chat.stream);
          return;
        case 'AskRequested':
        case 'AskForbidden':
          return asked(chat, known.data);
        case 'SessionEnded':
          return over(chat, known.data);
        default:
          return;
      }
    },
  };
};
