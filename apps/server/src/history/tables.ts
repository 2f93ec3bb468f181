import { DatabaseSync } from 'node:sqlite';

/** Grows with every change of what the view holds: a file of another version is begun anew. */
const HISTORY_VERSION = 1;

const tables = {
  progress: '(position INTEGER NOT NULL)',
  /** Where each stream stands, with what it has been folded to. */
  streams: '(stream TEXT PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL) WITHOUT ROWID',
  /** What it was folded to now and then, so that an instant is one of these and few events. */
  snapshots: '(stream TEXT NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL, PRIMARY KEY (stream, version)) WITHOUT ROWID',
  events: '(stream TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, revision INTEGER, entry TEXT NOT NULL, PRIMARY KEY (stream, version)) WITHOUT ROWID',
  /** `n`: position of an entry's newest event; `words`: all that a search looks through, in small letters. */
  entries: `(n INTEGER PRIMARY KEY, id TEXT NOT NULL, agent TEXT NOT NULL, subject TEXT NOT NULL, at INTEGER NOT NULL, action TEXT NOT NULL,
    actor TEXT, save TEXT NOT NULL, words TEXT NOT NULL, entry TEXT NOT NULL)`,
  /** Every changed field, and every beginning of its path. */
  paths: '(agent TEXT NOT NULL, path TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (agent, path, n)) WITHOUT ROWID',
  reads: '(position INTEGER PRIMARY KEY, id TEXT NOT NULL, reader TEXT NOT NULL, at INTEGER NOT NULL, type TEXT NOT NULL, subject TEXT, read TEXT NOT NULL)',
} as const;

const indexes = {
  events_by_time: 'events (stream, at, version)',
  events_by_revision: 'events (stream, revision)',
  entries_by_id: 'entries (id)',
  entries_by_save: 'entries (agent, subject, save)',
  entries_of_agent: 'entries (agent, n)',
  entries_of_subject: 'entries (agent, subject, n)',
  entries_of_actor: 'entries (agent, actor, n)',
  entries_of_action: 'entries (agent, action, n)',
  entries_by_time: 'entries (agent, at, n, subject)',
  reads_by_subject: 'reads (reader, type, subject, at)',
} as const;

/** Opens the file, which may be deleted at any time; `:memory:` keeps nothing. */
export const openTables = (file: string): DatabaseSync => {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA mmap_size = 268435456; PRAGMA cache_size = -16000');
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version !== HISTORY_VERSION) begin(db);
  return db;
};

const begin = (db: DatabaseSync): void => {
  for (const table of ['searched', ...Object.keys(tables)]) db.exec(`DROP TABLE IF EXISTS ${table}`);
  for (const [name, columns] of Object.entries(tables)) db.exec(`CREATE TABLE ${name} ${columns}`);
  for (const [name, columns] of Object.entries(indexes)) db.exec(`CREATE INDEX ${name} ON ${columns}`);
  db.exec("CREATE VIRTUAL TABLE searched USING fts5(words, content='entries', content_rowid='n', tokenize='trigram case_sensitive 1')");
  db.exec('INSERT INTO progress VALUES (0)');
  db.exec(`PRAGMA user_version = ${HISTORY_VERSION}`);
};
