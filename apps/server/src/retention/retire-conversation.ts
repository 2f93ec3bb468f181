import {
  DAY, partsOfConversation, type Conversation, type ConversationEvent, type EventStore, type Millis, type RecordedEvent, type Vault,
} from '@tandem/domain';
import type { Conversations } from '../conversation/conversations.js';
import { customerKey } from '../conversation/keys.js';
import { mediaOf } from '../media/media-of.js';
import type { ContentStore } from '../media/content-store.js';
import type { Views } from '../views/views.js';

export interface RetireDeps {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly conversations: Conversations;
  readonly views: Pick<Views, 'olderThan' | 'forget' | 'purge'>;
  readonly content: Pick<ContentStore, 'remove'>;
}

/**
 * Forgets what a conversation said and did before `cut`: whole sessions, never one that is open, never the newest while
 * any of it is younger, for it carries what outlives a session. Of somebody who turned out to be another one the events
 * stay, unreadable: they say where he goes on.
 */
export const retireConversation = async (conversation: string, cut: Millis, deps: RetireDeps): Promise<void> => {
  const { store, views, content } = deps;
  const { state } = await deps.conversations.load(conversation);
  const isOver = state.session.status !== 'active' && state.at < cut;
  if (isOver && state.mergedInto !== undefined) return shutAway(conversation, deps);
  const before = isOver ? cut : Math.min(cut, await startOfNewest(store, conversation, state));
  await content.remove(await mediaOf(conversation, deps, before));
  // recorded a little later than it happened; that little is less than a day, and whoever writes again does so today
  await store.forget(conversation, isOver ? cut + DAY : before);
  await views.forget(conversation, before);
};

const shutAway = async (conversation: string, deps: RetireDeps): Promise<void> => {
  const { vault, views, content } = deps;
  await content.remove(await mediaOf(conversation, deps));
  await vault.destroy(customerKey(partsOfConversation(conversation).customer));
  await views.purge(conversation);
  await views.forget(conversation, Infinity);
};

const PAGE = 100;

const startOfNewest = async (store: EventStore, conversation: string, { session }: Conversation): Promise<Millis> => {
  if (session.status === 'active') return session.startedAt;
  for (let from: number | undefined; ; ) {
    const { events } = await store.readBackwards(conversation, { from, limit: PAGE });
    const start = (events as readonly RecordedEvent<ConversationEvent>[]).find(({ type }) => type === 'SessionStarted');
    if (start) return start.data.at;
    const oldest = events.at(-1);
    if (!oldest || oldest.version === 1) return 0;
    from = oldest.version - 1;
  }
};
