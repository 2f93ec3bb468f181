import { partsOfConversation, type ChannelKey, type ConversationEvent, type EventStore, type InboundContent, type InboundMedia, type Millis, type RecordedEvent, type Vault } from '@tandem/domain';

/** Kinds of message that bring bytes. */
export const mediaKinds: ReadonlySet<string> = new Set(['image', 'audio', 'video', 'document', 'sticker']);

export const isMedia = (content: InboundContent): content is InboundMedia => mediaKinds.has(content.type);

/** Name of a message's medium in the content store: known as soon as the message is, and says nothing. */
export const mediaRef = (vault: Pick<Vault, 'keyedHash'>, channel: ChannelKey, message: string): string =>
  vault.keyedHash(`media:${channel} ${message}`);

const PAGE = 500;

/** What a conversation's messages have in the content store, as far as it was recorded before `before`. */
export const mediaOf = async (
  conversation: string, { store, vault }: { store: EventStore; vault: Pick<Vault, 'keyedHash'> }, before: Millis = Infinity,
): Promise<readonly string[]> => {
  const { channel } = partsOfConversation(conversation);
  const found: string[] = [];
  for (let from = 1; ; ) {
    const { events } = await store.read(conversation, { from, limit: PAGE });
    for (const { type, data } of events as readonly RecordedEvent<ConversationEvent>[]) {
      const event = { type, data } as ConversationEvent;
      if (event.data.at >= before) return found;
      if (event.type === 'MediaFetched' || event.type === 'MediaNotFetched') found.push(mediaRef(vault, channel, event.data.message));
    }
    const last = events.at(-1);
    if (!last || events.length < PAGE) return found;
    from = last.version + 1;
  }
};
