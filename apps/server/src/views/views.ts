import {
  webhooksStream, type ChannelKey, type ConversationEvent, type EventStore, type IntakeEvent, type Millis, type RecordedEvent, type Subscription,
  type Vault,
} from '@tandem/domain';
import { evolveBalance, type BalanceView } from './balance-view.js';
import { evolveView, noConversation, type ConversationView, type Words } from './conversation-view.js';
import { withStatuses } from './message-statuses.js';
import { openRows, type ConversationFilter, type Rows, type TimelineItem } from './rows.js';
import { wordsOf } from './words.js';

export type { ConversationFilter, TimelineItem } from './rows.js';

export interface Balance extends BalanceView {
  readonly accepted: number;
  readonly waiting: number;
}

/** Lists, timelines and counts: pure folds of the log in a file of their own, which may be deleted at any time. */
export interface Views {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when everything up to this position of the log is in. */
  waitFor(position: number): Promise<void>;
  conversation(conversation: string): ConversationView | undefined;
  /** Newest activity first. */
  conversations(filter?: ConversationFilter): readonly ConversationView[];
  /** Conversations of the channel with an active or held session. */
  openSessions(channel: ChannelKey): readonly string[];
  timeline(conversation: string): readonly TimelineItem[];
  balance(channel: ChannelKey, writers: readonly string[]): Promise<Balance>;
  /** Takes out what is personal about a conversation whose keys are destroyed: what a rebuilt view would show as well. */
  purge(conversation: string): Promise<void>;
  /** Drops what was said and done before, and the conversation's line where nothing is left. */
  forget(conversation: string, before: Millis): Promise<void>;
  /** What a revision of a channel's configuration has caused: how often what, and the newest of it. */
  caused(channel: ChannelKey, revision: number): readonly { readonly type: string; readonly reason: string | null; readonly times: number }[];
  causedItems(channel: ChannelKey, revision: number, limit: number): readonly { readonly conversation: string; readonly item: TimelineItem }[];
  /** Conversations that hold something from before. */
  olderThan(before: Millis): readonly string[];
}

export interface ViewsDeps {
  /** Path of the file; `:memory:` keeps nothing. */
  readonly file: string;
  readonly store: EventStore;
  readonly vault: Vault;
}

const prefixes = ['conversation-', 'intake-'];

export const openViews = ({ file, store, vault }: ViewsDeps): Views => {
  const rows = openRows(file);
  const waiters = new Set<{ position: number; resolve: () => void }>();
  let reached = rows.position();
  let subscription: Subscription | undefined;
  let delivering: Promise<void> = Promise.resolve();

  /** What was opened before a key went is written before the purge that follows. */
  const deliver = (events: readonly RecordedEvent[], upTo: number): Promise<void> => {
    const work = add(events, upTo);
    delivering = work.catch(() => {});
    return work;
  };

  const add = async (events: readonly RecordedEvent[], upTo: number): Promise<void> => {
    const worded = await Promise.all(events.map(async (event) => ({ event, words: await wordsFor(event, vault) })));
    rows.transaction(() => {
      const changed = new Map<string, ConversationView>();
      for (const { event, words } of worded) take(event, words, changed);
      for (const view of changed.values()) rows.setConversation(view);
      rows.setPosition(upTo);
    });
    reached = upTo;
    for (const waiter of waiters) if (waiter.position <= reached && waiters.delete(waiter)) waiter.resolve();
  };

  /** A conversation's line is written once for all that happened in it meanwhile: `changed` holds it until then. */
  const take = (event: RecordedEvent, words: Words, changed: Map<string, ConversationView>): void => {
    if (event.stream.startsWith('intake-')) {
      const channel = event.stream.slice('intake-'.length);
      rows.setBalance(channel, evolveBalance(rows.balance(channel), event as unknown as IntakeEvent));
      return;
    }
    const before = changed.get(event.stream) ?? rows.conversation(event.stream) ?? noConversation(event.stream);
    changed.set(event.stream, evolveView(before, { type: event.type, data: event.data } as ConversationEvent, words));
    rows.addItem(event.stream, itemOf(event, words));
  };

  return {
    start: async () => {
      subscription = store.subscribe({ prefixes, after: reached, deliver });
    },
    stop: async () => {
      await subscription?.stop();
      rows.close();
    },
    waitFor: (position) => (position <= reached ? Promise.resolve() : new Promise((resolve) => waiters.add({ position, resolve }))),
    conversation: rows.conversation,
    conversations: rows.conversations,
    openSessions: rows.openSessions,
    timeline: (conversation) => withStatuses(rows.timeline(conversation)),
    balance: async (channel, writers) => {
      const heads = await Promise.all(writers.map((writer) => store.readBackwards(webhooksStream(channel, writer), { limit: 1 })));
      const accepted = heads.reduce((sum, { version }) => sum + version, 0);
      const view = rows.balance(channel);
      return { ...view, accepted, waiting: accepted - view.callsRead };
    },
    purge: async (conversation) => {
      await delivering;
      rows.transaction(() => purge(rows, conversation));
      rows.overwrite();
    },
    forget: async (conversation, before) => {
      await delivering;
      rows.transaction(() => rows.forget(conversation, before));
      rows.overwrite();
    },
    caused: rows.caused,
    causedItems: rows.causedItems,
    olderThan: rows.olderThan,
  };
};

const purge = (rows: Rows, conversation: string): void => {
  const view = rows.conversation(conversation);
  if (view) rows.setConversation({ ...view, name: undefined, phone: undefined, lastText: undefined });
  for (const item of rows.timeline(conversation)) if (item.text !== undefined) rows.addItem(conversation, { ...item, text: undefined });
};

const wordsFor = (event: RecordedEvent, vault: Vault): Promise<Words> =>
  event.stream.startsWith('conversation-') ? wordsOf({ type: event.type, data: event.data } as ConversationEvent, vault) : Promise.resolve({});

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
