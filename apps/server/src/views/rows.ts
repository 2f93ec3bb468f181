import { DatabaseSync } from 'node:sqlite';
import type { AgentVersion, ChannelKey, Millis } from '@tandem/domain';
import { noBalance, type BalanceView } from './balance-view.js';
import type { ConversationView } from './conversation-view.js';

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

/** Which conversations a list shows. */
export interface ConversationFilter {
  /** One channel, or both of an agent; all when left out. */
  readonly channel?: ChannelKey;
  readonly orChannel?: ChannelKey;
  /** Of any agent. */
  readonly version?: AgentVersion;
  readonly status?: ConversationView['status'];
  /** Only those with a turn that was given up, or a send that failed. */
  readonly attention?: boolean;
  /** Behind this line of the list, for the next page. */
  readonly before?: { readonly lastAt: Millis; readonly conversation: string };
  /** Leaves out those that go on as another one. */
  readonly unmerged?: boolean;
  readonly limit?: number;
}

/** Grows with every change of what a view holds: a file of another version is begun anew. */
const VIEWS_VERSION = 3;

export type Rows = ReturnType<typeof openRows>;

/** The tables, one row per conversation, item and channel; rows are JSON beside the columns that lists filter by. */
export const openRows = (file: string) => {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA secure_delete = ON');
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
      `SELECT view FROM conversations WHERE (?1 IS NULL OR channel IN (?1, ?2)) AND (?3 IS NULL OR status = ?3)
       AND (?4 IS NULL OR (last_at, conversation) < (?4, ?5))
       AND (?6 = 0 OR json_extract(view, '$.unanswered') OR json_extract(view, '$.sendFailure') IS NOT NULL)
       AND (?7 = 0 OR json_extract(view, '$.mergedInto') IS NULL)
       AND (?8 IS NULL OR channel LIKE '%.' || ?8)
       ORDER BY last_at DESC, conversation DESC LIMIT ?9`,
    ),
    open: db.prepare("SELECT conversation FROM conversations WHERE channel = ? AND status <> 'ended'"),
    addItem: db.prepare('INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?)'),
    older: db.prepare('SELECT DISTINCT conversation FROM items WHERE at < ? ORDER BY conversation'),
    caused: db.prepare(
      `SELECT ${itemType} AS type, ${itemReason} AS reason, count(*) AS times FROM items INDEXED BY items_by_revision
       WHERE ${itemRevision} = ? AND conversation >= ? AND conversation < ? GROUP BY 1, 2`,
    ),
    causedItems: db.prepare(
      `SELECT conversation, item FROM items INDEXED BY items_by_revision WHERE ${itemRevision} = ? AND conversation >= ? AND conversation < ?
       ORDER BY at DESC LIMIT ?`,
    ),
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
    conversations: ({ channel, orChannel, version, status, attention, before, unmerged, limit = 100 }: ConversationFilter = {}) =>
      sql.list
        .all(
          channel ?? null, orChannel ?? channel ?? null, status ?? null, before?.lastAt ?? null, before?.conversation ?? null,
          attention ? 1 : 0, unmerged ? 1 : 0, version ?? null, limit,
        )
        .map((row) => parsed<ConversationView>(row) as ConversationView),
    openSessions: (channel: ChannelKey) => sql.open.all(channel).map((row) => String(row['conversation'])),
    addItem: (conversation: string, item: TimelineItem) => void sql.addItem.run(conversation, item.version, item.at, JSON.stringify(item)),
    olderThan: (before: Millis) => sql.older.all(before).map((row) => String(row['conversation'])),
    timeline: (conversation: string) => sql.items.all(conversation).map((row) => JSON.parse(String(row['item'])) as TimelineItem),
    caused: (channel: ChannelKey, revision: number) =>
      sql.caused.all(revision, ...conversationsOf(channel)) as unknown as readonly { type: string; reason: string | null; times: number }[],
    causedItems: (channel: ChannelKey, revision: number, limit: number) =>
      sql.causedItems.all(revision, ...conversationsOf(channel), limit)
        .map((row) => ({ conversation: String(row['conversation']), item: JSON.parse(String(row['item'])) as TimelineItem })),
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
    /** What was taken out is then in no file any more: freed places are overwritten, and the write-ahead log is emptied. */
    overwrite: () => void db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get(),
    close: () => db.close(),
  };
};

/** What an index of expressions is found by: the very same text. */
const [itemRevision, itemType, itemReason] = ["json_extract(item, '$.data.revision')", "json_extract(item, '$.type')", "json_extract(item, '$.data.reason')"] as const;

/** Where the names of a channel's conversations begin and end. */
const conversationsOf = (channel: ChannelKey): readonly [string, string] => [`conversation-${channel}.`, `conversation-${channel}/`];

const parsed = <T>(row: Record<string, unknown> | undefined): T | undefined =>
  row === undefined ? undefined : (JSON.parse(String(row['view'])) as T);

const begin = (db: DatabaseSync): void => {
  for (const table of ['conversations', 'items', 'balances', 'progress']) db.exec(`DROP TABLE IF EXISTS ${table}`);
  db.exec('CREATE TABLE conversations (conversation TEXT PRIMARY KEY, channel TEXT NOT NULL, status TEXT NOT NULL, last_at INTEGER NOT NULL, view TEXT NOT NULL) WITHOUT ROWID');
  db.exec('CREATE INDEX conversations_by_channel ON conversations (channel, status, last_at)');
  db.exec('CREATE TABLE items (conversation TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, item TEXT NOT NULL, PRIMARY KEY (conversation, version)) WITHOUT ROWID');
  db.exec('CREATE INDEX items_by_age ON items (at, conversation)');
  db.exec(`CREATE INDEX items_by_revision ON items (${itemRevision}, conversation, ${itemType}, ${itemReason}, at) WHERE ${itemRevision} IS NOT NULL`);
  db.exec('CREATE TABLE balances (channel TEXT PRIMARY KEY, view TEXT NOT NULL) WITHOUT ROWID');
  db.exec('CREATE TABLE progress (position INTEGER NOT NULL)');
  db.exec('INSERT INTO progress VALUES (0)');
  db.exec(`PRAGMA user_version = ${VIEWS_VERSION}`);
};
