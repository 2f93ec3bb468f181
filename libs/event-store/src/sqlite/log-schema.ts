import type { FileKind } from './file-check.js';

/**
 * The log's file. `events` knows category and family of its stream, so that readers of a few streams need not pass all
 * the others; no index on the random ids, which would more than halve the rate of appends. `log` keeps what forgetting
 * would lose: the newest position and time of recording there have been.
 */
export const logFile: FileKind = {
  what: 'event log',
  applicationId: 0x54_4e_44_4c, // TNDL
  schemaVersion: 1,
  tables: ['log', 'categories', 'families', 'streams', 'events'],
  schema: `
    CREATE TABLE log (one INTEGER PRIMARY KEY CHECK (one = 1), head INTEGER NOT NULL, recorded_at INTEGER NOT NULL) STRICT;
    INSERT INTO log VALUES (1, 0, 0);
    CREATE TABLE categories (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE families (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, category INTEGER NOT NULL) STRICT;
    CREATE TABLE streams (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, category INTEGER NOT NULL, family INTEGER NOT NULL,
      version INTEGER NOT NULL, hash TEXT
    ) STRICT;
    CREATE TABLE events (
      position INTEGER PRIMARY KEY, stream INTEGER NOT NULL, version INTEGER NOT NULL,
      category INTEGER NOT NULL, family INTEGER NOT NULL,
      id TEXT NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL, meta TEXT NOT NULL, recorded_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX events_by_stream ON events (stream, version);
    CREATE INDEX events_by_category ON events (category);
    CREATE INDEX events_by_family ON events (family);`,
};
