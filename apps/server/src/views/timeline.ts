import type { ConversationEvent, EventStore, Millis, RecordedEvent, Vault } from '@tandem/domain';
import type { Words } from './conversation-view.js';
import { withStatuses } from './message-statuses.js';
import { wordsOf } from './words.js';

/** One event of a conversation as people read it. */
export interface TimelineItem {
  readonly version: number;
  readonly event: string;
  readonly type: string;
  readonly at: Millis;
  readonly text?: string;
  /** The event's data without what is sealed. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly causation?: string;
}

const PAGE = 500;

/** Everything that happened in the conversation and is kept, oldest first; what was erased has no words. */
export const readTimeline = async (conversation: string, { store, vault }: { store: EventStore; vault: Vault }): Promise<readonly TimelineItem[]> => {
  const items: TimelineItem[] = [];
  for (let from = 1; ; ) {
    const { events } = await store.read(conversation, { from, limit: PAGE });
    for (const event of events) items.push(itemOf(event, await wordsOf(event as unknown as ConversationEvent, vault)));
    const last = events.at(-1);
    if (!last || events.length < PAGE) return withStatuses(items);
    from = last.version + 1;
  }
};

/** Fields that hold sealed boxes; the words of the timeline are opened, everything else stays out. */
const sealedFields = new Set(['content', 'who', 'providerId', 'papers', 'replies', 'carried', 'unanswered', 'room']);

const itemOf = ({ id, version, type, data, meta }: RecordedEvent, words: Words): TimelineItem => {
  const { papers, replies } = data as { readonly papers?: { readonly code?: string }; readonly replies?: readonly { readonly send: string }[] };
  const open = Object.fromEntries(Object.entries(data).filter(([name]) => !sealedFields.has(name)));
  return {
    version, event: id, type, at: meta.at, text: words.text, causation: meta.causation,
    data: { ...open, ...(papers?.code !== undefined && { code: papers.code }), ...(replies && { sends: replies.map(({ send }) => send) }) },
  };
};
