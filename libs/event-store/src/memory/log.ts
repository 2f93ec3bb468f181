import type { Appended, NewEvent, RecordedEvent, StreamSlice } from '@tandem/domain';
import { GENESIS, hashTexts, isChained, metaText, toTexts, type EventTexts } from '../chain.js';
import { createPlaces } from './places.js';

/** One append, its events as texts, waiting to be applied. */
export interface PendingAppend {
  readonly stream: string;
  readonly events: readonly EventTexts[];
  readonly expectedVersion: number;
}

interface StreamRows {
  forgotten: number;
  hash: string;
  readonly events: RecordedEvent[];
}

/** What a disk would hold: applies appends whole, in order, and outlives the stores that are opened on it. */
export type MemoryLog = ReturnType<typeof createMemoryLog>;

export const toPending = (stream: string, events: readonly NewEvent[], expectedVersion: number): PendingAppend =>
  ({ stream, events: events.map(toTexts), expectedVersion });

export function createMemoryLog() {
  const streams = new Map<string, StreamRows>();
  const places = createPlaces();
  let head = 0;
  let latest = 0; // time of recording, monotone

  const versionOf = (rows: StreamRows | undefined): number => (rows ? rows.forgotten + rows.events.length : 0);
  const rowsOf = (stream: string): StreamRows => {
    let rows = streams.get(stream);
    if (!rows) streams.set(stream, rows = { forgotten: 0, hash: GENESIS, events: [] });
    return rows;
  };
  const record = (stream: string, rows: StreamRows, { id, type, data, meta: given }: EventTexts): void => {
    const chained = isChained(stream);
    const meta = metaText(given, chained ? rows.hash : undefined);
    const version = versionOf(rows) + 1;
    if (chained) rows.hash = hashTexts({ stream, version, id, type, data, meta });
    const event = freeze({ id, stream, version, position: ++head, type, data: JSON.parse(data) as object, meta: JSON.parse(meta) as RecordedEvent['meta'] });
    rows.events.push(event);
    places.add(event, latest);
  };
  return {
    head: () => head,
    apply({ stream, events, expectedVersion }: PendingAppend, now: number): Appended {
      const rows = streams.get(stream);
      const version = versionOf(rows);
      if (expectedVersion !== version) return repeated(rows, events, expectedVersion) ?? { kind: 'conflict', version };
      latest = Math.max(latest, now);
      if (events.length > 0) for (const event of events) record(stream, rowsOf(stream), event);
      return { kind: 'appended', version: version + events.length, position: head };
    },
    read(stream: string, { from = 1, limit = Infinity }): StreamSlice {
      const rows = streams.get(stream);
      const first = Math.max(0, from - 1 - (rows?.forgotten ?? 0));
      return { events: rows?.events.slice(first, first + limit) ?? [], version: versionOf(rows) };
    },
    readBackwards(stream: string, { from = Infinity, limit = Infinity }): StreamSlice {
      const rows = streams.get(stream);
      const end = Math.max(0, Math.min(rows?.events.length ?? 0, from - (rows?.forgotten ?? 0)));
      return { events: rows?.events.slice(Math.max(0, end - limit), end).reverse() ?? [], version: versionOf(rows) };
    },
    readRange: places.read,
    forget(prefix: string, before: number): void {
      const cut = places.lastBefore(before);
      for (const [stream, rows] of streams) if (stream.startsWith(prefix)) places.forget(forgetUpTo(rows, cut));
    },
  };
}

/** The answer the first time got, where the same ids already stand at these versions. */
function repeated(rows: StreamRows | undefined, events: readonly EventTexts[], expectedVersion: number): Appended | undefined {
  const first = expectedVersion - (rows?.forgotten ?? 0);
  if (!rows || first < 0 || events.length === 0) return undefined;
  if (!events.every(({ id }, i) => rows.events[first + i]?.id === id)) return undefined;
  const last = rows.events[first + events.length - 1];
  return last && { kind: 'appended', version: last.version, position: last.position };
}

function forgetUpTo(rows: StreamRows, position: number): readonly RecordedEvent[] {
  const kept = rows.events.findIndex((event) => event.position > position);
  const gone = rows.events.splice(0, kept < 0 ? rows.events.length : kept);
  rows.forgotten += gone.length;
  return gone;
}

/** Readers share one copy of an event, so nobody may change it. */
function freeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) freeze(part as object);
  return Object.freeze(value);
}
