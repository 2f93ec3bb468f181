import { DatabaseSync } from 'node:sqlite';

/** Grows with every change of what the view holds: a file of another version is begun anew. */
const SEARCH_VERSION = 1;

const tables = {
  progress: '(position INTEGER NOT NULL)',
  /** What was said, a row per event; `n`: its position in the log. */
  said: '(n INTEGER PRIMARY KEY, conversation TEXT NOT NULL, channel TEXT NOT NULL, at INTEGER NOT NULL, words TEXT NOT NULL)',
  /** The digits of who writes. */
  numbers: '(conversation TEXT PRIMARY KEY, channel TEXT NOT NULL, digits TEXT NOT NULL) WITHOUT ROWID',
} as const;

/** Opens the file, which may be deleted at any time; `:memory:` keeps nothing. */
export const openTables = (file: string): DatabaseSync => {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA secure_delete = ON');
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version !== SEARCH_VERSION) begin(db);
  return db;
};

const begin = (db: DatabaseSync): void => {
  for (const table of ['spoken', ...Object.keys(tables)]) db.exec(`DROP TABLE IF EXISTS ${table}`);
  for (const [name, columns] of Object.entries(tables)) db.exec(`CREATE TABLE ${name} ${columns}`);
  db.exec('CREATE INDEX said_in ON said (conversation, at)');
  db.exec('CREATE INDEX numbers_by_digits ON numbers (digits)');
  db.exec("CREATE VIRTUAL TABLE spoken USING fts5(words, content='said', content_rowid='n', tokenize='unicode61 remove_diacritics 2', prefix='2 3')");
  // what is taken out leaves the index at once, and not with its next tidying: https://www.sqlite.org/fts5.html#the_secure_delete_configuration_option
  db.exec("INSERT INTO spoken (spoken, rank) VALUES ('secure-delete', 1)");
  db.exec('INSERT INTO progress VALUES (0)');
  db.exec(`PRAGMA user_version = ${SEARCH_VERSION}`);
};
