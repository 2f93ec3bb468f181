import type { Language } from '../channel/session-settings.js';
import type { Millis } from '../kernel/time.js';
import type { Sealed } from '../kernel/vault.js';
import type {
  Carried,
  Cause,
  EndReason,
  FailurePapers,
  SendKind,
  SettingsInForce,
  WaitingMessage,
} from './conversation.js';

interface Happening<Type extends string, Data extends object> {
  readonly type: Type;
  readonly data: Data & { readonly at: Millis };
}

export type SessionStarted = Happening<
  'SessionStarted',
  { readonly session: string; readonly settings: SettingsInForce; readonly carried: Carried }
>;

/** `content` is sealed: the parsed message with the provider's id, name and stamp. */
export type MessageReceived = Happening<
  'MessageReceived',
  {
    readonly session: string;
    readonly message: string;
    readonly kind: string;
    readonly stamp?: Millis;
    /** False for an answer to the ask, which is not the agent's business. */
    readonly toAgent: boolean;
    readonly content: Sealed;
    readonly who?: Sealed;
    /** The provider's room, sealed, where it is another than before. */
    readonly room?: Sealed;
    readonly cause: Cause;
  }
>;

export type AskAnswered = Happening<
  'AskAnswered',
  { readonly session: string; readonly ask: string; readonly answer: Answer; readonly message: string }
>;

/** What the customer answered to an ask. */
export type Answer = 'go-on' | 'end';

export type SettingsNoted = Happening<'SettingsNoted', { readonly session: string; readonly settings: SettingsInForce }>;

export type TurnStarted = Happening<
  'TurnStarted',
  { readonly session: string; readonly turn: string; readonly attempt: number; readonly messages: readonly string[] }
>;

export type TurnAnswered = Happening<
  'TurnAnswered',
  {
    readonly session: string;
    readonly turn: string;
    readonly replies: readonly { readonly send: string; readonly content: Sealed; readonly template?: boolean }[];
    readonly endSession: boolean;
    /** Why the replies are not sent, or the end that was asked for does not come. */
    readonly notSent?: 'Held';
    readonly endIgnored?: 'CustomerSpokeMeanwhile';
    /** The customer's language, where the agent named it. */
    readonly language?: Language;
  }
>;

export type TurnFailed = Happening<
  'TurnFailed',
  { readonly session: string; readonly turn: string; readonly attempt: number; readonly reason: string; readonly retryAt: Millis }
>;

export type TurnGivenUp = Happening<'TurnGivenUp', { readonly session: string; readonly turn: string; readonly reason: string }>;

export type AskRequested = Happening<
  'AskRequested',
  { readonly session: string; readonly ask: string; readonly revision: number }
>;

export type AskWithdrawn = Happening<
  'AskWithdrawn',
  { readonly session: string; readonly ask: string; readonly reason: 'Activity' | 'Held' | 'SessionIsOver' }
>;

/** The ask was not made at all: the window was shut when it was due. */
export type AskForbidden = Happening<
  'AskForbidden',
  { readonly session: string; readonly ask: string; readonly revision: number; readonly reason: 'OutsideServiceWindow' }
>;

export type OperatorSpoke = Happening<
  'OperatorSpoke',
  { readonly session: string; readonly send: string; readonly content: Sealed; readonly template?: boolean; readonly operator: string }
>;

/** The claim before the call (design 5.5). */
export type SendAttempted = Happening<
  'SendAttempted',
  { readonly send: string; readonly kind: SendKind; readonly attempt: number; readonly revision?: number }
>;

export type SendAccepted = Happening<
  'SendAccepted',
  {
    readonly send: string;
    /** Keyed hash of the provider's id of the message, and the id itself, sealed. */
    readonly message?: string;
    readonly providerId?: Sealed;
    /** How we know: the call's answer, a status, or nothing at all (an ask of unknown outcome counts as sent). */
    readonly by: 'answer' | 'status' | 'nothing';
    readonly notes?: readonly string[];
  }
>;

/** Our own call's answer, after a status had said as much: what only the answer says. */
export type SendConfirmed = Happening<
  'SendConfirmed',
  { readonly send: string; readonly message?: string; readonly providerId?: Sealed; readonly notes?: readonly string[] }
>;

export type SendPostponed = Happening<
  'SendPostponed',
  { readonly send: string; readonly retryAt: Millis; readonly reason: string; readonly papers?: FailurePapers }
>;

export type SendOutcomeUnknown = Happening<'SendOutcomeUnknown', { readonly send: string }>;

export type SendRefused = Happening<
  'SendRefused',
  { readonly send: string; readonly kind: SendKind; readonly reason: string; readonly papers?: FailurePapers }
>;

/** A status that climbed. */
export type SendStatusChanged = Happening<
  'SendStatusChanged',
  { readonly send: string; readonly status: string; readonly stamp?: Millis; readonly papers?: FailurePapers; readonly cause: Cause }
>;

/** A status of a message that this session does not know; views rank it. */
export type StatusNoted = Happening<
  'StatusNoted',
  { readonly message: string; readonly status: string; readonly stamp?: Millis; readonly papers?: FailurePapers; readonly cause: Cause }
>;

export type SessionTakenOver = Happening<
  'SessionTakenOver',
  { readonly session: string; readonly by: 'operator' | 'room'; readonly operator?: string }
>;

export type SessionHandedBack = Happening<
  'SessionHandedBack',
  { readonly session: string; readonly by: 'operator' | 'room' | 'hold-limit' }
>;

/** A person who has the room said something there: what the customer said before it is history. */
export type AnsweredInRoom = Happening<'AnsweredInRoom', { readonly session: string; readonly cause: Cause }>;

export type SessionEnded = Happening<
  'SessionEnded',
  {
    readonly session: string;
    readonly reason: EndReason;
    /** The configuration revision that ruled the silence that ended, where one did. */
    readonly revision?: number;
    readonly ask?: string;
    /** Our id of the closing message, where one is to be said. */
    readonly closing?: string;
  }
>;

/** Another identifier of this customer was known as somebody else: what he carries comes over. */
export type CustomerMerged = Happening<
  'CustomerMerged',
  { readonly from: string; readonly carried: Carried; readonly unanswered: readonly WaitingMessage[] }
>;

export type MergedInto = Happening<'MergedInto', { readonly into: string }>;

/** A medium's bytes are in the content store under `media`. */
export type MediaFetched = Happening<
  'MediaFetched',
  { readonly message: string; readonly media: string; readonly bytes: number; readonly mimeType: string }
>;

/** A medium will not come: refused, erased, or not to be had for a day. */
export type MediaNotFetched = Happening<'MediaNotFetched', { readonly message: string; readonly reason: string }>;

export type ConversationEvent =
  | SessionStarted
  | MessageReceived
  | AskAnswered
  | SettingsNoted
  | TurnStarted
  | TurnAnswered
  | TurnFailed
  | TurnGivenUp
  | AskRequested
  | AskWithdrawn
  | AskForbidden
  | OperatorSpoke
  | SendAttempted
  | SendAccepted
  | SendConfirmed
  | SendPostponed
  | SendOutcomeUnknown
  | SendRefused
  | SendStatusChanged
  | StatusNoted
  | SessionTakenOver
  | SessionHandedBack
  | AnsweredInRoom
  | SessionEnded
  | CustomerMerged
  | MergedInto
  | MediaFetched
  | MediaNotFetched;
