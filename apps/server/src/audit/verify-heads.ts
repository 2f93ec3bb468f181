import {
  auditStream, configurationPrefixes, type AuditEvent, type EventStore, type HeadsSigned, type NotaryAppointed, type RecordedEvent, type StreamHead,
} from '@tandem/domain';
import { GENESIS, hashEvent, verifyChain } from '@tandem/event-store';
import { isSignedBy, keyIdOf } from './notary.js';

/** The first event of a stream that does not fit, by its place; where it is missing there is no id. */
export interface Misfit {
  readonly stream: string;
  readonly version: number;
  readonly id?: string;
  readonly why: 'WrongVersion' | 'NoPrev' | 'WrongPrev' | 'NotAsSigned' | 'Missing' | 'BadSignature' | 'UnknownKey' | 'KeyNotTrusted';
}

export interface HeadsVerified {
  /** Empty: everything is as it was signed. One per stream that is not, the audit stream's own first. */
  readonly misfits: readonly Misfit[];
  /** Streams that were looked at, and how many of their events a signature covers. */
  readonly streams: number;
  readonly covered: number;
  /** Public keys (SPKI, base64) the signatures were made with. */
  readonly keys: readonly string[];
}

/**
 * Checks signatures and chains of all configuration. `trusted`: public keys that were noted outside the installation;
 * without them whoever can write the log could have signed anew, and only mistakes and clumsy changes are found.
 */
export const verifyHeads = async (store: Pick<EventStore, 'read' | 'readAll'>, trusted?: readonly string[]): Promise<HeadsVerified> => {
  const audit = await verifyAudit(store, trusted);
  const streams = await configurationStreams(store);
  const named = [...new Set([...streams.keys(), ...audit.heads.keys()])].sort();
  const misfits = named.flatMap((stream) => misfitOf(stream, streams.get(stream) ?? [], audit.heads.get(stream) ?? []) ?? []);
  const covered = [...audit.heads.values()].reduce((sum, heads) => sum + Math.max(...heads.map(({ version }) => version)), 0);
  return { misfits: [...(audit.misfit ? [audit.misfit] : []), ...misfits], streams: streams.size, covered, keys: audit.keys };
};

interface Audit {
  readonly misfit?: Misfit;
  /** Every head that was signed, by stream. */
  readonly heads: ReadonlyMap<string, readonly StreamHead[]>;
  readonly keys: readonly string[];
}

const verifyAudit = async (store: Pick<EventStore, 'read'>, trusted?: readonly string[]): Promise<Audit> => {
  const { events } = await store.read(auditStream);
  const publicKeys = new Map<string, string>();
  const heads = new Map<string, StreamHead[]>();
  const keys = new Set<string>();
  let misfit = misfitOf(auditStream, events, []);
  for (const { type, data, version, id } of events as readonly RecordedEvent<AuditEvent>[]) {
    if (type === 'NotaryAppointed') {
      const { publicKey } = data as NotaryAppointed['data'];
      publicKeys.set(keyIdOf(publicKey), publicKey);
      continue;
    }
    const signed = data as HeadsSigned['data'];
    const publicKey = publicKeys.get(signed.key);
    const why = publicKey === undefined ? 'UnknownKey' : !isSignedBy(signed, publicKey) ? 'BadSignature'
      : trusted && !trusted.includes(publicKey) ? 'KeyNotTrusted' : undefined;
    if (why) misfit = earlier(misfit, { stream: auditStream, version, id, why });
    if (publicKey !== undefined) keys.add(publicKey);
    for (const [stream, head] of Object.entries(signed.heads)) heads.set(stream, [...(heads.get(stream) ?? []), head]);
  }
  return { misfit, heads, keys: [...keys] };
};

const earlier = (one: Misfit | undefined, other: Misfit): Misfit => (one && one.version <= other.version ? one : other);

/** The first event of a stream that does not follow its predecessor or is not what was signed at its place. */
const misfitOf = (stream: string, events: readonly RecordedEvent[], heads: readonly StreamHead[]): Misfit | undefined => {
  const verdict = verifyChain(events, { version: 0, hash: GENESIS });
  const chained = verdict.kind === 'broken' ? verdict : undefined;
  const byVersion = new Map(events.map((event) => [event.version, event]));
  const unlike = heads.toSorted((one, other) => one.version - other.version).flatMap((head): Misfit[] => {
    const event = byVersion.get(head.version);
    if (!event) return [{ stream, version: (events.at(-1)?.version ?? 0) + 1, why: 'Missing' }];
    return hashEvent(event) === head.hash ? [] : [{ stream, version: head.version, id: event.id, why: 'NotAsSigned' }];
  })[0];
  if (!chained) return unlike;
  const broken: Misfit = { stream, version: chained.version, id: chained.id, why: chained.why };
  return unlike ? earlier(unlike, broken) : broken;
};

const PAGE = 500;

const configurationStreams = async (store: Pick<EventStore, 'readAll'>): Promise<ReadonlyMap<string, RecordedEvent[]>> => {
  const streams = new Map<string, RecordedEvent[]>();
  for (let after = 0; ; ) {
    const events = await store.readAll({ after, limit: PAGE, prefixes: [...configurationPrefixes] });
    for (const event of events) {
      const known = streams.get(event.stream);
      if (known) known.push(event);
      else streams.set(event.stream, [event]);
    }
    if (events.length < PAGE) return streams;
    after = events.at(-1)?.position ?? after;
  }
};
