import type { ConversationEvent, RecordedEvent, Vault } from '@tandem/domain';
import { openContent, openMessage, openWho } from '../conversation/keys.js';
import { textOf } from '../conversation/text-of.js';
import type { Words } from './conversation-view.js';

/** Opens what an event says; what was erased stays shut. */
export const wordsOf = async (event: ConversationEvent, vault: Vault): Promise<Words> => {
  switch (event.type) {
    case 'MessageReceived': {
      const said = await openMessage(vault, event.data.content);
      const who = event.data.who && (await openWho(vault, event.data.who));
      return { text: said && textOf(said.content), name: said?.name, phone: who?.phone ?? who?.userId };
    }
    case 'TurnAnswered': {
      const replies = await Promise.all(event.data.replies.map(({ content }) => openContent(vault, content)));
      const texts = replies.flatMap((reply) => (reply ? [textOf(reply)] : []));
      return { text: texts.length > 0 ? texts.join('\n') : undefined };
    }
    case 'OperatorSpoke': {
      const said = await openContent(vault, event.data.content);
      return { text: said && textOf(said) };
    }
    default:
      return {};
  }
};

/**
 * The words that lines show once all these events are in: the newest of each conversation, opened from its end backwards.
 * What a later event says over needs no opening.
 */
export const wordsThatStay = async (events: readonly RecordedEvent[], vault: Vault): Promise<ReadonlyMap<RecordedEvent, Words>> => {
  const words = new Map<RecordedEvent, Words>();
  const byConversation = Map.groupBy(events.filter(saysSomething), ({ stream }) => stream);
  await Promise.all([...byConversation.values()].map((said) => openNewest(said, vault, words)));
  return words;
};

type Said = RecordedEvent<Extract<ConversationEvent, { type: 'MessageReceived' | 'TurnAnswered' | 'OperatorSpoke' }>>;

export const saysSomething = (event: RecordedEvent): event is Said =>
  event.type === 'MessageReceived' || event.type === 'OperatorSpoke' || (event.type === 'TurnAnswered' && !(event.data as { notSent?: unknown }).notSent);

const openNewest = async (said: readonly Said[], vault: Vault, words: Map<RecordedEvent, Words>): Promise<void> => {
  const shown: { text?: string; name?: string } = {};
  for (const event of said.toReversed()) {
    const names = event.type === 'MessageReceived' && (shown.name === undefined || 'who' in event.data);
    if (shown.text !== undefined && !names) continue;
    const opened = await wordsOf(event as unknown as ConversationEvent, vault);
    words.set(event, opened);
    shown.text ??= opened.text;
    shown.name ??= opened.name;
  }
};
