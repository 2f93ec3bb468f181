import type { AgentVersion, ChannelKey, Millis } from '@tandem/domain';
import { inTransaction, overwriteFreed } from '../sqlite-file.js';
import { openTables } from './tables.js';

export interface Said {
  /** Position of the event. */
  readonly n: number;
  readonly conversation: string;
  readonly channel: ChannelKey;
  readonly at: Millis;
  readonly words: string;
}

/** What is looked for; what is left out is any. */
export interface Wanted {
  /** Every word of it, or how one begins, in one message; large and small letters and accents are the same. */
  readonly text?: string;
  /** The digits of a number, or how they begin. */
  readonly digits?: string;
  readonly channel?: ChannelKey;
  readonly orChannel?: ChannelKey;
  readonly version?: AgentVersion;
}

export interface Found {
  readonly conversations: readonly string[];
  /** There are more than were looked at: the newest were. */
  readonly cut: boolean;
}

export type Rows = ReturnType<typeof openRows>;

const ofChannel = '($channel IS NULL OR channel IN ($channel, $orChannel)) AND ($version IS NULL OR channel LIKE \'%.\' || $version)';
const withDigits = 'digits >= $digits AND digits < $digits || \':\''; // the sign behind 9

/** Everything the view keeps, as functions. */
export const openRows = (file: string) => {
  const db = openTables(file);
  const sql = {
    position: db.prepare('SELECT position FROM progress'),
    setPosition: db.prepare('UPDATE progress SET position = ?'),
    add: db.prepare('INSERT INTO said VALUES (?, ?, ?, ?, ?)'),
    addWords: db.prepare('INSERT INTO spoken (rowid, words) VALUES (?, ?)'),
    setNumber: db.prepare('INSERT INTO numbers VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET digits = excluded.digits'),
    before: db.prepare('SELECT n, words FROM said WHERE conversation = ? AND at < ?'),
    drop: db.prepare('DELETE FROM said WHERE n = ?'),
    dropWords: db.prepare("INSERT INTO spoken (spoken, rowid, words) VALUES ('delete', ?, ?)"),
    dropNumber: db.prepare('DELETE FROM numbers WHERE conversation = ?'),
    isLeft: db.prepare('SELECT 1 FROM said WHERE conversation = ? LIMIT 1'),
    byWords: db.prepare(
      `SELECT conversation FROM spoken CROSS JOIN said ON n = spoken.rowid WHERE spoken MATCH $match AND ${ofChannel}
       AND ($digits IS NULL OR conversation IN (SELECT conversation FROM numbers WHERE ${withDigits})) ORDER BY spoken.rowid DESC LIMIT $limit`,
    ),
    byNumber: db.prepare(`SELECT conversation FROM numbers WHERE ${withDigits} AND ${ofChannel} LIMIT $limit`),
  };
  for (const statement of [sql.byWords, sql.byNumber]) statement.setAllowUnknownNamedParameters(true);
  const dropBefore = (conversation: string, before: Millis): void => {
    for (const { n, words } of sql.before.all(conversation, before)) {
      sql.dropWords.run(n ?? null, words ?? null);
      sql.drop.run(n ?? null);
    }
    if (!sql.isLeft.get(conversation)) sql.dropNumber.run(conversation);
  };
  return {
    position: () => Number(sql.position.get()?.['position'] ?? 0),
    setPosition: (position: number) => void sql.setPosition.run(position),
    add: ({ n, conversation, channel, at, words }: Said) => {
      sql.add.run(n, conversation, channel, at, words);
      sql.addWords.run(n, words);
    },
    setNumber: (conversation: string, channel: ChannelKey, digits: string) => void sql.setNumber.run(conversation, channel, digits),
    find: ({ text, digits, channel, orChannel, version }: Wanted, most: number): Found => {
      const statement = text === undefined ? sql.byNumber : sql.byWords;
      const found = statement.all({
        $match: matchOf(text ?? ''), $digits: digits ?? null, $channel: channel ?? null, $orChannel: orChannel ?? channel ?? null,
        $version: version ?? null, $limit: most + 1,
      });
      const conversations = new Set(found.slice(0, most).map((row) => String(row['conversation'])));
      return { conversations: [...conversations], cut: found.length > most };
    },
    /** What was said before is gone; the number goes with the last of it. */
    dropBefore,
    /** All that was said, and the number. */
    dropAll: (conversation: string) => {
      dropBefore(conversation, Number.MAX_SAFE_INTEGER);
      sql.dropNumber.run(conversation);
    },
    transaction: (work: () => void) => inTransaction(db, work),
    overwrite: () => overwriteFreed(db),
    close: () => db.close(),
  };
};

/** What the index takes for words: everything else separates them. */
const words = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;

/** The text as the index is asked for it: all its words, each as a beginning. A text without a word finds nothing. */
const matchOf = (text: string): string => (text.match(words) ?? []).map((word) => `"${word}"*`).join(' ') || '""';
