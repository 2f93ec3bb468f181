import { DatabaseSync } from 'node:sqlite';
import {
  webhooksStream, type ChannelKey, type ConversationEvent, type EventStore, type IntakeEvent, type Millis, type RecordedEvent, type Subscription,
  type Vault,
} from '@tandem/domain';
import { evolveBalance, noBalance, type BalanceView } from './balance-view.js';
import { evolveView, noConversation, type ConversationView, type Words } from './conversation-view.js';
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
  conversations(filter?: { channel?: ChannelKey; status?: ConversationView['status']; limit?: number }): readonly ConversationView[];
  /** Conversations of the channel with an active or held session. */
  openSessions(channel: ChannelKey): readonly string[];
  timeline(conversation: string): readonly TimelineItem[];
  balance(channel: ChannelKey, writers: readonly string[]): Promise<Balance>;
  /** Takes out what is personal about a conversation whose keys are destroyed: what a rebuilt view would show as well. */
  purge(conversation: string): Promise<void>;
  /** Drops what was said and done before, and the conversation's line where nothing is left. */
  forget(conversation: string, before: Millis): Promise<void>;
  /** Conversations that hold something from before, oldest activity first. */
  olderThan(before: Millis): readonly string[];
}

export interface ViewsDeps {
  /** Path of the file; `:memory:` keeps nothing. */
  readonly file: string;
  readonly store: EventStore;
  readonly vault: Vault;
}

/** Grows with every change of what a view holds: a file of another version is begun anew. */
const VIEWS_VERSION = 2;
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
      for (const { event, words } of worded) take(event, words);
      rows.setPosition(upTo);
    });
    reached = upTo;
    for (const waiter of waiters) if (waiter.position <= reached && waiters.delete(waiter)) waiter.resolve();
  };

  const take = (event: RecordedEvent, words: Words): void => {
    if (event.stream.startsWith('intake-')) {
      const channel = event.stream.slice('intake-'.length);
      rows.setBalance(channel, evolveBalance(rows.balance(channel), event as unknown as IntakeEvent));
      return;
    }
    const before = rows.conversation(event.stream) ?? noConversation(event.stream);
    rows.setConversation(evolveView(before, { type: event.type, data: event.data } as ConversationEvent, words));
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
    timeline: rows.timeline,
    balance: async (channel, writers) => {
      const heads = await Promise.all(writers.map((writer) => store.readBackwards(webhooksStream(channel, writer), { limit: 1 })));
      const accepted = heads.reduce((sum, { version }) => sum + version, 0);
      const view = rows.balance(channel);
      return { ...view, accepted, waiting: accepted - view.callsRead };
    },
    purge: async (conversation) => {
      await delivering;
      rows.transaction(() => purge(rows, conversation));
    },
    forget: async (conversation, before) => {
      await delivering;
      rows.transaction(() => rows.forget(conversation, before));
    },
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
  const { papers } = data as { readonly papers?: { readonly code?: string } };
  const open = Object.fromEntries(Object.entries(data).filter(([name]) => !sealedFields.has(name)));
  return {
    version, event: id, type, at: meta.at, text: words.text, causation: meta.causation,
    data: papers?.code === undefined ? open : { ...open, code: papers.code },
  };
};

type Rows = ReturnType<typeof openRows>;

/** The tables, one row per conversation, item and channel; rows are JSON beside the columns that lists filter by. */
const openRows = (file: string) => {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON');
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version !== VIEWS_VERSION) begin(db);
  const sql = {
    position: db.prepare('SELECT position FROM progress'),
    setPosition: db.prepare('UPDATE progress SET position = ?'),
    one: db.prepare('SELECT view FROM conversations WHERE conversation = ?'),
    put: db.prepare(
      'INSERT INTO conversations VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET status = excluded.status, last_at = excluded.last_at, view = excluded.view',
    ),
    list: db.prepare(
      'SELECT view FROM conversations WHERE (?1 IS NULL OR channel = ?1) AND (?2 IS NULL OR status = ?2) ORDER BY last_at DESC LIMIT ?3',
    ),
    open: db.prepare("SELECT conversation FROM conversations WHERE channel = ? AND status <> 'ended'"),
    addItem: db.prepare('INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?)'),
    older: db.prepare('SELECT conversation, min(at) AS oldest FROM items GROUP BY conversation HAVING oldest < ? ORDER BY oldest'),
    items: db.prepare('SELECT item FROM items WHERE conversation = ? ORDER BY version'),
    balance: db.prepare('SELECT view FROM balances WHERE channel = ?'),
    setBalance: db.prepare('INSERT INTO balances VALUES (?, ?) ON CONFLICT DO UPDATE SET view = excluded.view'),
    dropItems: db.prepare('DELETE FROM items WHERE conversation = ? AND at < ?'),
    drop: db.prepare('DELETE FROM conversations WHERE conversation = ?1 AND NOT EXISTS (SELECT 1 FROM items WHERE conversation = ?1)'),
  };
  return {
    position: () => Number(sql.position.get()?.['position'] ?? 0),
    setPosition: (position: number) => void sql.setPosition.run(position),
    conversation: (conversation: string) => parsed<ConversationView>(sql.one.get(conversation)),
    setConversation: (view: ConversationView) =>
      void sql.put.run(view.conversation, view.channel, view.status, view.lastAt, JSON.stringify(view)),
    conversations: ({ channel, status, limit = 100 }: Parameters<Views['conversations']>[0] = {}) =>
      sql.list.all(channel ?? null, status ?? null, limit).map((row) => parsed<ConversationView>(row) as ConversationView),
    openSessions: (channel: ChannelKey) => sql.open.all(channel).map((row) => String(row['conversation'])),
    addItem: (conversation: string, item: TimelineItem) => void sql.addItem.run(conversation, item.version, item.at, JSON.stringify(item)),
    olderThan: (before: Millis) => sql.older.all(before).map((row) => String(row['conversation'])),
    timeline: (conversation: string) => sql.items.all(conversation).map((row) => JSON.parse(String(row['item'])) as TimelineItem),
    balance: (channel: string) => parsed<BalanceView>(sql.balance.get(channel)) ?? noBalance,
    setBalance: (channel: string, view: BalanceView) => void sql.setBalance.run(channel, JSON.stringify(view)),
    forget: (conversation: string, before: Millis) => {
      sql.dropItems.run(conversation, before);
      sql.drop.run(conversation);
    },
    transaction: (work: () => void) => {
      db.exec('BEGIN');
      try {
        work();
        db.exec('COMMIT');
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => db.close(),
  };
};

const parsed = <T>(row: Record<string, unknown> | undefined): T | undefined =>
  row === undefined ? undefined : (JSON.parse(String(row['view'])) as T);

const begin = (db: DatabaseSync): void => {
  for (const table of ['conversations', 'items', 'balances', 'progress']) db.exec(`DROP TABLE IF EXISTS ${table}`);
  db.exec('CREATE TABLE conversations (conversation TEXT PRIMARY KEY, channel TEXT NOT NULL, status TEXT NOT NULL, last_at INTEGER NOT NULL, view TEXT NOT NULL) WITHOUT ROWID');
  db.exec('CREATE INDEX conversations_by_channel ON conversations (channel, status, last_at)');
  db.exec('CREATE TABLE items (conversation TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, item TEXT NOT NULL, PRIMARY KEY (conversation, version)) WITHOUT ROWID');
  db.exec('CREATE TABLE balances (channel TEXT PRIMARY KEY, view TEXT NOT NULL) WITHOUT ROWID');
  db.exec('CREATE TABLE progress (position INTEGER NOT NULL)');
  db.exec('INSERT INTO progress VALUES (0)');
  db.exec(`PRAGMA user_version = ${VIEWS_VERSION}`);
};
