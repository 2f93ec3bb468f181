import {
  partsOfConversation, webhooksStream, type ChannelKey, type ConversationEvent, type EventStore, type IntakeEvent, type Millis, type RecordedEvent, type Subscription,
  type Vault,
} from '@tandem/domain';
import { evolveBalance, type BalanceView } from './balance-view.js';
import { evolveView, noConversation, type ConversationView, type Words } from './conversation-view.js';
import { openRows, type CausedItem, type ConversationFilter, type Line, type Rows } from './rows.js';
import { readTimeline, type TimelineItem } from './timeline.js';
import { wordsThatStay } from './words.js';
import { createWrites } from './writes.js';

export type { ConversationFilter } from './rows.js';
export type { TimelineItem } from './timeline.js';

export interface Balance extends BalanceView {
  readonly accepted: number;
  readonly waiting: number;
}

/** Lists and counts: pure folds of the log in a file of their own, which may be deleted at any time. A timeline is the log's own. */
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
  /** Everything that happened in the conversation, oldest first, as the log has it now. */
  timeline(conversation: string): Promise<readonly TimelineItem[]>;
  balance(channel: ChannelKey, writers: readonly string[]): Promise<Balance>;
  /** Takes out what is personal about a conversation whose keys are destroyed: what a rebuilt view would show as well. */
  purge(conversation: string): Promise<void>;
  /** What was said and done before is gone from the log: follows it, and drops the conversation's line where nothing is left. */
  forget(conversation: string, before: Millis): Promise<void>;
  /** What a revision of a channel's configuration has caused: how often what, and the newest of it. */
  counts(channel: ChannelKey, revision: number): readonly { readonly type: string; readonly reason: string | null; readonly times: number }[];
  caused(channel: ChannelKey, revision: number, limit: number): readonly CausedItem[];
  /** When a customer last wrote to the channel. */
  lastMessageAt(channel: ChannelKey): Millis | undefined;
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

  const add = async (events: readonly RecordedEvent[], upTo: number): Promise<void> => {
    const words = await wordsThatStay(events, vault);
    rows.transaction(() => {
      const changed = new Map<string, Line>();
      for (const event of events) take(event, words.get(event), changed);
      for (const line of changed.values()) rows.setLine(line);
      for (const [channel, at] of heardIn(events)) rows.setHeard(channel, at);
      rows.setPosition(upTo);
    });
    reached = upTo;
    for (const waiter of waiters) if (waiter.position <= reached && waiters.delete(waiter)) waiter.resolve();
  };

  /** A conversation's line is written once for all that happened in it meanwhile: `changed` holds it until then. */
  const take = (event: RecordedEvent, words: Words | undefined, changed: Map<string, Line>): void => {
    const { stream, meta: { at } } = event;
    if (stream.startsWith('intake-')) {
      const channel = stream.slice('intake-'.length);
      rows.setBalance(channel, evolveBalance(rows.balance(channel), event as unknown as IntakeEvent));
      return;
    }
    const { view, from } = changed.get(stream) ?? rows.line(stream) ?? { view: noConversation(stream), from: at };
    const after = evolveView(view, { type: event.type, data: event.data } as ConversationEvent, words);
    changed.set(stream, { view: after, from, to: at });
    const { revision, reason } = event.data as { readonly revision?: number; readonly reason?: string };
    if (revision !== undefined) rows.addCaused({ conversation: stream, event: event.id, type: event.type, reason, at }, { version: event.version, channel: after.channel, revision });
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
    waitFor: (position) => (position <= reached ? Promise.resolve() : new Promise((resolve) => waiters.add({ position, resolve }))),
    conversation: rows.conversation,
    conversations: rows.conversations,
    openSessions: rows.openSessions,
    timeline: (conversation) => readTimeline(conversation, { store, vault }),
    balance: async (channel, writers) => {
      const heads = await Promise.all(writers.map((writer) => store.readBackwards(webhooksStream(channel, writer), { limit: 1 })));
      const accepted = heads.reduce((sum, { version }) => sum + version, 0);
      const view = rows.balance(channel);
      return { ...view, accepted, waiting: accepted - view.callsRead };
    },
    purge: (conversation) => takeOut(() => purge(rows, conversation)),
    forget: async (conversation, before) => {
      const [first] = (await store.read(conversation, { limit: 1 })).events;
      await takeOut(() => rows.forget(conversation, before, first?.meta.at ?? 0));
    },
    counts: rows.counts,
    caused: rows.caused,
    olderThan: rows.olderThan,
    lastMessageAt: rows.heardAt,
  };
};

/** When each channel was last written to. */
const heardIn = (events: readonly RecordedEvent[]): ReadonlyMap<ChannelKey, Millis> =>
  new Map(events.filter(({ type }) => type === 'MessageReceived').map(({ stream, meta }) => [partsOfConversation(stream).channel, meta.at]));

const purge = (rows: Rows, conversation: string): void => {
  const line = rows.line(conversation);
  if (line) rows.setLine({ ...line, view: { ...line.view, name: undefined, phone: undefined, lastText: undefined } });
};
