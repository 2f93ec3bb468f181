import type { Agent, Channel, ConfigurationSubject, Millis, ReadEvent } from '@tandem/domain';
import { inTransaction } from '../sqlite-file.js';
import { entryIn, pathsOf, wordsOf, type KeptEntry } from './entry.js';
import { createFinder } from './find-entries.js';
import { openTables } from './tables.js';

/** What a stream of configuration folds to. */
export type Configuration = Agent | Channel;

export interface KeptEvent {
  readonly stream: string;
  readonly version: number;
  readonly at: Millis;
  /** Only where the event made one. */
  readonly revision?: number;
  /** Id of its entry. */
  readonly entry: string;
}

export interface KeptRead {
  readonly id: string;
  readonly position: number;
  readonly reader: string;
  readonly at: Millis;
  readonly reason?: string;
  readonly event: ReadEvent;
}

interface Versioned {
  readonly version: number;
  readonly state: Configuration;
}

export type Rows = ReturnType<typeof openRows>;

/** Everything the view keeps, as functions. */
export const openRows = (file: string) => {
  const db = openTables(file);
  const sql = {
    position: db.prepare('SELECT position FROM progress'),
    setPosition: db.prepare('UPDATE progress SET position = ?'),
    stream: db.prepare('SELECT version, state FROM streams WHERE stream = ?'),
    setStream: db.prepare('INSERT INTO streams VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version, state = excluded.state'),
    snapshot: db.prepare('SELECT version, state FROM snapshots WHERE stream = ? AND version <= ? ORDER BY version DESC LIMIT 1'),
    addSnapshot: db.prepare('INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?)'),
    addEvent: db.prepare('INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?, ?)'),
    eventAt: db.prepare('SELECT version, entry FROM events WHERE stream = ? AND at <= ? ORDER BY at DESC, version DESC LIMIT 1'),
    ofRevision: db.prepare('SELECT entry FROM events WHERE stream = ? AND revision = ?'),
    newest: db.prepare('SELECT max(at) AS at FROM entries WHERE agent = ?'),
    byId: db.prepare('SELECT n, agent, save, entry FROM entries WHERE id = ?'),
    bySave: db.prepare('SELECT n, agent, save, entry FROM entries WHERE agent = ? AND subject = ? AND save = ?'),
    add: db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    addWords: db.prepare('INSERT INTO searched (rowid, words) VALUES (?, ?)'),
    addPath: db.prepare('INSERT INTO paths VALUES (?, ?, ?)'),
    drop: db.prepare('DELETE FROM entries WHERE n = ?'),
    dropWords: db.prepare("INSERT INTO searched (searched, rowid, words) VALUES ('delete', ?, ?)"),
    dropPath: db.prepare('DELETE FROM paths WHERE agent = ? AND path = ? AND n = ?'),
    bins: db.prepare(
      `SELECT CAST((at - ?2) / ?3 AS INTEGER) AS bin, subject, count(*) AS entries, max(at) AS at FROM entries INDEXED BY entries_by_time
       WHERE agent = ?1 GROUP BY bin, subject ORDER BY bin`,
    ),
    ends: db.prepare('SELECT min(at) AS first FROM entries WHERE agent = ?'),
    before: db.prepare('SELECT id, at FROM entries WHERE agent = ? AND at < ? ORDER BY at DESC, n DESC LIMIT 1'),
    after: db.prepare('SELECT id, at FROM entries WHERE agent = ? AND at > ? ORDER BY at, n LIMIT 1'),
    addRead: db.prepare('INSERT OR REPLACE INTO reads VALUES (?, ?, ?, ?, ?, ?, ?)'),
    reads: db.prepare('SELECT read FROM reads WHERE position < ? ORDER BY position DESC LIMIT ?'),
    newestRead: db.prepare('SELECT max(at) AS at FROM reads WHERE reader = ? AND type = ? AND subject = ?'),
  };

  const put = ({ n, agent, save, entry }: KeptEntry): void => {
    const words = wordsOf(entry);
    const { id, subject, at, action, actor } = entry;
    sql.add.run(n, id, agent, subject, at, action, actor ?? null, save, words, JSON.stringify(entry));
    sql.addWords.run(n, words);
    for (const path of pathsOf(entry)) sql.addPath.run(agent, path, n);
  };
  const take = ({ n, agent, entry }: KeptEntry): void => {
    for (const path of pathsOf(entry)) sql.dropPath.run(agent, path, n);
    sql.dropWords.run(n, wordsOf(entry));
    sql.drop.run(n);
  };

  return {
    position: () => Number(sql.position.get()?.['position'] ?? 0),
    setPosition: (position: number) => void sql.setPosition.run(position),
    stream: (stream: string) => versioned(sql.stream.get(stream)),
    setStream: (stream: string, { version, state }: Versioned) => void sql.setStream.run(stream, version, JSON.stringify(state)),
    snapshot: (stream: string, upTo: number) => versioned(sql.snapshot.get(stream, upTo)),
    addSnapshot: (stream: string, { version, state }: Versioned) => void sql.addSnapshot.run(stream, version, JSON.stringify(state)),
    addEvent: ({ stream, version, at, revision, entry }: KeptEvent) => void sql.addEvent.run(stream, version, at, revision ?? null, entry),
    /** The newest event at or before an instant. */
    eventAt: (stream: string, at: Millis) => sql.eventAt.get(stream, at) as { version: number; entry: string } | undefined,
    entryOfRevision: (stream: string, revision: number) => sql.ofRevision.get(stream, revision)?.['entry'] as string | undefined,
    /** Time of the agent's newest entry; 0 where there is none. */
    newestAt: (agent: string) => Number(sql.newest.get(agent)?.['at'] ?? 0),
    byId: (id: string) => entryIn(sql.byId.get(id)),
    bySave: (agent: string, subject: ConfigurationSubject, save: string) => entryIn(sql.bySave.get(agent, subject, save)),
    put,
    /** The same save goes on: its entry moves to where its newest event is. */
    replace: (before: KeptEntry, after: KeptEntry): void => {
      take(before);
      put(after);
    },
    find: createFinder(db),
    bins: (agent: string, { from, width }: { from: Millis; width: Millis }) => sql.bins.all(agent, from, width) as unknown as readonly Bin[],
    firstAt: (agent: string) => (sql.ends.get(agent)?.['first'] ?? undefined) as Millis | undefined,
    neighbours: (agent: string, at: Millis) => ({ before: named(sql.before.get(agent, at)), after: named(sql.after.get(agent, at)) }),
    addRead: (read: KeptRead) =>
      void sql.addRead.run(read.position, read.id, read.reader, read.at, read.event.type, subjectOf(read.event), JSON.stringify(read)),
    reads: ({ before, limit }: { before: number; limit: number }) =>
      sql.reads.all(before, limit).map((row) => JSON.parse(String(row['read'])) as KeptRead),
    /** When somebody last read something of a kind. */
    newestRead: (reader: string, event: ReadEvent) =>
      (sql.newestRead.get(reader, event.type, subjectOf(event))?.['at'] ?? undefined) as Millis | undefined,
    transaction: (work: () => void) => inTransaction(db, work),
    close: () => db.close(),
  };
};

export interface Bin {
  readonly bin: number;
  readonly subject: ConfigurationSubject;
  readonly entries: number;
  readonly at: Millis;
}

type Row = Record<string, unknown> | undefined;

const versioned = (row: Row): Versioned | undefined =>
  row && { version: Number(row['version']), state: JSON.parse(String(row['state'])) as Configuration };

const named = (row: Row) => row && { id: String(row['id']), at: Number(row['at']) };

/** Of what is looked up again: whose history, or which conversation. */
const subjectOf = ({ type, data }: ReadEvent): string | null => {
  if (type === 'HistoryRead') return data.agent;
  return type === 'ConversationUnmasked' ? data.conversation : null;
};
