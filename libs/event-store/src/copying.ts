import type { EventStore } from '@tandem/domain';
import type { WrappedKey } from './wrapping.js';

/** Where a stream begins to be readable: its newest forgotten version, and that event's hash where it is chained. */
export interface StreamStart {
  readonly stream: string;
  readonly version: number;
  readonly hash: string | undefined;
}

export interface CopiedKey {
  readonly name: string;
  readonly key: WrappedKey | 'destroyed';
}

/** What a copy needs of a store and its vault beside the ports. Nobody else may write while it is open. */
export interface Copyable {
  readonly store: EventStore;
  /** Streams of which nothing is left to read. */
  emptied(): Promise<readonly StreamStart[]>;
  /** Makes a stream that has had no event stand where another store's begins. */
  begin(start: StreamStart): Promise<void>;
  /** Undefined: there is no vault yet. */
  hashKey(): Promise<WrappedKey | undefined>;
  keys(): AsyncIterable<CopiedKey>;
  /** Puts keys where none of that name is, destroys those that are destroyed there; begins the vault where there is none. */
  putKeys(hashKey: WrappedKey, keys: AsyncIterable<CopiedKey>): Promise<number>;
  close(): Promise<void>;
}
