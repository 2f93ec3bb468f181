import type { Language, UnknownReplies } from '../channel/session-settings.js';
import type { Millis } from '../kernel/time.js';
import type { Sealed } from '../kernel/vault.js';

/**
 * One conversation: everything between a channel and a customer (design 4). The state is what the rules need since the
 * newest `SessionStarted`; texts, names, numbers and provider ids stay sealed and are carried unread.
 */
export interface Conversation {
  /** The latest time of any event; times of a conversation never run backwards. */
  readonly at: Millis;
  /** What outlives a session. */
  readonly carried: Carried;
  readonly session: Session;
  /** Set where the customer turned out to be another one, whose conversation goes on. */
  readonly mergedInto?: string;
}

export interface Carried {
  /** The customer's identifiers, sealed, as last seen. */
  readonly who?: Sealed;
  /** When the 24-hour window was last opened: the customer's last message, by the earlier of receipt and stamp. */
  readonly lastInboundAt?: Millis;
  /** Latest provider stamp of a customer's message. */
  readonly latestStamp?: Millis;
  /** What the agent last named as the customer's language; the channel's own until then. */
  readonly language?: Language;
  /** Qontak's room, sealed. */
  readonly room?: Sealed;
  /** Messages on their way, oldest first, and accepted ones whose statuses may still come. */
  readonly sends: readonly Send[];
  /** Statuses that came before the message they speak of was known; the newest few. */
  readonly early: readonly EarlyStatus[];
  /** Customers who turned out to be this one. */
  readonly absorbed: readonly string[];
}

export interface EarlyStatus {
  readonly message: string;
  readonly status: string;
  readonly at: Millis;
  readonly stamp?: Millis;
  readonly papers?: FailurePapers;
  readonly cause: Cause;
}

export type Session = { readonly status: 'none' } | ActiveSession | EndedSession;

export interface EndedSession {
  readonly status: 'ended';
  readonly id: string;
  readonly endedAt: Millis;
  readonly reason: EndReason;
  readonly seen: Seen;
  readonly stampBefore?: Millis;
}

export interface ActiveSession {
  readonly status: 'active';
  readonly id: string;
  readonly startedAt: Millis;
  /** Latest provider stamp before those in `seen`: what is not later must be looked up before it counts as new. */
  readonly stampBefore?: Millis;
  readonly seen: Seen;
  readonly settings: SettingsInForce;
  /** Turns so far. */
  readonly turns: number;
  readonly asks: number;
  /** Sends so far. */
  readonly queued: number;
  /** What the customer said and no turn has taken yet. */
  readonly unanswered: readonly WaitingMessage[];
  readonly turn?: Turn;
  /** The agent asked for the end with its last answer; it comes when the replies are settled. */
  readonly endWanted: boolean;
  readonly held?: Hold;
  /** Absent while an answer is owed or a person holds the session. */
  readonly silence?: Silence;
}

/** The newest messages of this session, oldest first. What is not among them any more is found by a look-up. */
export type Seen = readonly SeenMessage[];

export interface SeenMessage {
  readonly message: string;
  /** What brought it: `<receipt>/<item>`. */
  readonly cause: string;
  readonly stamp?: Millis;
}

/** The part of the settings that rules a silence, and which revision of the channel's configuration it comes from. */
export interface SettingsInForce {
  readonly revision: number;
  readonly askUserToEndSession: boolean;
  readonly delayBeforeAsk: Millis;
  readonly delayBeforeEnd: Millis;
  /** A closing text is set in the channel's own language, and in which languages one is. */
  readonly closes: boolean;
  readonly closesIn?: readonly Language[];
  readonly unknownReplies?: UnknownReplies;
}

export interface WaitingMessage {
  /** Keyed hash of the provider's id. */
  readonly message: string;
  readonly at: Millis;
  readonly content: Sealed;
}

export interface Turn {
  readonly id: string;
  /** Empty once a person has answered them: they are history then, and the turn is of no use any more. */
  readonly messages: readonly WaitingMessage[];
  readonly startedAt: Millis;
  readonly attempts: number;
  readonly stage: { readonly is: 'running'; readonly since: Millis } | { readonly is: 'resting'; readonly until: Millis };
}

export interface Hold {
  readonly by: 'operator' | 'room';
  readonly since: Millis;
  /** The oldest message the person has not answered. */
  readonly unansweredSince?: Millis;
}

export interface Silence {
  readonly since: Millis;
  readonly settings: SettingsInForce;
  readonly ask: Ask;
}

export type Ask =
  | { readonly stage: 'none' }
  | { readonly stage: 'requested'; readonly id: string }
  | { readonly stage: 'attempted'; readonly id: string }
  /** `at`: the provider's acceptance. */
  | { readonly stage: 'sent'; readonly id: string; readonly at: Millis }
  /** `at`: the acceptance, or, where there was none, the refusal. */
  | { readonly stage: 'undelivered'; readonly id: string; readonly at: Millis };

export type SendKind = 'reply' | 'operator' | 'ask' | 'closing';

export interface Send {
  readonly id: string;
  readonly kind: SendKind;
  readonly session: string;
  /** Sealed content; asks and closings are worded from the settings of `revision` instead. */
  readonly content?: Sealed;
  readonly revision?: number;
  /** Approved by the provider beforehand: may be said outside the window. */
  readonly template?: boolean;
  /** What the customer said that this reply is about: it waits again where a person turns out to have the room. */
  readonly answers?: readonly WaitingMessage[];
  readonly attempts: number;
  readonly stage:
    | { readonly is: 'queued'; readonly notBefore: Millis }
    | { readonly is: 'attempted'; readonly at: Millis }
    /** The call ended without an answer; evidence may come. */
    | { readonly is: 'unknown'; readonly attemptedAt: Millis; readonly at: Millis }
    /** `unconfirmed`: a status or the lapse of time said so; our own call's answer, with the provider's id, may still come. */
    | { readonly is: 'accepted'; readonly at: Millis; readonly message?: string; readonly status: string; readonly unconfirmed?: true };
}

export const endReasons = [
  'customer-confirmed',
  'no-answer',
  'ask-undelivered',
  'inactivity',
  'agent',
  'operator',
  'channel-closed',
  'merged',
  'erased',
] as const;
export type EndReason = (typeof endReasons)[number];

/** What caused an event of a conversation from outside: the item of a webhook call. */
export interface Cause {
  readonly receipt: string;
  readonly item: number;
}

/** A provider's failure as an event keeps it: the code in clear, the words sealed. */
export interface FailurePapers {
  readonly code?: string;
  readonly words?: Sealed;
}

export const nobody: Conversation = {
  at: 0,
  carried: { sends: [], early: [], absorbed: [] },
  session: { status: 'none' },
};
