import type { ChannelKey } from '../kernel/streams.js';
import { MINUTE, type Millis } from '../kernel/time.js';

interface Happening<Type extends string, Data extends object> {
  readonly type: Type;
  readonly data: Data;
}

/** Somebody looked at the history of an agent; said once for a quarter of an hour. */
export type HistoryRead = Happening<'HistoryRead', { readonly agent: string }>;

/** Somebody took a copy of the history away; of all agents where none is named. */
export type HistoryExported = Happening<'HistoryExported', { readonly agent?: string; readonly format: 'jsonl' | 'csv' }>;

/** Somebody had the words and names of a conversation shown; the reason stands in the metadata. */
export type ConversationUnmasked = Happening<'ConversationUnmasked', { readonly conversation: string }>;

/** Somebody held other settings against what customers of a channel really did. */
export type WhatIfAsked = Happening<'WhatIfAsked', { readonly channel: ChannelKey; readonly from: Millis; readonly to: Millis }>;

/** `audit-reads.<reader>` */
export type ReadEvent = HistoryRead | HistoryExported | ConversationUnmasked | WhatIfAsked;

export const READS_PREFIX = 'audit-reads.';

/** Everything that one person or program has read. */
export const readsStream = (reader: string): string => `${READS_PREFIX}${reader}`;

/** Looking at a history again within this time says nothing new. */
export const READ_AGAIN: Millis = 15 * MINUTE;

/** How long a conversation stays unmasked for who gave a reason. */
export const UNMASKED_FOR: Millis = 60 * MINUTE;
