import type { RoomState } from '../channel/inbound.js';
import type { Language } from '../channel/session-settings.js';
import type { Millis } from '../kernel/time.js';
import type { Sealed } from '../kernel/vault.js';
import type { Carried, Cause, FailurePapers, SettingsInForce, WaitingMessage } from './conversation.js';
import type { Answer } from './events.js';

/** Every command says when it is and which settings are in force by then. */
interface Order<Type extends string> {
  readonly type: Type;
  readonly now: Millis;
  readonly settings: SettingsInForce;
}

export interface ReceiveMessage extends Order<'ReceiveMessage'> {
  /** Keyed hash of the provider's id. */
  readonly message: string;
  readonly kind: string;
  /** The provider's stamp. */
  readonly stamp?: Millis;
  readonly content: Sealed;
  readonly who?: Sealed;
  /** The message is a tap on one of our ask's buttons. */
  readonly button?: { readonly ask: string; readonly answer: Answer };
  /** The message reads like an answer; counts only while one is awaited. */
  readonly typed?: Answer;
  /** The customer's room, where the provider keeps one, and whether a person has it by now. */
  readonly room?: Sealed;
  readonly roomState?: RoomState;
  /** Where a look-up found it in an earlier session (see `needsLookUp`): what brought it then. */
  readonly knownBefore?: Cause;
  /** Id of the session that begins if none is active. */
  readonly newSession: string;
  readonly cause: Cause;
}

export interface ReceiveStatus extends Order<'ReceiveStatus'> {
  readonly message?: string;
  readonly send?: string;
  readonly status: string;
  readonly stamp?: Millis;
  readonly papers?: FailurePapers;
  readonly cause: Cause;
}

export type StartTurn = Order<'StartTurn'>;

export interface RecordTurn extends Order<'RecordTurn'> {
  readonly turn: string;
  /** Which attempt the outcome is of; left out: the newest. */
  readonly attempt?: number;
  readonly outcome:
    | { readonly kind: 'answered'; readonly replies: readonly Reply[]; readonly endSession: boolean; readonly language?: Language }
    | { readonly kind: 'failed'; readonly reason: string };
}

/** `template`: the provider approved it beforehand, so no window holds it back. */
export interface Reply {
  readonly content: Sealed;
  readonly template?: boolean;
}

export interface AttemptSend extends Order<'AttemptSend'> {
  readonly send: string;
}

export interface RecordSend extends Order<'RecordSend'> {
  readonly send: string;
  /** Which attempt the outcome is of; left out: the newest. */
  readonly attempt?: number;
  readonly outcome:
    | { readonly kind: 'accepted'; readonly message?: string; readonly providerId?: Sealed; readonly notes?: readonly string[] }
    | { readonly kind: 'retry'; readonly after?: Millis; readonly reason: string; readonly papers?: FailurePapers }
    | { readonly kind: 'refused'; readonly reason: string; readonly papers?: FailurePapers }
    | { readonly kind: 'unknown' };
}

/** The time for evidence is over. */
export interface SettleUnknown extends Order<'SettleUnknown'> {
  readonly send: string;
}

export interface ReachDeadline extends Order<'ReachDeadline'> {
  readonly session: string;
}

export interface EndSession extends Order<'EndSession'> {
  readonly reason: 'operator' | 'channel-closed' | 'erased';
  /** Only this one; the open one when left out. */
  readonly session?: string;
}

export interface TakeOver extends Order<'TakeOver'> {
  readonly by: 'operator' | 'room';
  readonly operator?: string;
}

export interface HandBack extends Order<'HandBack'> {
  readonly by: 'operator' | 'room';
}

/** What an item other than a customer's message says of his room. */
export interface NoteRoom extends Order<'NoteRoom'> {
  readonly roomState?: RoomState;
  /** A person said something in it. */
  readonly answered: boolean;
  readonly cause: Cause;
}

export interface SpeakAsOperator extends Order<'SpeakAsOperator'>, Reply {
  readonly operator: string;
}

/** Another customer turned out to be this one. */
export interface AbsorbCustomer extends Order<'AbsorbCustomer'> {
  readonly from: string;
  readonly carried: Carried;
  readonly unanswered: readonly WaitingMessage[];
  /** Id of the session that begins if none is active and something waits for an answer. */
  readonly newSession: string;
}

export interface MergeInto extends Order<'MergeInto'> {
  readonly into: string;
}

/** What became of a message's medium; says nothing to timers or sessions. */
export interface RecordMedia extends Order<'RecordMedia'> {
  readonly message: string;
  readonly outcome:
    | { readonly kind: 'fetched'; readonly media: string; readonly bytes: number; readonly mimeType: string }
    | { readonly kind: 'not-fetched'; readonly reason: string };
}

export type ConversationCommand =
  | ReceiveMessage
  | ReceiveStatus
  | StartTurn
  | RecordTurn
  | AttemptSend
  | RecordSend
  | SettleUnknown
  | ReachDeadline
  | EndSession
  | TakeOver
  | HandBack
  | NoteRoom
  | SpeakAsOperator
  | AbsorbCustomer
  | MergeInto
  | RecordMedia;

/** Why a command changed nothing. */
export type ConversationReason =
  | 'Duplicate'
  /** The same item of the same call: a crash came between recording and ticking it off. */
  | 'HandledBefore'
  | 'AskIsOver'
  | 'NoActiveSession'
  | 'SessionIsOver'
  | 'NothingToAnswer'
  | 'TurnUnderway'
  | 'TurnIsOver'
  | 'Held'
  | 'NotHeld'
  | 'HeldAlready'
  | 'RoomAsKnown'
  | 'NoSuchSend'
  | 'NotYet'
  | 'AlreadySettled'
  | 'AnswerOwed'
  | 'AskUnderway'
  | 'EvidenceMayStillCome'
  | 'StatusDoesNotClimb'
  | 'UnknownMessage'
  | 'AlreadyMerged';
