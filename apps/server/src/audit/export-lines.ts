import { auditStream, type AuditEvent, type Clock, type EventStore, type HeadsSigned, type NotaryAppointed, type RecordedEvent } from '@tandem/domain';
import { hashedLine } from '@tandem/event-store';
import { keyIdOf } from './notary.js';

export interface ExportScope {
  /** The one agent that was asked for; left out: all. */
  readonly agent?: string;
  readonly agents: readonly string[];
  /** In the order of the file. */
  readonly streams: readonly string[];
}

export interface ExportDeps {
  readonly store: Pick<EventStore, 'read'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What was signed, as far as it is about the streams of an export. */
export interface SignedHeads {
  /** Oldest first; the newest of all is the last. */
  readonly signed: readonly HeadsSigned['data'][];
  /** How far each stream is signed. */
  readonly versions: ReadonlyMap<string, number>;
  /** SPKI, base64, by key. */
  readonly publicKeys: Readonly<Record<string, string>>;
}

const PAGE = 200;

/**
 * The complete history as JSON Lines: a line that says what the file is; the events, stream by stream, each line exactly
 * what its hash is made of; the heads that cover them, signed; a last line with the counts.
 */
export async function* jsonLines({ agent, streams }: ExportScope, { store, clock }: ExportDeps): AsyncGenerator<string> {
  const { signed, versions, publicKeys } = await signedHeads(store, streams);
  yield line({ tandemExport: 1, at: clock.now(), ...(agent !== undefined && { agent }), publicKeys });
  let events = 0;
  for (const stream of streams) {
    for await (const event of eventsOf(stream, { store, upTo: versions.get(stream) ?? Infinity })) {
      events += 1;
      yield `${hashedLine(event)}\n`;
    }
  }
  for (const heads of signed) yield line({ heads });
  yield line({ end: { events, heads: signed.length } });
}

const line = (value: object): string => `${JSON.stringify(value)}\n`;

/** As far as it is signed; what was tampered with is not signed any more and comes whole, for the reader to find. */
async function* eventsOf(stream: string, { store, upTo }: Pick<ExportDeps, 'store'> & { upTo: number }): AsyncGenerator<RecordedEvent> {
  for (let from = 1; from <= upTo; ) {
    const { events } = await store.read(stream, { from, limit: PAGE });
    for (const event of events) if (event.version <= upTo) yield event;
    if (events.length < PAGE) return;
    from = (events.at(-1)?.version ?? from) + 1;
  }
}

export const signedHeads = async (store: Pick<EventStore, 'read'>, streams: readonly string[]): Promise<SignedHeads> => {
  const { events } = (await store.read(auditStream)) as { readonly events: readonly RecordedEvent<AuditEvent>[] };
  const all = events.flatMap(({ type, data }) => (type === 'HeadsSigned' ? [data as HeadsSigned['data']] : []));
  const newest = new Map<string, HeadsSigned['data']>();
  for (const signed of all) for (const stream of Object.keys(signed.heads)) newest.set(stream, signed);
  const needed = new Set<HeadsSigned['data'] | undefined>([...streams.map((stream) => newest.get(stream)), all.at(-1)]);
  const appointed = events.flatMap(({ type, data }) => (type === 'NotaryAppointed' ? [(data as NotaryAppointed['data']).publicKey] : []));
  return {
    signed: all.filter((signed) => needed.has(signed)),
    versions: new Map(streams.flatMap((stream) => {
      const head = newest.get(stream)?.heads[stream];
      return head ? [[stream, head.version] as const] : [];
    })),
    publicKeys: Object.fromEntries(appointed.map((publicKey) => [keyIdOf(publicKey), publicKey])),
  };
};
