import type { Millis } from '../kernel/time.js';
import type { Sealed } from '../kernel/vault.js';
import type { EndpointCause, SecretNamed } from './channel-events.js';
import type { Findings, SavedCredentials } from './credentials.js';
import type { Papers } from './outbound.js';
import type { CredentialField, ProtocolName, RegistrationStep } from './protocol.js';
import type { Proposal } from './proposal.js';
import type { SessionSettings } from './session-settings.js';

interface Order<Type extends string> {
  readonly type: Type;
  readonly now: Millis;
}

export interface NewSecret {
  readonly secret: Sealed;
  readonly fingerprint: string;
}

/** `address` and the secret are made by chance at the edge; a channel that was connected before keeps its own. */
export interface ConnectChannel extends Order<'ConnectChannel'> {
  readonly protocol: ProtocolName;
  readonly number: string;
  readonly address: string;
  readonly webhookSecret: NewSecret;
}

/** What was entered in the form of `protocol`; secrets that are not named are kept, those in `removed` are dropped. */
export interface SaveCredentials extends Order<'SaveCredentials'>, SavedCredentials {
  readonly protocol: ProtocolName;
  readonly fields: readonly CredentialField[];
  /** The protocol's `proof.field`, where calls are proven by a signature. */
  readonly proofField?: string;
  readonly removed?: readonly string[];
  /** The account or organisation that the provider's check found them to belong to. */
  readonly account?: string;
  /** What else that check found. */
  readonly found?: Findings;
}

export interface RegenerateWebhookSecret extends Order<'RegenerateWebhookSecret'> {
  readonly webhookSecret: NewSecret;
}

/** A verified call came with this secret. */
export interface NoteSecretSeen extends Order<'NoteSecretSeen'>, SecretNamed {}

/** Writes down which old secrets are over; they stopped being valid by themselves. */
export type RetireSecrets = Order<'RetireSecrets'>;

/** `Revoke now`. Whether other channels' traffic uses that path is the caller's to find out. */
export interface RevokeSecret extends Order<'RevokeSecret'>, SecretNamed {
  readonly otherTrafficUsesIt: boolean;
}

export interface NoteEndpointRegistered extends Order<'NoteEndpointRegistered'> {
  readonly protocol: ProtocolName;
  readonly by: EndpointCause;
  readonly fingerprint: string;
}

/** `words` are shown to operators and kept in clear: the caller takes our path and everything secret out of them. */
export interface NoteEndpointFailed extends Order<'NoteEndpointFailed'> {
  readonly protocol: ProtocolName;
  readonly words: string;
  readonly step?: RegistrationStep;
}

export interface ChangeSessionSettings extends Order<'ChangeSessionSettings'> {
  readonly settings: SessionSettings;
}

export interface ChangeProtocol extends Order<'ChangeProtocol'> {
  readonly protocol: ProtocolName;
}

export interface ChangeNumber extends Order<'ChangeNumber'> {
  readonly number: string;
}

export interface ProveChannel extends Order<'ProveChannel'> {
  readonly receipt: string;
}

/** `revision` is the channel's at the time of the call that failed. */
export interface PauseSending extends Order<'PauseSending'> {
  readonly revision: number;
  readonly papers: Papers;
}

/** `by`: who gives the command, by his opaque id. */
export interface ProposeChange extends Order<'ProposeChange'> {
  readonly proposal: string;
  readonly by: string;
  readonly steps: Proposal['steps'];
  readonly reason?: string;
}

interface AboutProposal<Type extends string> extends Order<Type> {
  readonly proposal: string;
  readonly by: string;
}

/** Given once the steps are saved. */
export type ApproveChange = AboutProposal<'ApproveChange'>;
export type RejectChange = AboutProposal<'RejectChange'>;
export type WithdrawChange = AboutProposal<'WithdrawChange'>;

export type ResumeSending = Order<'ResumeSending'>;

export interface DisconnectChannel extends Order<'DisconnectChannel'> {
  /** The proposal that asked for it, and who approves it: nothing waits at a channel that is gone. */
  readonly approved?: Pick<ApproveChange, 'proposal' | 'by'>;
}

export type ChannelCommand =
  | ConnectChannel
  | SaveCredentials
  | RegenerateWebhookSecret
  | NoteSecretSeen
  | RetireSecrets
  | RevokeSecret
  | NoteEndpointRegistered
  | NoteEndpointFailed
  | ChangeSessionSettings
  | ChangeProtocol
  | ChangeNumber
  | ProveChannel
  | PauseSending
  | ResumeSending
  | ProposeChange
  | ApproveChange
  | RejectChange
  | WithdrawChange
  | DisconnectChannel;

export type ChannelReason =
  | 'AlreadyConnected'
  | 'AlreadyPaused'
  | 'AlreadyProven'
  | 'ApprovalNeeded'
  | 'CredentialsHaveChanged'
  | 'CredentialsRefused'
  | 'CurrentSecret'
  | 'NoSuchProposal'
  | 'NotConnected'
  | 'NotPaused'
  | 'NotYourProposal'
  | 'NothingChanged'
  | 'NothingToRetire'
  | 'NumberMissing'
  | 'NumberNotValid'
  | 'OtherTrafficUsesIt'
  | 'OwnProposal'
  | 'ProposalWaits'
  | 'ProtocolHasChanged'
  | 'ReasonMissing'
  | 'SecretIsNotNew'
  | 'SecretUnknown'
  | 'SetEndpointFirst'
  | 'SettingsRefused';
