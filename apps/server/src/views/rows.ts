import { DatabaseSync } from 'node:sqlite';
import type { AgentVersion, ChannelKey, Millis } from '@tandem/domain';
import { inTransaction, overwriteFreed } from '../sqlite-file.js';
import { noBalance, type BalanceView } from './balance-view.js';
import type { ConversationView } from './conversation-view.js';

/** The line of a conversation, and when the first and the newest of its events happened that are kept. */
export interface Line {
  readonly view: ConversationView;
  readonly from: Millis;
  readonly to: Millis;
}

/** An event that a revision of the channel's configuration has caused. */
export interface CausedItem {
  readonly conversation: string;
  readonly event: string;
  readonly type: string;
  /** Of an end. */
  readonly reason?: string;
  readonly at: Millis;
}

/** Which conversations a list shows. */
export interface ConversationFilter {
  /** One channel, or both of an agent; all when left out. */
  readonly channel?: ChannelKey;
  readonly orChannel?: ChannelKey;
  /** Of any agent. */
  readonly version?: AgentVersion;
  readonly status?: ConversationView['status'];
  /** Last activity: not before, and before. */
  readonly from?: Millis;
  readonly to?: Millis;
  /** Only these. */
  readonly among?: readonly string[];
  /** Only those with a turn that was given up, or a send that failed. */
  readonly attention?: boolean;
  /** Behind this line of the list, for the next page. */
  readonly before?: { readonly lastAt: Millis; readonly conversation: string };
  /** Leaves out those that go on as another one. */
  readonly unmerged?: boolean;
  readonly limit?: number;
}

/** Grows with every change of what a view holds: a file of another version is begun anew. */
const VIEWS_VERSION = 5;

export type Rows = ReturnType<typeof openRows>;

/** The tables: a row per conversation, per event that a revision caused, and per channel; views are JSON beside the columns that lists filter by. */
export const openRows = (file: string) => {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA secure_delete = ON');
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version !== VIEWS_VERSION) begin(db);
  const sql = {
    position: db.prepare('SELECT position FROM progress'),
    setPosition: db.prepare('UPDATE progress SET position = ?'),
    one: db.prepare('SELECT view, from_at, to_at FROM conversations WHERE conversation = ?'),
    put: db.prepare(
      `INSERT INTO conversations VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
       status = excluded.status, last_at = excluded.last_at, from_at = excluded.from_at, to_at = excluded.to_at, view = excluded.view`,
    ),
    list: db.prepare(listed('')),
    among: db.prepare(listed('conversation IN (SELECT value FROM json_each(?12)) AND')),
    open: db.prepare("SELECT conversation FROM conversations WHERE channel = ? AND status <> 'ended'"),
    older: db.prepare('SELECT conversation FROM conversations WHERE from_at < ? ORDER BY conversation'),
    addCaused: db.prepare('INSERT OR REPLACE INTO caused VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
    counts: db.prepare('SELECT type, reason, count(*) AS times FROM caused WHERE channel = ? AND revision = ? GROUP BY type, reason'),
    caused: db.prepare('SELECT conversation, event, type, reason, at FROM caused WHERE channel = ? AND revision = ? ORDER BY at DESC LIMIT ?'),
    balance: db.prepare('SELECT view FROM balances WHERE channel = ?'),
    setBalance: db.prepare('INSERT INTO balances VALUES (?, ?) ON CONFLICT DO UPDATE SET view = excluded.view'),
    heard: db.prepare('SELECT at FROM heard WHERE channel = ?'),
    setHeard: db.prepare('INSERT INTO heard VALUES (?, ?) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)'),
    dropCaused: db.prepare('DELETE FROM caused WHERE conversation = ? AND at < ?'),
    dropLine: db.prepare('DELETE FROM conversations WHERE conversation = ? AND to_at < ?'),
    beginLine: db.prepare('UPDATE conversations SET from_at = max(from_at, ?) WHERE conversation = ?'),
  };
  return {
    position: () => Number(sql.position.get()?.['position'] ?? 0),
    setPosition: (position: number) => void sql.setPosition.run(position),
    conversation: (conversation: string) => parsed<ConversationView>(sql.one.get(conversation)),
    line: (conversation: string): Line | undefined => {
      const row = sql.one.get(conversation);
      const view = parsed<ConversationView>(row);
      return view && { view, from: Number(row?.['from_at']), to: Number(row?.['to_at']) };
    },
    setLine: ({ view, from, to }: Line) =>
      void sql.put.run(view.conversation, view.channel, view.status, view.lastAt, from, to, JSON.stringify(view)),
    conversations: ({ channel, orChannel, version, status, attention, before, unmerged, from, to, among, limit = 100 }: ConversationFilter = {}) =>
      (among ? sql.among : sql.list)
        .all(
          channel ?? null, orChannel ?? channel ?? null, status ?? null, before?.lastAt ?? null, before?.conversation ?? null,
          attention ? 1 : 0, unmerged ? 1 : 0, version ?? null, limit, from ?? null, to ?? null,
          ...(among ? [JSON.stringify(among)] : []),
        )
        .map((row) => parsed<ConversationView>(row) as ConversationView),
    openSessions: (channel: ChannelKey) => sql.open.all(channel).map((row) => String(row['conversation'])),
    olderThan: (before: Millis) => sql.older.all(before).map((row) => String(row['conversation'])),
    addCaused: ({ conversation, event, type, reason, at }: CausedItem, { version, channel, revision }: { version: number; channel: ChannelKey; revision: number }) =>
      void sql.addCaused.run(conversation, version, channel, revision, at, type, reason ?? null, event),
    counts: (channel: ChannelKey, revision: number) =>
      sql.counts.all(channel, revision) as unknown as readonly { type: string; reason: string | null; times: number }[],
    caused: (channel: ChannelKey, revision: number, limit: number) => sql.caused.all(channel, revision, limit) as unknown as readonly CausedItem[],
    balance: (channel: string) => parsed<BalanceView>(sql.balance.get(channel)) ?? noBalance,
    setBalance: (channel: string, view: BalanceView) => void sql.setBalance.run(channel, JSON.stringify(view)),
    /** When a customer last wrote to the channel. */
    heardAt: (channel: ChannelKey): Millis | undefined => {
      const at = sql.heard.get(channel)?.['at'];
      return at === undefined ? undefined : Number(at);
    },
    setHeard: (channel: ChannelKey, at: Millis) => void sql.setHeard.run(channel, at),
    /** What happened before is gone from the log; `from`: the first that is left. */
    forget: (conversation: string, before: Millis, from: Millis) => {
      sql.dropCaused.run(conversation, before);
      sql.dropLine.run(conversation, before);
      sql.beginLine.run(from, conversation);
    },
    transaction: (work: () => void) => inTransaction(db, work),
    overwrite: () => overwriteFreed(db),
    close: () => db.close(),
  };
};

/** The list, newest activity first; `narrowed` goes before all other conditions. Trials are in no list but that of their own channel. */
const listed = (narrowed: '' | `${string} AND`): string =>
  `SELECT view FROM conversations WHERE ${narrowed} (channel IN (?1, ?2) OR (?1 IS NULL AND channel NOT LIKE '%~try.draft')) AND (?3 IS NULL OR status = ?3)
   AND (?4 IS NULL OR (last_at, conversation) < (?4, ?5))
   AND (?6 = 0 OR json_extract(view, '$.unanswered') OR json_extract(view, '$.sendFailure') IS NOT NULL)
   AND (?7 = 0 OR json_extract(view, '$.mergedInto') IS NULL)
   AND (?8 IS NULL OR channel LIKE '%.' || ?8)
   AND (?10 IS NULL OR last_at >= ?10) AND (?11 IS NULL OR last_at < ?11)
   ORDER BY last_at DESC, conversation DESC LIMIT ?9`;

const parsed = <T>(row: Record<string, unknown> | undefined): T | undefined =>
  row === undefined ? undefined : (JSON.parse(String(row['view'])) as T);

const begin = (db: DatabaseSync): void => {
  for (const table of ['conversations', 'items', 'caused', 'balances', 'heard', 'progress']) db.exec(`DROP TABLE IF EXISTS ${table}`);
  db.exec(
    `CREATE TABLE conversations (conversation TEXT PRIMARY KEY, channel TEXT NOT NULL, status TEXT NOT NULL, last_at INTEGER NOT NULL,
     from_at INTEGER NOT NULL, to_at INTEGER NOT NULL, view TEXT NOT NULL) WITHOUT ROWID`,
  );
  db.exec('CREATE INDEX conversations_by_channel ON conversations (channel, status, last_at)');
  db.exec('CREATE INDEX conversations_by_age ON conversations (from_at)');
  db.exec(
    `CREATE TABLE caused (conversation TEXT NOT NULL, version INTEGER NOT NULL, channel TEXT NOT NULL, revision INTEGER NOT NULL, at INTEGER NOT NULL,
     type TEXT NOT NULL, reason TEXT, event TEXT NOT NULL, PRIMARY KEY (conversation, version)) WITHOUT ROWID`,
  );
  db.exec('CREATE INDEX caused_by_revision ON caused (channel, revision, at)');
  db.exec('CREATE TABLE balances (channel TEXT PRIMARY KEY, view TEXT NOT NULL) WITHOUT ROWID');
  db.exec('CREATE TABLE heard (channel TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID');
  db.exec('CREATE TABLE progress (position INTEGER NOT NULL)');
  db.exec('INSERT INTO progress VALUES (0)');
  db.exec(`PRAGMA user_version = ${VIEWS_VERSION}`);
};
