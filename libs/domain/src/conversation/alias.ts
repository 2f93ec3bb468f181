import type { Millis } from '../kernel/time.js';

/** `alias-<channel>.<keyed hash>`: whose an identifier is. The first append wins, until an erasure. */
export type AliasEvent =
  | { readonly type: 'IdentifierKnown'; readonly data: { readonly customer: string; readonly at: Millis } }
  /** What happened at or before `at` under this identifier is of someone who was erased. */
  | { readonly type: 'CustomerErased'; readonly data: { readonly customer: string; readonly at: Millis } };
