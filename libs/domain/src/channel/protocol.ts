import type { Millis } from '../kernel/time.js';
import type { ClaimKind } from '../number/claim-key.js';
import type { Findings } from './credentials.js';
import type { Addressed, Identifiers, InboundItem, InboundMedia, InboundRoom } from './inbound.js';
import type { Outbound, Papers, SendOutcome } from './outbound.js';

/** Those that a number is connected with; the wizard offers them. */
export const protocolNames = ['meta-cloud', 'coster', 'qontak'] as const;
export type ProviderName = (typeof protocolNames)[number];

/** The phone in the CMS: a protocol without a provider, spoken by trial channels alone. */
export const TRY_IT = 'try-it';
export const everyProtocolName = [...protocolNames, TRY_IT] as const;
export type ProtocolName = (typeof everyProtocolName)[number];

/** One field of a channel's credentials, as the form shows it and the API takes it. */
export interface CredentialField {
  /** Key in `Credentials` and in the API. */
  readonly name: string;
  /** Label on screen, e.g. `Phone Number ID`. */
  readonly label: string;
  /** Secret ones are sealed, write-only, shown as fingerprint and last four. */
  readonly secret: boolean;
  readonly required: boolean;
  /** Required only where another field has this value; empty counts as the first of its options. */
  readonly requiredWhen?: { readonly field: string; readonly value: string };
  /** This field names our number at the provider: one channel holds it at a time (a claim). */
  readonly claim?: ClaimKind;
  /** Channels that show the same value here share an account, or a part of one: a warning that names the other, never a refusal. */
  readonly shared?: boolean;
  /** Rarely changed: how the provider is spoken to, where its documents leave room. Not required, folded away in the form. */
  readonly advanced?: boolean;
  /** The only values it may have; the first is what an empty field means. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
}

/** Values of `credentialFields` by name, opened; lives in memory only while a call needs it. */
export type Credentials = Readonly<Record<string, string>>;

export interface Capabilities {
  /** Reply buttons in one message; 0 = none, numbered text instead. */
  readonly buttons: number;
  /** Longest title of a button, in characters. */
  readonly buttonTitle: number;
  /** Rows of a list; 0 = none. */
  readonly listRows: number;
  readonly typing: boolean;
  readonly readMarks: boolean;
  readonly mediaByLink: boolean;
  readonly templates: boolean;
  /** Messages per second that a number may send, all customers together. */
  readonly perSecond: number;
}

/** One HTTP call of a provider, as it came. */
export interface WebhookCall {
  readonly rawBody: Uint8Array;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The last part of the path, where the protocol proves itself by it. */
  readonly pathSecret?: string;
}

export interface FetchedMedia {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
}

export interface CallOptions {
  /** Time after which a call is given up; its outcome is then `unknown`. */
  readonly timeout: Millis;
}

/** What a failed check of credentials says, at the field it belongs to. */
export interface CredentialProblem {
  readonly field: string;
  readonly problem: string;
}

/** What a provider says of credentials. */
export type CredentialCheck =
  /** `number` is the number as the provider knows it, digits only. No problems = they hold. */
  | {
      readonly kind: 'checked';
      readonly problems: readonly CredentialProblem[];
      readonly number?: string;
      readonly name?: string;
      /** The account or organisation they belong to: channels of one account share its registration (design 5.2). */
      readonly account?: string;
      /** What the provider has borne out; absent where it cannot be asked (Coster). */
      readonly found?: Findings;
    }
  /** The provider could not be asked; nothing is known. */
  | { readonly kind: 'unanswered'; readonly reason: string };

/**
 * How a provider is spoken to. A protocol is a folder that can be deleted; a capability it lacks is a method it does
 * not have. Nothing here throws for what a provider sends or answers.
 */
export interface Protocol {
  readonly name: ProtocolName;
  /** On screen: `Meta Cloud`. */
  readonly title: string;
  readonly bestFor: string;
  readonly requires: string;
  readonly credentialFields: readonly CredentialField[];
  /** What it can do unless a channel's credentials say otherwise. */
  readonly capabilities: Capabilities;
  /** What a channel with these credentials can do; `capabilities` where the protocol does not have it. */
  capabilitiesWith?(credentials: Credentials): Capabilities;
  /** Which credentials prove a call: names of secret fields (Meta: the app secret), or the webhook secret in the path. */
  readonly proof: { readonly by: 'signature'; readonly field: string } | { readonly by: 'path' };
  /** Whether the call is genuine under one of `secrets`, compared in constant time over the raw bytes. */
  verify(call: WebhookCall, secrets: readonly string[]): boolean;
  /** Answers a verification GET: the text to echo, or undefined to refuse. */
  challenge?(query: Readonly<Record<string, string | undefined>>, verifyTokens: readonly string[]): string | undefined;
  /** Every item of a body, one event each, in the order of the body. Pure, total. */
  parse(rawBody: Uint8Array): readonly InboundItem[];
  /** Whether an item that names somebody speaks of this channel: by the channel's identifiers or its number. */
  addressedTo(item: Addressed, channel: { credentials: Credentials; number: string }): boolean;
  send(outbound: Outbound, credentials: Credentials, options: CallOptions): Promise<SendOutcome>;
  /** Best effort: marks the message read and shows that an answer is being written. Never throws. */
  showTyping?(to: { message: string; customer: Identifiers }, credentials: Credentials, options: CallOptions): Promise<void>;
  /** Brings a medium's bytes; `maxBytes` is the limit. The token goes to the provider's own host only. */
  fetchMedia?(
    media: InboundMedia,
    credentials: Credentials,
    options: CallOptions & { maxBytes: number },
  ): Promise<
    | { kind: 'fetched'; media: FetchedMedia }
    | { kind: 'retry'; reason: string }
    | { kind: 'refused'; reason: string }
  >;
  /** Asks the provider whether the credentials hold and belong together. Never throws. */
  checkCredentials?(credentials: Credentials, options: CallOptions): Promise<CredentialCheck>;
  /**
   * Has the provider call `callbackUrl` for this number alone. The verification GET comes while this call is under way,
   * so the address must accept `verifyToken` already. Never throws.
   */
  registerCallback?(
    callback: { callbackUrl: string; verifyToken: string },
    credentials: Credentials,
    options: CallOptions,
  ): Promise<Registration>;
  /**
   * Has the provider call `url` for everything behind these credentials, and reads back that it will (Qontak's _Set
   * Endpoint_). An operator's button, never part of a save. Never throws.
   */
  setEndpoint?(endpoint: { url: string }, credentials: Credentials, options: CallOptions): Promise<Registration>;
  /** Where the provider has it: whether a person holds the room. Never throws. */
  readRoom?(room: string, credentials: Credentials, options: CallOptions): Promise<RoomReading>;
  /** Closes a room whose session has ended; nothing where the credentials do not say so. Best effort, never throws. */
  resolveRoom?(room: string, credentials: Credentials, options: CallOptions): Promise<void>;
  /** Looks in the provider's own history whether a send of unknown outcome had its effect at or after `since`. Never throws. */
  findSent?(sent: { outbound: Outbound; since: Millis }, credentials: Credentials, options: CallOptions): Promise<SentEvidence>;
}

/** What a provider made of our address. `papers` are its words, without our path. */
export type Registration =
  | { readonly kind: 'registered' }
  /** `step`: which of several failed, where the provider answers them apart; those before it are done. */
  | { readonly kind: 'failed'; readonly papers: Papers; readonly step?: RegistrationStep };

/** Our app hears of the account at all; its calls come to our address. */
export type RegistrationStep = 'subscription' | 'callback';

export type RoomReading = { readonly kind: 'read'; readonly room: InboundRoom } | { readonly kind: 'unanswered'; readonly reason: string };

export type SentEvidence =
  /** `id` is the provider's id of the message. */
  | { readonly kind: 'found'; readonly id: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'unanswered'; readonly reason: string };
