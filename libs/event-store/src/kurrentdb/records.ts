import { hash } from 'node:crypto';
import type { EventMetadata, RecordedEvent } from '@tandem/domain';
import type { JSONEventData, JSONEventType, Position } from '@kurrent/kurrentdb-client';
import { hashTexts, metaText, type EventTexts } from '../chain.js';

// Between our events and the database's: revisions from 0 against versions from 1, UUIDs against ids of any form.

/** What of a record of the database we read. */
export interface DatabaseRecord {
  readonly streamId: string;
  readonly revision: bigint;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
  readonly position?: Position;
}

/** An event as it was recorded, with the time of recording (by the clock of the process that appended it). */
export interface Recorded {
  readonly event: RecordedEvent;
  readonly recordedAt: number;
}

interface OurMetadata {
  readonly id: string;
  readonly recordedAt: number;
  readonly meta: RecordedEvent['meta'];
}

export type Proposal = JSONEventData<JSONEventType>;

/** The same id of ours is the same UUID, so that the database knows a repeat. */
export function uuidOf(id: string): string {
  const hex = hash('sha256', id, 'hex');
  const variant = (8 + (Number.parseInt(hex.slice(16, 17), 16) % 4)).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export interface Place {
  readonly stream: string;
  /** Version of the first of the events. */
  readonly version: number;
  /** Hash of its predecessor; undefined where the stream is not chained. */
  readonly prev: string | undefined;
  readonly recordedAt: number;
}

/** Events as they are sent, and the hash of the last of them. */
export function propose(events: readonly EventTexts[], { stream, version, prev, recordedAt }: Place): { proposals: Proposal[]; hash: string | undefined } {
  let last = prev;
  const proposals = events.map(({ id, type, data, meta: given }, i): Proposal => {
    const meta = metaText(given, last);
    if (last !== undefined) last = hashTexts({ stream, version: version + i, id, type, data, meta });
    const metadata: OurMetadata = { id, recordedAt, meta: JSON.parse(meta) as EventMetadata };
    return { id: uuidOf(id), contentType: 'application/json', type, data: JSON.parse(data) as Record<string, unknown>, metadata: { ...metadata } };
  });
  return { proposals, hash: last };
}

/** Undefined for an event that is not one of ours. */
export function toRecorded(record: DatabaseRecord | undefined): Recorded | undefined {
  if (!record || !isOurs(record.metadata)) return undefined;
  const { id, recordedAt, meta } = record.metadata;
  const { streamId: stream, type, data } = record;
  const event: RecordedEvent = { id, stream, version: Number(record.revision) + 1, position: toPosition(record.position), type, data: data as object, meta };
  return { event, recordedAt };
}

const isOurs = (metadata: unknown): metadata is OurMetadata => {
  const { id, recordedAt, meta } = (metadata ?? {}) as Partial<Record<keyof OurMetadata, unknown>>;
  return typeof id === 'string' && typeof recordedAt === 'number' && typeof meta === 'object' && meta !== null;
};

/**
 * The commit position is an offset in bytes in the database's own log, so it stays a safe integer up to 8 PiB; an index
 * of ours would be one more thing to keep right. The events of one append have positions of their own, each greater.
 */
export function toPosition(position: Position | undefined): number {
  const number = Number(position?.commit ?? -1);
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`The position ${String(position?.commit)} of the database cannot be used.`);
  return number;
}

/** What the database is told of a place in the log; 0 is its beginning. */
export const fromPosition = (position: number): Position | 'start' =>
  (position <= 0 ? 'start' : { commit: BigInt(position), prepare: BigInt(position) });
