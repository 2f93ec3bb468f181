import type { Millis, NewEvent } from '@tandem/domain';
import type { WrappedKey } from '@tandem/event-store';

/** An append that the database has not answered yet. Everything personal in it is sealed, every key wrapped. */
export type Spooling =
  | { readonly kind: 'receipt'; readonly stream: string; readonly event: NewEvent; /** Asked for at this version already. */ readonly version?: number }
  | { readonly kind: 'key'; readonly name: string; readonly key: WrappedKey };

export interface SpooledReceipt {
  /** Its place in the spool. */
  readonly seq: number;
  readonly event: NewEvent;
  /** The version that it was last asked for at; undefined: it was never sent. */
  readonly version?: number;
}

export interface SpooledKey {
  readonly seq: number;
  readonly name: string;
  readonly key: WrappedKey;
}

export interface SpoolStanding {
  /** Receipts that wait. */
  readonly receipts: number;
  /** Of all that the spool holds, set aside or waiting. */
  readonly bytes: number;
  /** When the oldest that waits came. */
  readonly oldestAt: Millis | undefined;
  /** Appends that the database refused for good; a person must see to them. */
  readonly setAside: number;
  /** Whether the last addition did not fit, or the disk has no room for one. */
  readonly full: boolean;
}

/** Appends that wait for the database, in the data folder of the process, in the order they came. Of one stream: its only writer's. */
export interface Spool {
  /** Durable when it answers: all of it, or with a rejection nothing. Rejects with `SpoolFull` where there is no room. */
  add(items: readonly Spooling[]): Promise<void>;
  /** Whether nothing waits, and nothing is on its way to the disk. */
  isEmpty(): boolean;
  /** Whether something durable waits for the database. */
  hasWaiting(): boolean;
  /** Streams with receipts that wait. */
  streams(): readonly string[];
  /** The oldest receipts of a stream: at most `count`, of at most `bytes` together, but one at least. */
  receipts(stream: string, most: { count: number; bytes: number }): readonly SpooledReceipt[];
  keys(): readonly SpooledKey[];
  /** Notes durably at which versions receipts are about to be asked for. */
  sending(receipts: readonly { readonly seq: number; readonly version: number }[]): Promise<void>;
  /** The database has them: they are gone at once. */
  done(seqs: readonly number[]): void;
  /** Puts one out of the way of those behind it, durably. */
  setAside(seq: number, reason: string): Promise<void>;
  standing(): SpoolStanding;
  /** Called after each addition that is durable; the answer ends it. */
  onAdded(listener: () => void): () => void;
  close(): Promise<void>;
}

/** No room: neither in the spool's bounds nor, perhaps, on the disk. */
export class SpoolFull extends Error {
  override readonly name = 'SpoolFull';
}
