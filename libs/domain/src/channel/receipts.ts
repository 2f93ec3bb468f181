import type { Millis } from '../kernel/time.js';
import type { Sealed } from '../kernel/vault.js';
import type { ProtocolName } from './protocol.js';

/** `webhooks-<channel>.<writer>`: one HTTP call of a provider, as it came. */
export interface WebhookReceived {
  readonly type: 'WebhookReceived';
  readonly data: {
    readonly receivedAt: Millis;
    /** The raw bytes, deflated and sealed with the key of the writer and day. */
    readonly body: Sealed;
    /** Bytes on the wire. */
    readonly bytes: number;
    readonly contentType?: string;
    /** Under which protocol's path it came, whatever the channel speaks by now; left out in older receipts. */
    readonly protocol?: ProtocolName;
    /** Fingerprints of every secret under which the call was genuine: what siblings are judged by. */
    readonly provenBy: readonly string[];
  };
}

/** What was done with one item of a call. `handled` is the ordinary one and only counted. */
export const verdicts = ['handled', 'duplicate', 'ignored', 'foreign', 'unreadable', 'parked'] as const;
export type Verdict = (typeof verdicts)[number];

export type VerdictCounts = Readonly<Record<Verdict, number>>;

/** An item whose verdict needs a reason. */
export interface ItemException {
  /** Event id of the receipt. */
  readonly receipt: string;
  /** Place of the item in its call, from 0. */
  readonly item: number;
  readonly verdict: Verdict;
  readonly reason: string;
}

/** `intake-<channel>`: what the channel's reader made of receipts; its checkpoint. */
export type IntakeEvent =
  | {
      readonly type: 'ReceiptsHandled';
      readonly data: {
        readonly at: Millis;
        /** Per writer: every receipt up to this version of its stream has been read. */
        readonly upTo: Readonly<Record<string, number>>;
        /** Calls in this batch. */
        readonly calls: number;
        readonly counts: VerdictCounts;
        readonly exceptions: readonly ItemException[];
      };
    }
  /** Calls that were not accepted, at most one event per minute and channel. */
  | {
      readonly type: 'CallsRefused';
      readonly data: { readonly from: Millis; readonly until: Millis; readonly counts: Readonly<Record<RefusalReason, number>> };
    }
  /** The balance of a day, appended before its receipts are forgotten (design 7). */
  | {
      readonly type: 'DayBalanced';
      readonly data: { readonly day: string; readonly calls: number; readonly counts: VerdictCounts };
    };

export type RefusalReason = 'BadSignature' | 'WrongSecret' | 'TooLarge';

/** `parked-<channel>`: items that could not be handled, whole, until a person replays or dismisses them. */
export type ParkedEvent =
  | {
      readonly type: 'ItemParked';
      readonly data: {
        readonly parked: string;
        readonly at: Millis;
        readonly receipt: string;
        readonly item: number;
        readonly receivedAt: Millis;
        readonly reason: string;
        /** The parsed item, sealed with a key of its own (`parked-<id>`). */
        readonly content: Sealed;
        /** Whose it is, as far as it is known, so that an erasure finds it. */
        readonly customer?: string;
        /** What proved its call: a replay finds a sibling's number as the first reading did. */
        readonly provenBy?: readonly string[];
        /** Under which protocol's path the call came. */
        readonly protocol?: ProtocolName;
      };
    }
  | { readonly type: 'ParkedReplayed'; readonly data: { readonly parked: string; readonly at: Millis; readonly verdict: Verdict } }
  | {
      readonly type: 'ParkedDismissed';
      readonly data: { readonly parked: string; readonly at: Millis; readonly reason: 'dismissed' | 'erased' };
    };

export const noCounts: VerdictCounts = { handled: 0, duplicate: 0, ignored: 0, foreign: 0, unreadable: 0, parked: 0 };

export const addCounts = (one: VerdictCounts, other: VerdictCounts): VerdictCounts =>
  Object.fromEntries(verdicts.map((verdict) => [verdict, one[verdict] + other[verdict]])) as VerdictCounts;
