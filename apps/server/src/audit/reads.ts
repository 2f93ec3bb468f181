import { READ_AGAIN, readsStream, type Clock, type EventMetadata, type EventStore, type Millis, type ReadEvent } from '@tandem/domain';
import { lru } from '@tandem/event-store';

export interface Reader {
  /** Of an operator, or of a program's token. */
  readonly id: string;
  readonly means: NonNullable<EventMetadata['means']>;
}

/** Writes down who has read what of that which auditors may see. */
export interface Reads {
  /** Answers where it stands in the log; 0 where the same history was read within a quarter of an hour, which says nothing new. */
  note(reader: Reader, event: ReadEvent, reason?: string): Promise<number>;
}

const PAGE = 100;

export const createReads = ({ store, clock, newId }: { store: EventStore; clock: Clock; newId: () => string }): Reads => {
  const noted = lru<string, Millis>(10_000);

  /** Whether the newest events say so already; and the version they end at. */
  const look = async (stream: string, event: ReadEvent): Promise<{ readonly isSaid: boolean; readonly version: number }> => {
    const first = await store.readBackwards(stream, { limit: PAGE });
    for (let { events } = first; event.type === 'HistoryRead'; ) {
      const recent = events.filter(({ meta }) => isRecent(meta.at, clock));
      if (recent.some((one) => isSame({ type: one.type, data: one.data } as ReadEvent, event))) return { isSaid: true, version: first.version };
      const last = events.at(-1);
      if (!last || recent.length < events.length || last.version === 1) break;
      ({ events } = await store.readBackwards(stream, { from: last.version - 1, limit: PAGE }));
    }
    return { isSaid: false, version: first.version };
  };

  const append = async ({ id, means }: Reader, event: ReadEvent, reason: string | undefined): Promise<number> => {
    const stream = readsStream(id);
    const meta: EventMetadata = { v: 1, at: clock.now(), actor: id, means, ...(reason !== undefined && { reason }) };
    for (const made = { id: newId(), ...event, meta }; ; ) {
      const { isSaid, version } = await look(stream, event);
      if (isSaid) return 0;
      const appended = await store.append(stream, [made], version);
      if (appended.kind === 'appended') return appended.position;
    }
  };

  return {
    note: async (reader, event, reason) => {
      if (event.type !== 'HistoryRead') return append(reader, event, reason);
      const name = `${reader.id} ${event.data.agent}`;
      if (isRecent(noted.get(name) ?? -Infinity, clock)) return 0;
      const position = await append(reader, event, reason);
      noted.set(name, clock.now());
      return position;
    },
  };
};

const isRecent = (at: Millis, clock: Clock): boolean => at > clock.now() - READ_AGAIN;

const isSame = (one: ReadEvent, other: ReadEvent): boolean =>
  one.type === 'HistoryRead' && other.type === 'HistoryRead' && one.data.agent === other.data.agent;
