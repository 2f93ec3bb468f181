import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import type { Clock, Millis, NewEvent } from '@tandem/domain';
import { createWalSync } from '@tandem/event-store/sqlite';
import { createGroupCommit, NotOnDisk } from './group-commit.js';
import { SpoolFull, type Spool, type SpooledKey, type SpooledReceipt, type Spooling } from './spool.js';

export interface SqliteSpoolOptions {
  readonly file: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Of what waits and what was set aside. */
  readonly maxBytes: number;
  /** Free bytes of the disk; undefined where that cannot be told. */
  readonly freeBytes: () => number | undefined;
  /** Waits for the disk; default: the write-ahead log is synced. */
  readonly sync?: () => Promise<void>;
}

/** Left free on the disk: SQLite needs some to move its write-ahead log, and others share it. */
export const DISK_RESERVE = 64 * 2 ** 20;
/** What an entry takes besides its text. */
const ENTRY_BYTES = 120;

const schema = `
  CREATE TABLE IF NOT EXISTS spooled (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, version INTEGER, text TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS spooled_stream ON spooled (stream, seq);
  CREATE TABLE IF NOT EXISTS set_aside (
    seq INTEGER PRIMARY KEY, stream TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, version INTEGER, text TEXT NOT NULL,
    reason TEXT NOT NULL, set_aside_at INTEGER NOT NULL
  );
`;

/** The spool as a file of its own, of which the lock of the data folder sees to it that one process has it open. */
export const openSqliteSpool = ({ file, clock, maxBytes, freeBytes, sync }: SqliteSpoolOptions): Spool => {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  db.exec('PRAGMA journal_mode = WAL');
  db.exec(schema);
  const wal = createWalSync(db, file);
  const group = createGroupCommit(db, sync ?? (() => wal.sync()));
  const tables = createTables(db);
  const state = readState(db);
  const listeners = new Set<() => void>();
  let [adding, addingBytes, full, closed] = [0, 0, false, false];

  const isDiskFull = (): boolean => (freeBytes() ?? Infinity) < DISK_RESERVE;
  const hasRoom = (bytes: number): boolean => state.bytes + addingBytes + bytes <= maxBytes && !isDiskFull();
  const change = async (work: () => void): Promise<void> => {
    if (closed) throw new Error('The spool is closed.');
    await group.commit(work).catch((error: unknown) => {
      if (error instanceof NotOnDisk) Object.assign(state, readState(db));
      throw error;
    });
  };
  const keep = (rows: readonly Row[], bytes: number): void => {
    for (const { stream, kind } of rows) if (kind === 'receipt') state.streams.set(stream, (state.streams.get(stream) ?? 0) + 1);
    state.waiting += rows.length;
    state.bytes += bytes;
  };
  const gone = (rows: readonly Gone[]): void => {
    for (const { stream, kind } of rows) {
      state.waiting--;
      const left = (state.streams.get(stream) ?? 0) - 1;
      if (kind === 'key') continue;
      if (left > 0) state.streams.set(stream, left);
      else state.streams.delete(stream);
    }
    full = false;
  };

  return {
    async add(items) {
      const rows = items.map(toRow);
      const bytes = rows.reduce((sum, { text }) => sum + text.length + ENTRY_BYTES, 0);
      full = !hasRoom(bytes);
      if (full) throw new SpoolFull('There is no room in the spool.');
      adding++;
      addingBytes += bytes;
      try {
        await change(() => tables.insert(rows, clock.now()));
        keep(rows, bytes);
      } catch (error) {
        full = true;
        throw error;
      } finally {
        adding--;
        addingBytes -= bytes;
      }
      for (const listener of listeners) listener();
    },
    isEmpty: () => state.waiting === 0 && adding === 0,
    hasWaiting: () => state.waiting > 0,
    streams: () => [...state.streams.keys()],
    receipts: (stream, most) => tables.receipts(stream, most),
    keys: tables.keys,
    sending: (receipts) => change(() => tables.sending(receipts)),
    done(seqs) {
      let rows: readonly Gone[] = [];
      if (closed) throw new Error('The spool is closed.');
      group.commitNow(() => { rows = tables.remove(seqs); }); // one that comes back after a power cut is only asked for again
      gone(rows);
      state.bytes -= rows.reduce((sum, { bytes }) => sum + bytes, 0);
    },
    async setAside(seq, reason) {
      let rows: readonly Gone[] = [];
      await change(() => { rows = tables.setAside(seq, { reason, at: clock.now() }); });
      gone(rows);
      state.setAside += rows.length;
    },
    standing: () => ({
      receipts: [...state.streams.values()].reduce((sum, count) => sum + count, 0), bytes: state.bytes, setAside: state.setAside,
      oldestAt: state.waiting === 0 || closed ? undefined : tables.oldestAt(), full: full || isDiskFull(),
    }),
    onAdded(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      if (closed) return;
      closed = true;
      await group.drain();
      wal.close();
      db.close();
    },
  };
};

interface Row {
  readonly stream: string;
  readonly kind: Spooling['kind'];
  readonly version: number | null;
  readonly text: string;
}

type Gone = Pick<Row, 'stream' | 'kind'> & { readonly bytes: number };

const toRow = (item: Spooling): Row =>
  item.kind === 'receipt'
    ? { stream: item.stream, kind: item.kind, version: item.version ?? null, text: JSON.stringify(item.event) }
    : {
      stream: item.name, kind: item.kind, version: null,
      text: JSON.stringify({ master: item.key.master, wrapped: Buffer.from(item.key.wrapped).toString('base64') }),
    };

interface State {
  readonly streams: Map<string, number>;
  /** Receipts and keys. */
  waiting: number;
  bytes: number;
  setAside: number;
}

const readState = (db: DatabaseSync): State => {
  const streams = db.prepare("SELECT stream, count(*) AS count FROM spooled WHERE kind = 'receipt' GROUP BY stream ORDER BY min(seq)").all();
  const sum = (table: string) => db.prepare(`SELECT count(*) AS count, coalesce(sum(length(text) + ${ENTRY_BYTES}), 0) AS bytes FROM ${table}`).get() ?? {};
  const [waiting, aside] = [sum('spooled'), sum('set_aside')];
  return {
    streams: new Map(streams.map(({ stream, count }) => [String(stream), Number(count)])), waiting: Number(waiting['count']),
    bytes: Number(waiting['bytes']) + Number(aside['bytes']), setAside: Number(aside['count']),
  };
};

const createTables = (db: DatabaseSync) => {
  const insert = db.prepare('INSERT INTO spooled (stream, kind, at, version, text) VALUES (?, ?, ?, ?, ?)');
  const oldest = db.prepare("SELECT seq, version, text FROM spooled WHERE stream = ? AND kind = 'receipt' ORDER BY seq LIMIT ?");
  const keys = db.prepare("SELECT seq, stream, text FROM spooled WHERE kind = 'key' ORDER BY seq");
  const sending = db.prepare('UPDATE spooled SET version = ? WHERE seq = ?');
  const remove = db.prepare(`DELETE FROM spooled WHERE seq = ? RETURNING stream, kind, length(text) + ${ENTRY_BYTES} AS bytes`);
  const copy = db.prepare('INSERT INTO set_aside SELECT seq, stream, kind, at, version, text, ?, ? FROM spooled WHERE seq = ?');
  const first = db.prepare('SELECT at FROM spooled ORDER BY seq LIMIT 1');
  const removeAll = (seqs: readonly number[]): readonly Gone[] => seqs.flatMap((seq) => remove.all(seq)).map(toGone);
  return {
    insert: (rows: readonly Row[], at: Millis): void => {
      for (const { stream, kind, version, text } of rows) insert.run(stream, kind, at, version, text);
    },
    receipts: (stream: string, { count, bytes }: { count: number; bytes: number }): readonly SpooledReceipt[] => {
      const found: SpooledReceipt[] = [];
      let size = 0;
      for (const { seq, version, text } of oldest.iterate(stream, count)) {
        size += String(text).length;
        if (size > bytes && found.length > 0) break;
        found.push({ seq: Number(seq), version: version === null ? undefined : Number(version), event: JSON.parse(String(text)) as NewEvent });
      }
      return found;
    },
    keys: (): readonly SpooledKey[] => keys.all().map(({ seq, stream, text }) => {
      const { master, wrapped } = JSON.parse(String(text)) as { master: string; wrapped: string };
      return { seq: Number(seq), name: String(stream), key: { master, wrapped: Buffer.from(wrapped, 'base64') } };
    }),
    sending: (receipts: readonly { seq: number; version: number }[]): void => {
      for (const { seq, version } of receipts) sending.run(version, seq);
    },
    remove: removeAll,
    setAside: (seq: number, { reason, at }: { reason: string; at: Millis }): readonly Gone[] => {
      copy.run(reason, at, seq);
      return removeAll([seq]);
    },
    oldestAt: (): Millis | undefined => {
      const found = first.get();
      return found && Number(found['at']);
    },
  };
};

const toGone = ({ stream, kind, bytes }: Record<string, SQLOutputValue>): Gone =>
  ({ stream: String(stream), kind: kind === 'key' ? 'key' : 'receipt', bytes: Number(bytes) });
