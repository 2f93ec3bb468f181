import type { ConversationEvent, RecordedEvent } from '@tandem/domain';
import type { World } from './world.js';

export interface MediaCheck {
  look(event: RecordedEvent<ConversationEvent>): void;
  end(isErased: (stream: string) => boolean): void;
}

/** Every medium is brought or given up, once. */
export const checkMedia = (world: World): MediaCheck => {
  const waiting = new Map<string, string>();
  const settled = new Set<string>();
  return {
    look: (event) => {
      const known = event as unknown as ConversationEvent;
      if (known.type === 'MessageReceived' && known.data.kind === 'image') waiting.set(known.data.message, event.stream);
      if (known.type !== 'MediaFetched' && known.type !== 'MediaNotFetched') return;
      const { message } = known.data;
      if (settled.has(message)) world.fail('a medium is recorded once', message, event.stream);
      if (!waiting.delete(message)) world.fail('media are of messages', message, event.stream);
      settled.add(message);
    },
    end: (isErased) => {
      for (const [message, stream] of waiting) {
        if (!isErased(stream)) world.fail('every medium is brought or given up', message, stream);
      }
    },
  };
};
