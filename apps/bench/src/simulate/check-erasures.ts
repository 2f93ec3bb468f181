import { MINUTE, partsOfConversation, type ConversationEvent, type Millis, type RecordedEvent } from '@tandem/domain';
import type { World } from './world.js';

export interface ErasureCheck {
  /** Before the event is taken into the chat. */
  look(event: RecordedEvent<ConversationEvent>): void;
  /** An identifier of the conversation's customer is nobody's any more. */
  begun(stream: string): void;
  /** Somebody was told that it is done. */
  done(stream: string): void;
  isErased(stream: string): boolean;
  end(): void;
}

/** Calls that were under way when somebody was erased are recorded without what is personal. */
const UNDER_WAY: Millis = 5 * MINUTE;

/** Who was erased is unreadable for ever, and begins anew as somebody else. */
export const checkErasures = (world: World): ErasureCheck => {
  const begun = new Map<string, Millis>();
  const done = new Set<string>();
  const merged = new Map<string, string>();

  const keyOf = (stream: string): Uint8Array | null | undefined => world.vault.keys.get(`customer-${partsOfConversation(stream).customer}`);

  return {
    look: ({ stream, type, data }) => {
      if (type === 'MergedInto') merged.set(stream, `${stream.slice(0, stream.lastIndexOf('.') + 1)}${(data as unknown as { into: string }).into}`);
      const since = begun.get(stream);
      if (since === undefined || !done.has(stream) || world.clock.now() < since + UNDER_WAY) return;
      if (type === 'MessageReceived' || type === 'TurnStarted') world.fail('who was erased begins anew as somebody else', type, stream);
    },
    begun: (stream) => {
      if (!begun.has(stream)) begun.set(stream, world.clock.now());
    },
    done: (stream) => {
      const self = merged.get(stream) ?? stream;
      done.add(self);
      if (!begun.has(self)) begun.set(self, world.clock.now());
    },
    isErased: (stream) => begun.has(stream),
    end: () => {
      for (const stream of done) if (keyOf(stream) !== null && keyOf(stream) !== undefined) world.fail('the key of who was erased is destroyed', stream, stream);
    },
  };
};
