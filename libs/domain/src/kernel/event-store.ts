import type { Millis } from './time.js';

/** An event as a rule makes it: a name that is kept for ever, and data that JSON can carry. */
export interface DomainEvent {
  readonly type: string;
  readonly data: object;
}

/** Who or what caused an event, by event id, never by position. */
export interface EventMetadata {
  /** Version of the event's shape; 1 unless an upcaster says otherwise. */
  readonly v: number;
  /** When it happened, by the clock of whoever decided it. */
  readonly at: Millis;
  readonly correlation?: string;
  readonly causation?: string;
  /** Opaque id of the person or the process; never a name. */
  readonly actor?: string;
  readonly means?: 'cms' | 'api' | 'restore' | 'system';
  /** The optional reason an operator gave. */
  readonly reason?: string;
}

export interface NewEvent<E extends DomainEvent = DomainEvent> {
  /** Chosen by the caller, the same again when the same command is repeated. */
  readonly id: string;
  readonly type: E['type'];
  readonly data: E['data'];
  readonly meta: EventMetadata;
}

export interface RecordedEvent<E extends DomainEvent = DomainEvent> {
  readonly id: string;
  readonly stream: string;
  /** Number of this event in its stream; the first is 1. */
  readonly version: number;
  /** Place in the log; grows, may have gaps, means nothing in another store. */
  readonly position: number;
  readonly type: E['type'];
  readonly data: E['data'];
  /** `prev` is the hash of the predecessor in the stream; absent only in `webhooks-`, `process-` and `attempts-` streams. */
  readonly meta: EventMetadata & { readonly prev?: string };
}

export type Appended =
  | { kind: 'appended'; version: number; position: number }
  /** Somebody else was faster; `version` is what the stream holds now. */
  | { kind: 'conflict'; version: number };

export interface StreamSlice<E extends DomainEvent = DomainEvent> {
  readonly events: readonly RecordedEvent<E>[];
  /** Number of events the stream has had so far, read or not, forgotten ones included; 0 = none. */
  readonly version: number;
}

export interface Subscription {
  /** Resolves once nothing more will be delivered; a running `deliver` is awaited. */
  stop(): Promise<void>;
}

export interface SubscribeOptions {
  /** Streams whose name starts with one of these; all streams when left out. */
  readonly prefixes?: readonly string[];
  /** Delivers what comes after this position; 0 = from the beginning. */
  readonly after: number;
  /**
   * Called with batches in the order of the log, one at a time. `upTo` is the position the batch reaches: everything
   * at or before it that matches has been delivered; a batch may be empty and only move `upTo`. A rejection is
   * delivered again after a pause.
   */
  readonly deliver: (events: readonly RecordedEvent[], upTo: number) => Promise<void>;
}

/**
 * The log. One contract suite (`testing/event-store.contract.ts`) holds for every adapter. Versions are "number of
 * events so far, 0 = none" everywhere. What `append` has answered is on disk.
 */
export interface EventStore {
  /**
   * Appends all of `events` at exactly `expectedVersion`, or nothing. The same append again (same stream, version and
   * ids) succeeds once and answers as the first did. It adds `meta.prev`, except in
   * `webhooks-`, `process-` and `attempts-` streams.
   */
  append(stream: string, events: readonly NewEvent[], expectedVersion: number): Promise<Appended>;
  /** Reads forwards from version `from` (default 1, inclusive), at most `limit` events. */
  read(stream: string, options?: { from?: number; limit?: number }): Promise<StreamSlice>;
  /** Reads backwards from version `from` (default the newest, inclusive), at most `limit` events, newest first. */
  readBackwards(stream: string, options?: { from?: number; limit?: number }): Promise<StreamSlice>;
  /** Everything after `after` in the order of the log, at most `limit`. */
  readAll(options: { after: number; limit: number; prefixes?: readonly string[] }): Promise<readonly RecordedEvent[]>;
  /** Position of the newest event; 0 = empty. */
  head(): Promise<number>;
  subscribe(options: SubscribeOptions): Subscription;
  /**
   * Drops events of streams whose name starts with `prefix` that were recorded before `before`. Versions go on as if
   * they were there; readers meet gaps, never errors.
   */
  forget(prefix: string, before: Millis): Promise<void>;
  close(): Promise<void>;
}
