import type { ConversationEvent, Vault } from '@tandem/domain';
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
