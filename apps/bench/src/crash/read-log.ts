import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What the judge needs of a conversation's event. */
export interface LoggedEvent {
  readonly stream: string;
  readonly type: string;
  readonly data: { readonly at: number; readonly session?: string; readonly send?: string; readonly kind?: string; readonly ask?: string };
}

/** Reads the log beside whoever writes it. */
const reading = <T>(data: string, read: (db: DatabaseSync) => T): T => {
  const db = new DatabaseSync(join(data, 'log.sqlite'), { readOnly: true, timeout: 5_000 });
  try {
    return read(db);
  } finally {
    db.close();
  }
};

/** All events of conversations, in the order of the log. */
export const readConversations = (data: string): readonly LoggedEvent[] =>
  reading(data, (db) =>
    db.prepare(
      `SELECT streams.name AS stream, events.type AS type, events.data AS data FROM events JOIN streams ON streams.id = events.stream
       WHERE streams.name LIKE 'conversation-%' ORDER BY events.position`,
    ).all().map((row) => ({
      stream: String(row['stream']), type: String(row['type']), data: JSON.parse(String(row['data'])) as LoggedEvent['data'],
    })));

/** Sessions that began and have not ended. */
export const openSessions = (data: string): number =>
  reading(data, (db) => {
    const count = (type: string): number => Number(db.prepare('SELECT count(*) AS n FROM events WHERE type = ?').get(type)?.['n']);
    return count('SessionStarted') - count('SessionEnded');
  });
