import type { Millis } from '../kernel/time.js';
import type { ChannelEvent, PausePapers } from './channel-events.js';
import { noCredentials, type Findings, type SavedCredentials } from './credentials.js';
import { markSeen, putInForce, without, type ProofSecret, type ProofSecrets } from './proof-secrets.js';
import type { Proposal } from './proposal.js';
import type { ProtocolName, RegistrationStep } from './protocol.js';
import { same } from '../kernel/same.js';
import { defaultSessionSettings, type SessionSettings } from './session-settings.js';

/** What the provider was told to call (Qontak: _Set Endpoint_). */
export type Endpoint =
  | { readonly status: 'not-set'; readonly lastFailure?: EndpointFailure }
  | {
      readonly status: 'set';
      readonly at: Millis;
      /** Fingerprint of the webhook secret in the registered path. */
      readonly fingerprint: string;
      /** Other credentials were saved since: it may be set for another account. */
      readonly credentialsChanged: boolean;
      readonly lastFailure?: EndpointFailure;
    };

export interface EndpointFailure {
  readonly at: Millis;
  readonly words: string;
  readonly step?: RegistrationStep;
}

/** What a channel has with one protocol. Kept when it switches to another: the old address stays known (design 8). */
export interface ProtocolSetup extends SavedCredentials {
  readonly appSecrets: ProofSecrets;
  readonly webhookSecrets: ProofSecrets;
  readonly endpoint: Endpoint;
  /** The provider's account or organisation that the credentials belong to, where it said so. */
  readonly account?: string;
  /** Those that it belonged to before: they may still call the address, with other channels' items. */
  readonly formerAccounts: readonly string[];
  /** What the provider said of the credentials when they were saved. */
  readonly found?: Findings & { readonly at: Millis };
}

/** Accounts whose calls may come to the channel's address under this protocol. */
export const accountsOf = ({ account, formerAccounts }: ProtocolSetup): readonly string[] =>
  account === undefined ? formerAccounts : [account, ...formerAccounts];

export type Proof = { readonly status: 'unproven' } | { readonly status: 'proven'; readonly receipt: string };

export type Sending =
  | { readonly status: 'open' }
  | { readonly status: 'paused'; readonly at: Millis; readonly papers: PausePapers };

interface KnownChannel {
  readonly address: string;
  readonly protocol: ProtocolName;
  /** Digits of E.164. */
  readonly number: string;
  /** Number of events so far that changed what is in force; every ask and end names it. */
  readonly revision: number;
  /** The revision since which calls to the provider are made as they are now. */
  readonly credentialsRevision: number;
  readonly settings: SessionSettings;
  readonly setups: Readonly<Partial<Record<ProtocolName, ProtocolSetup>>>;
}

export interface ConnectedChannel extends KnownChannel {
  readonly status: 'connected';
  readonly proof: Proof;
  readonly sending: Sending;
  /** Waits for a second person. */
  readonly proposal?: Proposal;
}

/** Keeps what verifies calls to its address. */
export interface DisconnectedChannel extends KnownChannel {
  readonly status: 'disconnected';
}

export type Channel = { readonly status: 'none' } | ConnectedChannel | DisconnectedChannel;

export const noChannel: Channel = { status: 'none' };

const emptySetup: ProtocolSetup = {
  ...noCredentials, appSecrets: [], webhookSecrets: [], endpoint: { status: 'not-set' }, formerAccounts: [],
};

/** What the channel has with `protocol`, empty where it never had anything. */
export const setupOf = (channel: ConnectedChannel | DisconnectedChannel, protocol: ProtocolName): ProtocolSetup =>
  channel.setups[protocol] ?? emptySetup;

/** Whether an event makes a new revision. */
const makesRevision: Readonly<Record<ChannelEvent['type'], boolean>> = {
  ChannelConnected: true,
  WebhookSecretGenerated: true,
  CredentialsSaved: true,
  WebhookSecretRegenerated: true,
  NewSecretSeen: false,
  WebhookSecretRetired: false,
  WebhookSecretRevoked: true,
  EndpointRegistered: true,
  EndpointRegistrationFailed: false,
  SessionSettingsChanged: true,
  ProtocolChanged: true,
  NumberChanged: true,
  ChannelProven: false,
  SendingPaused: false,
  SendingResumed: false,
  ChangeProposed: false,
  ChangeApproved: false,
  ChangeRejected: false,
  ChangeWithdrawn: false,
  ChannelDisconnected: true,
  ClaimLapsed: false,
};

/** Whether an event changed what is in force. */
export const isRevision = ({ type }: { readonly type: ChannelEvent['type'] }): boolean => makesRevision[type];

/** After these, what failed before says nothing about the credentials in force. */
const renewsCredentials: readonly ChannelEvent['type'][] = [
  'ChannelConnected', 'CredentialsSaved', 'ProtocolChanged', 'NumberChanged',
];

export const evolveChannel = (channel: Channel, event: ChannelEvent): Channel => {
  const next = event.type === 'ChannelConnected' ? connect(channel, event.data) : apply(channel, event);
  if (next.status === 'none' || !makesRevision[event.type]) return next;
  const revision = next.revision + 1;
  return {
    ...next,
    revision,
    credentialsRevision: renewsCredentials.includes(event.type) ? revision : next.credentialsRevision,
  };
};

type ConnectedData = Extract<ChannelEvent, { type: 'ChannelConnected' }>['data'];

/** Connecting again keeps address, settings and old secrets; the credentials are to be entered anew. */
const connect = (channel: Channel, { protocol, number, address }: ConnectedData): Channel => {
  const fresh = { status: 'connected', address, number, proof: { status: 'unproven' }, sending: { status: 'open' } } as const;
  if (channel.status === 'none') {
    const setups = { [protocol]: emptySetup };
    return { ...fresh, protocol, revision: 0, credentialsRevision: 0, settings: defaultSessionSettings, setups };
  }
  const setup = { ...leaving(enter(channel, protocol), undefined), ...noCredentials, found: undefined };
  return { ...channel, ...fresh, protocol, setups: { ...channel.setups, [protocol]: setup } };
};

/** From now on of `account`; the one before is remembered. */
const leaving = (setup: ProtocolSetup, account: string | undefined): ProtocolSetup => ({
  ...setup, account, formerAccounts: accountsOf(setup).filter((known) => known !== account),
});

/** The setup to begin with on `protocol`: the webhook secret comes along, the endpoint is to be set (again). */
const enter = (channel: ConnectedChannel | DisconnectedChannel, protocol: ProtocolName): ProtocolSetup => {
  const setup = setupOf(channel, protocol);
  const [current] = setupOf(channel, channel.protocol).webhookSecrets;
  const webhookSecrets = current ? putInForce(setup.webhookSecrets, current) : setup.webhookSecrets;
  return { ...setup, webhookSecrets, endpoint: { status: 'not-set' } };
};

const apply = (channel: Channel, event: Exclude<ChannelEvent, { type: 'ChannelConnected' }>): Channel => {
  if (channel.status === 'none') return channel;
  switch (event.type) {
    case 'WebhookSecretGenerated':
    case 'WebhookSecretRegenerated':
      return withSetup(channel, channel.protocol, (setup) => ({
        ...setup,
        webhookSecrets: putInForce(setup.webhookSecrets, event.data),
      }));
    case 'CredentialsSaved':
      return unproven(
        withSetup(channel, channel.protocol, (setup) => saved(setup, event.data)),
        !same(setupOf(channel, channel.protocol).values, event.data.values),
      );
    case 'NewSecretSeen':
      return withSecrets(channel, event.data, (secrets) => markSeen(secrets, event.data.fingerprint, event.data.at));
    case 'WebhookSecretRetired':
    case 'WebhookSecretRevoked':
      return withSecrets(channel, event.data, (secrets) => without(secrets, event.data.fingerprint));
    case 'EndpointRegistered': {
      const { at, fingerprint, protocol } = event.data;
      const endpoint: Endpoint = { status: 'set', at, fingerprint, credentialsChanged: false };
      return withSetup(channel, protocol, (setup) => ({ ...setup, endpoint }));
    }
    case 'EndpointRegistrationFailed': {
      const { protocol, ...lastFailure } = event.data;
      return withSetup(channel, protocol, (setup) => ({ ...setup, endpoint: { ...setup.endpoint, lastFailure } }));
    }
    case 'SessionSettingsChanged':
      return { ...channel, settings: event.data.settings };
    case 'ProtocolChanged': {
      const { protocol } = event.data;
      return unproven({ ...channel, protocol, setups: { ...channel.setups, [protocol]: enter(channel, protocol) } }, true);
    }
    case 'NumberChanged':
      return unproven({ ...withSetup(channel, channel.protocol, ofAnotherNumber), number: event.data.number }, true);
    case 'ChannelProven':
      return whileConnected(channel, { proof: { status: 'proven', receipt: event.data.receipt } });
    case 'SendingPaused':
      return whileConnected(channel, { sending: { status: 'paused', at: event.data.at, papers: event.data.papers } });
    case 'SendingResumed':
      return whileConnected(channel, { sending: { status: 'open' } });
    case 'ChangeProposed':
      return whileConnected(channel, { proposal: event.data });
    case 'ChangeApproved':
    case 'ChangeRejected':
    case 'ChangeWithdrawn':
      return whileConnected(channel, { proposal: undefined });
    case 'ChannelDisconnected':
      return disconnected(channel);
    case 'ClaimLapsed':
      return channel;
  }
};

type Known = ConnectedChannel | DisconnectedChannel;

const withSetup = (channel: Known, protocol: ProtocolName, change: (setup: ProtocolSetup) => ProtocolSetup): Known => ({
  ...channel,
  setups: { ...channel.setups, [protocol]: change(setupOf(channel, protocol)) },
});

const withSecrets = (
  channel: Known,
  { protocol, what }: { readonly protocol: ProtocolName; readonly what: 'app-secret' | 'webhook-secret' },
  change: (secrets: ProofSecrets) => ProofSecrets,
): Known =>
  withSetup(channel, protocol, (setup) =>
    what === 'app-secret'
      ? { ...setup, appSecrets: change(setup.appSecrets) }
      : { ...setup, webhookSecrets: change(setup.webhookSecrets) });

type DataOfCredentials = Extract<ChannelEvent, { type: 'CredentialsSaved' }>['data'];

const saved = (
  setup: ProtocolSetup,
  { values, secrets, proofField, account, found }: DataOfCredentials,
): ProtocolSetup => {
  const proof = proofField === undefined ? undefined : secrets[proofField];
  const endpoint = setup.endpoint.status === 'set' && !same(setup.values, values)
    ? { ...setup.endpoint, credentialsChanged: true }
    : setup.endpoint;
  return { ...leaving(setup, account), values, secrets, endpoint, found, appSecrets: withProof(setup.appSecrets, proof) };
};

/** What the provider said of the token holds on; what it said of the number was said of another. */
const ofAnotherNumber = ({ found, ...setup }: ProtocolSetup): ProtocolSetup => {
  if (!found) return setup;
  const { quality: _quality, ...kept } = found;
  return { ...setup, found: { ...kept, holds: found.holds.filter((fact) => fact === 'token' || fact === 'scopes') } };
};

const withProof = (secrets: ProofSecrets, proof: SavedCredentials['secrets'][string] | undefined): ProofSecrets => {
  if (!proof || secrets[0]?.fingerprint === proof.fingerprint) return secrets;
  const added: ProofSecret = { secret: proof.sealed, fingerprint: proof.fingerprint };
  return putInForce(secrets, added);
};

const unproven = (channel: Known, isNow: boolean): Known =>
  isNow ? whileConnected(channel, { proof: { status: 'unproven' } }) : channel;

const whileConnected = (channel: Known, change: Partial<Pick<ConnectedChannel, 'proof' | 'sending' | 'proposal'>>): Known =>
  channel.status === 'connected' ? { ...channel, ...change } : channel;

const disconnected = (channel: Known): DisconnectedChannel => {
  const { address, protocol, number, revision, credentialsRevision, settings, setups } = channel;
  return { status: 'disconnected', address, protocol, number, revision, credentialsRevision, settings, setups };
};
