import { hash } from 'node:crypto';
import type { EventMetadata, NewEvent, RecordedEvent } from '@tandem/domain';
import { canonicalJson } from './canonical.js';

/** `prev` of the first event of a stream: 32 zero bytes, written like every hash as base64url. */
export const GENESIS = 'A'.repeat(43);

/** Whether events of this stream carry `prev` (design 3, Integrity). */
export const isChained = (stream: string): boolean => !unchained.some((prefix) => stream.startsWith(prefix));

const unchained = ['webhooks-', 'process-', 'attempts-'];

/** An event as texts, made once: what is stored is what is hashed. */
export interface EventTexts {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly meta: EventMetadata;
}

/** Throws what JSON cannot carry (a BigInt, a cycle) before anything is queued. */
export const toTexts = ({ id, type, data, meta }: NewEvent): EventTexts => ({ id, type, data: canonicalJson(data), meta });

/** Metadata as it is stored, with the hash of the predecessor where the stream is chained. */
export const metaText = (meta: EventMetadata, prev: string | undefined): string =>
  canonicalJson(prev === undefined ? meta : { ...meta, prev });

/** The hash of one event from its canonical texts: neither position nor time of recording, so equal on every store. */
export const hashTexts = (texts: HashedTexts): string => hash('sha256', textToHash(texts), 'base64url');

interface HashedTexts {
  readonly stream: string;
  readonly version: number;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly meta: string;
}

const textToHash = ({ stream, version, id, type, data, meta }: HashedTexts): string =>
  `{"data":${data},"id":${JSON.stringify(id)},"meta":${meta},"stream":${JSON.stringify(stream)},` +
  `"type":${JSON.stringify(type)},"version":${version}}`;

/** What the hash of a recorded event is made of, in one line: whoever has it can make the hash without us. */
export const hashedLine = (event: RecordedEvent): string =>
  textToHash({ ...event, data: canonicalJson(event.data), meta: canonicalJson(event.meta) });

/** The hash of a recorded event: `prev` of the one that follows it, and what a signed head names. */
export const hashEvent = (event: RecordedEvent): string =>
  hashTexts({ ...event, data: canonicalJson(event.data), meta: canonicalJson(event.meta) });

export type ChainVerdict =
  /** Every event fits; `hash` is that of the last one (undefined: there was none). */
  | { kind: 'whole'; version: number; hash: string | undefined }
  /** The first event that does not fit, and why. */
  | { kind: 'broken'; version: number; id: string; why: 'WrongVersion' | 'NoPrev' | 'WrongPrev' };

/**
 * Verifies events of one stream, in order. A stream that begins later than version 1 (older events were forgotten) is
 * verified from its first event on; with `known`, a hash kept from earlier, that one is checked as well.
 */
export function verifyChain(
  events: Iterable<RecordedEvent>,
  known?: { readonly version: number; readonly hash: string },
): ChainVerdict {
  let version = known?.version;
  let last = known?.hash;
  for (const event of events) {
    const { id } = event;
    if (version !== undefined && event.version !== version + 1) return { kind: 'broken', version: event.version, id, why: 'WrongVersion' };
    if (event.meta.prev === undefined) return { kind: 'broken', version: event.version, id, why: 'NoPrev' };
    const expected = last ?? (event.version === 1 ? GENESIS : undefined);
    if (expected !== undefined && event.meta.prev !== expected) return { kind: 'broken', version: event.version, id, why: 'WrongPrev' };
    version = event.version;
    last = hashEvent(event);
  }
  return { kind: 'whole', version: version ?? 0, hash: last };
}
