import { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../sqlite-file.js';
import { nothingNoted, type Ledger, type Noted } from './ledger.js';

/**
 * A ledger in a file of its own beside the log. It need not be durable to the last write, only whole: an older one is
 * as good. One that cannot be read is begun anew.
 */
export const openSqliteLedger = (file: string): Ledger => {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  db.exec('CREATE TABLE IF NOT EXISTS noted (what TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID');
  db.exec('CREATE TABLE IF NOT EXISTS open (conversation TEXT PRIMARY KEY) WITHOUT ROWID');
  const setPosition = db.prepare('INSERT INTO noted VALUES (?, ?) ON CONFLICT DO UPDATE SET position = excluded.position');
  const add = db.prepare('INSERT OR IGNORE INTO open VALUES (?)');
  const remove = db.prepare('DELETE FROM open WHERE conversation = ?');
  let known = new Set<string>();

  const write = ({ receipts, conversations, open, closings, rooms, media }: Noted): void => {
    const next = new Set(open);
    setPosition.run('receipts', receipts);
    setPosition.run('conversations', conversations);
    setPosition.run('closings', closings);
    setPosition.run('rooms', rooms);
    setPosition.run('media', media);
    for (const conversation of next) if (!known.has(conversation)) add.run(conversation);
    for (const conversation of known) if (!next.has(conversation)) remove.run(conversation);
    known = next;
  };

  return {
    load: () => {
      const positions = new Map(db.prepare('SELECT what, position FROM noted').all().map((row) => [row['what'], Number(row['position'])]));
      const open = db.prepare('SELECT conversation FROM open').all().map((row) => String(row['conversation']));
      known = new Set(open);
      const at = (what: Exclude<keyof Noted, 'open'>): number => positions.get(what) ?? nothingNoted[what];
      return Promise.resolve({
        receipts: at('receipts'), conversations: at('conversations'), closings: at('closings'), rooms: at('rooms'),
        media: at('media'), open,
      });
    },
    save: async (noted) => inTransaction(db, () => write(noted)),
    close: () => {
      db.close();
      return Promise.resolve();
    },
  };
};
