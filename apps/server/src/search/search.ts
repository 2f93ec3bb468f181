import { partsOfConversation, type ConversationEvent, type EventStore, type Millis, type RecordedEvent, type Subscription, type Vault } from '@tandem/domain';
import type { Words } from '../views/conversation-view.js';
import { saysSomething, wordsOf } from '../views/words.js';
import { createWrites } from '../views/writes.js';
import { openRows, type Found, type Wanted } from './rows.js';

export type { Found, Wanted } from './rows.js';

/** So many messages, or numbers, are looked at: what is more frequent is no search any more. */
export const MOST_LOOKED_AT = 10_000;

/**
 * What was said, word by word, and by which numbers: a fold of the log in a file of its own, which may be deleted at any
 * time. Nothing waits for it: what was said just now is found a moment later.
 */
export interface Search {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** How far of the log is in. */
  reached(): number;
  find(wanted: Wanted): Found;
  /** Takes out everything of a conversation whose keys are destroyed. */
  purge(conversation: string): Promise<void>;
  /** What was said before is gone from the log, and so from here. */
  forget(conversation: string, before: Millis): Promise<void>;
}

export interface SearchDeps {
  /** Path of the file; `:memory:` keeps nothing. */
  readonly file: string;
  readonly store: Pick<EventStore, 'subscribe'>;
  readonly vault: Vault;
  readonly most?: number;
}

const prefixes = ['conversation-'];

export const openSearch = ({ file, store, vault, most = MOST_LOOKED_AT }: SearchDeps): Search => {
  const rows = openRows(file);
  let reached = rows.position();
  let subscription: Subscription | undefined;

  const add = async (events: readonly RecordedEvent[], upTo: number): Promise<void> => {
    const said = await Promise.all(events.filter(saysSomething).map(async (event) =>
      ({ event, words: await wordsOf(event as unknown as ConversationEvent, vault) })));
    rows.transaction(() => {
      for (const { event, words } of said) take(event, words);
      rows.setPosition(upTo);
    });
    reached = upTo;
  };

  const take = ({ position, stream: conversation, meta: { at } }: RecordedEvent, { text, phone }: Words): void => {
    const { channel } = partsOfConversation(conversation);
    if (text !== undefined) rows.add({ n: position, conversation, channel, at, words: text });
    if (phone !== undefined && /^\d+$/.test(phone)) rows.setNumber(conversation, channel, phone);
  };

  const { deliver, takeOut } = createWrites(rows, add);

  return {
    start: async () => {
      subscription = store.subscribe({ prefixes, after: reached, deliver });
    },
    stop: async () => {
      await subscription?.stop();
      rows.close();
    },
    reached: () => reached,
    find: (wanted) => rows.find(wanted, most),
    purge: (conversation) => takeOut(() => rows.dropAll(conversation)),
    forget: (conversation, before) => takeOut(() => rows.dropBefore(conversation, before)),
  };
};
