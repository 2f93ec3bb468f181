import type { Millis } from '../kernel/time.js';
import type { ClaimKind } from '../number/claim-key.js';
import type { Identifiers, InboundItem, InboundMedia } from './inbound.js';
import type { Outbound, Papers, SendOutcome } from './outbound.js';

export const protocolNames = ['meta-cloud', 'coster', 'qontak'] as const;
export type ProtocolName = (typeof protocolNames)[number];

/** One field of a channel's credentials, as the form shows it and the API takes it. */
export interface CredentialField {
  /** Key in `Credentials` and in the API. */
  readonly name: string;
  /** Label on screen, e.g. `Phone Number ID`. */
  readonly label: string;
  /** Secret ones are sealed, write-only, shown as fingerprint and last four. */
  readonly secret: boolean;
  readonly required: boolean;
  /** This field names our number at the provider: one channel holds it at a time (a claim). */
  readonly claim?: ClaimKind;
  /** Channels that show the same value here share an account: a warning that names the other, never a refusal. */
  readonly shared?: boolean;
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
  | { readonly kind: 'checked'; readonly problems: readonly CredentialProblem[]; readonly number?: string; readonly name?: string }
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
  readonly capabilities: Capabilities;
  /** Which credentials prove a call: names of secret fields (Meta: the app secret), or the webhook secret in the path. */
  readonly proof: { readonly by: 'signature'; readonly field: string } | { readonly by: 'path' };
  /** Whether the call is genuine under one of `secrets`, compared in constant time over the raw bytes. */
  verify(call: WebhookCall, secrets: readonly string[]): boolean;
  /** Answers a verification GET: the text to echo, or undefined to refuse. */
  challenge?(query: Readonly<Record<string, string | undefined>>, verifyTokens: readonly string[]): string | undefined;
  /** Every item of a body, one event each, in the order of the body. Pure, total. */
  parse(rawBody: Uint8Array): readonly InboundItem[];
  /** Whether the item speaks of this channel: its `address` is one of the channel's identifiers or its number. */
  addressedTo(address: string, channel: { credentials: Credentials; number: string }): boolean;
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
  ): Promise<{ kind: 'registered' } | { kind: 'failed'; papers: Papers }>;
}
