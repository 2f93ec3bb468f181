import type { ChannelKey } from '../kernel/streams.js';
import type { Millis } from '../kernel/time.js';
import type { Sealed } from '../kernel/vault.js';
import type { ClaimKind } from '../number/claim-key.js';
import type { Findings, SavedSecret } from './credentials.js';
import type { Papers } from './outbound.js';
import type { Proposal } from './proposal.js';
import type { ProtocolName, RegistrationStep } from './protocol.js';
import type { SessionSettings } from './session-settings.js';

interface Happening<Type extends string, Data extends object> {
  readonly type: Type;
  readonly data: Readonly<Data>;
}

/** The wizard's first save. `address` is the unguessable part of the webhook path, one per channel for ever. */
export type ChannelConnected = Happening<
  'ChannelConnected',
  { readonly protocol: ProtocolName; readonly number: string; readonly address: string }
>;

/** With Meta Cloud the verify token, else the last part of the path. */
export type WebhookSecretGenerated = Happening<
  'WebhookSecretGenerated',
  { readonly secret: Sealed; readonly fingerprint: string }
>;

/** All credentials of the protocol in force, the kept ones included. */
export type CredentialsSaved = Happening<
  'CredentialsSaved',
  {
    readonly values: Readonly<Record<string, string>>;
    readonly secrets: Readonly<Record<string, SavedSecret>>;
    /** Name of the secret that proves the provider's calls, where one does (Meta: the app secret). */
    readonly proofField?: string;
    /** The provider's account or organisation, as its check said: who shares it shares the registration (design 5.2). */
    readonly account?: string;
    /** What the provider said of them at the save, and when it was asked; absent where it was not, or cannot be. */
    readonly found?: Findings & { readonly at: Millis };
  }
>;

/** The one before stays valid until an hour after the first verified call with this one. */
export type WebhookSecretRegenerated = Happening<
  'WebhookSecretRegenerated',
  { readonly secret: Sealed; readonly fingerprint: string }
>;

/** Which of a channel's secrets: of which protocol, and whether it signs calls or stands in the path (or the challenge). */
export interface SecretNamed {
  readonly protocol: ProtocolName;
  readonly what: 'app-secret' | 'webhook-secret';
  readonly fingerprint: string;
}

/** The first verified call with a secret that replaces older ones. */
export type NewSecretSeen = Happening<'NewSecretSeen', SecretNamed & { readonly at: Millis }>;

/** An old secret whose hour is over. */
export type WebhookSecretRetired = Happening<'WebhookSecretRetired', SecretNamed>;

/** An old secret that an operator ended at once (_Revoke now_). */
export type WebhookSecretRevoked = Happening<'WebhookSecretRevoked', SecretNamed>;

/** The provider took our address. `fingerprint` is that of the secret in the registered path. */
export type EndpointRegistered = Happening<
  'EndpointRegistered',
  { readonly protocol: ProtocolName; readonly at: Millis; readonly by: EndpointCause; readonly fingerprint: string }
>;

/** Somebody pressed _Set Endpoint_, or a regenerated secret brought a new path. */
export type EndpointCause = 'set-endpoint' | 'regenerated-secret';

/** `words` are the provider's, without our path. */
export type EndpointRegistrationFailed = Happening<
  'EndpointRegistrationFailed',
  { readonly protocol: ProtocolName; readonly at: Millis; readonly words: string; readonly step?: RegistrationStep }
>;

export type SessionSettingsChanged = Happening<'SessionSettingsChanged', { readonly settings: SessionSettings }>;

export type ProtocolChanged = Happening<'ProtocolChanged', { readonly protocol: ProtocolName }>;

export type NumberChanged = Happening<'NumberChanged', { readonly number: string }>;

/** The first real inbound message; `receipt` is its event id. */
export type ChannelProven = Happening<'ChannelProven', { readonly receipt: string }>;

/** What may be said of a failed call in clear: the provider's details can name a customer and stay out. */
export type PausePapers = Pick<Papers, 'code' | 'title' | 'httpStatus' | 'requestId'>;

/** The provider refused our credentials or account: nothing is sent until an operator acts. */
export type SendingPaused = Happening<'SendingPaused', { readonly at: Millis; readonly papers: PausePapers }>;

export type SendingResumed = Happening<'SendingResumed', Record<string, never>>;

/** A change of the published configuration that waits for a second person. */
export type ChangeProposed = Happening<'ChangeProposed', Proposal>;

/** What was proposed is saved, by whoever approved it. */
export type ChangeApproved = Happening<'ChangeApproved', { readonly proposal: string; readonly by: string; readonly proposedBy: string }>;

export type ChangeRejected = Happening<'ChangeRejected', { readonly proposal: string; readonly by: string }>;

export type ChangeWithdrawn = Happening<'ChangeWithdrawn', { readonly proposal: string; readonly by: string }>;

export type ChannelDisconnected = Happening<'ChannelDisconnected', Record<string, never>>;

/**
 * A claim that this channel does not bear out was given up, to `takenBy` where another channel took it. Written at the
 * version that was read, so a save in flight conflicts and starts over.
 */
export type ClaimLapsed = Happening<
  'ClaimLapsed',
  { readonly claim: string; readonly what: ClaimKind; readonly takenBy?: ChannelKey }
>;

/** `channel-<agentId>.<version>` */
export type ChannelEvent =
  | ChannelConnected
  | WebhookSecretGenerated
  | CredentialsSaved
  | WebhookSecretRegenerated
  | NewSecretSeen
  | WebhookSecretRetired
  | WebhookSecretRevoked
  | EndpointRegistered
  | EndpointRegistrationFailed
  | SessionSettingsChanged
  | ProtocolChanged
  | NumberChanged
  | ChannelProven
  | SendingPaused
  | SendingResumed
  | ChangeProposed
  | ChangeApproved
  | ChangeRejected
  | ChangeWithdrawn
  | ChannelDisconnected
  | ClaimLapsed;
