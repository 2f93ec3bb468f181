import { accept, ignore, reject, type Decider, type Decision } from '../kernel/decider.js';
import { same } from '../kernel/same.js';
import { normaliseNumber, numberProblem } from '../number/phone-number.js';
import type {
  ChangeNumber, ChangeProtocol, ChangeSessionSettings, ChannelCommand, ChannelReason, ConnectChannel, DisconnectChannel,
  NoteEndpointFailed, NoteEndpointRegistered, PauseSending, ProveChannel, ResumeSending, SaveCredentials,
} from './channel-commands.js';
import type { ChannelEvent, PausePapers } from './channel-events.js';
import { sessionManagementVisible } from './channel-view.js';
import { evolveChannel, noChannel, setupOf, type Channel, type ConnectedChannel } from './channel.js';
import { credentialFieldProblems, mergeCredentials } from './credentials.js';
import { approveChange, proposeChange, rejectChange, withdrawChange } from './decide-proposal.js';
import { noteSecretSeen, regenerateSecret, retireSecrets, revokeSecret } from './decide-secrets.js';
import type { Papers } from './outbound.js';
import { sessionSettingsProblems, tidySettings } from './session-settings.js';

type Decided = Decision<ChannelEvent, ChannelReason>;

/** Longest words of a provider that are kept, in characters. */
const MAX_WORDS = 500;

const connect = (command: ConnectChannel, channel: Channel): Decided => {
  if (channel.status === 'connected') return reject('AlreadyConnected');
  const problem = numberProblem(command.number);
  if (problem) return reject(problem);
  const { protocol, webhookSecret } = command;
  const address = channel.status === 'none' ? command.address : channel.address;
  const connected: ChannelEvent = {
    type: 'ChannelConnected',
    data: { protocol, number: normaliseNumber(command.number) ?? '', address },
  };
  const hasSecret = channel.status !== 'none' && setupOf(channel, channel.protocol).webhookSecrets.length > 0;
  return hasSecret ? accept(connected) : accept<ChannelEvent>(connected, { type: 'WebhookSecretGenerated', data: webhookSecret });
};

const saveCredentials = (command: SaveCredentials, channel: Channel): Decided => {
  if (channel.status !== 'connected') return reject('NotConnected');
  if (channel.protocol !== command.protocol) return reject('ProtocolHasChanged');
  const kept = setupOf(channel, channel.protocol);
  const { values, secrets } = mergeCredentials(kept, command);
  if (credentialFieldProblems(command.fields, { values, secrets }).length > 0) return reject('CredentialsRefused');
  const { account } = command;
  const changed = !same({ values: kept.values, secrets: kept.secrets, account: kept.account }, { values, secrets, account });
  if (!changed && channel.sending.status === 'open') return ignore('NothingChanged');
  const proof = command.proofField === undefined ? {} : { proofField: command.proofField };
  const found = command.found && { found: { ...command.found, at: command.now } };
  const saved: ChannelEvent = { type: 'CredentialsSaved', data: { values, secrets, ...proof, ...(account !== undefined && { account }), ...found } };
  return accept(...(changed ? [saved] : []), ...resumed(channel));
};

const noteEndpointRegistered = (command: NoteEndpointRegistered, channel: Channel): Decided => {
  if (channel.status !== 'connected') return reject('NotConnected');
  const { protocol, by, fingerprint, now } = command;
  if (channel.protocol !== protocol) return reject('ProtocolHasChanged');
  const known = setupOf(channel, protocol).webhookSecrets.some((secret) => secret.fingerprint === fingerprint);
  if (!known) return reject('SecretUnknown');
  return accept({ type: 'EndpointRegistered', data: { protocol, at: now, by, fingerprint } });
};

const noteEndpointFailed = ({ protocol, words, step, now }: NoteEndpointFailed, channel: Channel): Decided => {
  if (channel.status !== 'connected') return reject('NotConnected');
  if (channel.protocol !== protocol) return reject('ProtocolHasChanged');
  const kept = [...words].slice(0, MAX_WORDS).join('');
  return accept({ type: 'EndpointRegistrationFailed', data: { protocol, at: now, words: kept, ...(step && { step }) } });
};

const changeSettings = (command: ChangeSessionSettings, channel: Channel): Decided => {
  if (channel.status !== 'connected') return reject('NotConnected');
  if (!sessionManagementVisible(channel)) return reject('SetEndpointFirst');
  const settings = tidySettings(command.settings);
  if (sessionSettingsProblems(settings).length > 0) return reject('SettingsRefused');
  if (same(channel.settings, settings)) return ignore('NothingChanged');
  return accept({ type: 'SessionSettingsChanged', data: { settings } });
};

const changeProtocol = ({ protocol }: ChangeProtocol, channel: Channel): Decided => {
  if (channel.status !== 'connected') return reject('NotConnected');
  if (channel.protocol === protocol) return ignore('NothingChanged');
  return accept({ type: 'ProtocolChanged', data: { protocol } }, ...resumed(channel));
};

const changeNumber = (command: ChangeNumber, channel: Channel): Decided => {
  if (channel.status !== 'connected') return reject('NotConnected');
  const problem = numberProblem(command.number);
  if (problem) return reject(problem);
  const number = normaliseNumber(command.number) ?? '';
  if (channel.number === number) return ignore('NothingChanged');
  return accept({ type: 'NumberChanged', data: { number } });
};

const prove = ({ receipt }: ProveChannel, channel: Channel): Decided => {
  if (channel.status !== 'connected') return ignore('NotConnected');
  if (channel.proof.status === 'proven') return ignore('AlreadyProven');
  return accept({ type: 'ChannelProven', data: { receipt } });
};

const pause = ({ revision, papers, now }: PauseSending, channel: Channel): Decided => {
  if (channel.status !== 'connected') return ignore('NotConnected');
  if (channel.sending.status === 'paused') return ignore('AlreadyPaused');
  if (revision < channel.credentialsRevision) return ignore('CredentialsHaveChanged');
  return accept({ type: 'SendingPaused', data: { at: now, papers: inClear(papers) } });
};

const resume = (_command: ResumeSending, channel: Channel): Decided => {
  if (channel.status !== 'connected') return reject('NotConnected');
  if (channel.sending.status === 'open') return ignore('NotPaused');
  return accept(...resumed(channel));
};

const disconnect = ({ approved, now }: DisconnectChannel, channel: Channel): Decided => {
  if (channel.status !== 'connected') return ignore('NotConnected');
  const approval = approved ? approveChange({ type: 'ApproveChange', ...approved, now }, channel) : accept<ChannelEvent>();
  return approval.kind === 'accepted' ? accept<ChannelEvent>(...approval.events, { type: 'ChannelDisconnected', data: {} }) : approval;
};

/** New credentials, or another protocol, deserve a new attempt. */
const resumed = (channel: ConnectedChannel): ChannelEvent[] =>
  channel.sending.status === 'paused' ? [{ type: 'SendingResumed', data: {} }] : [];

const inClear = ({ code, title, httpStatus, requestId }: Papers): PausePapers => ({
  ...(code === undefined ? {} : { code }),
  ...(title === undefined ? {} : { title }),
  ...(httpStatus === undefined ? {} : { httpStatus }),
  ...(requestId === undefined ? {} : { requestId }),
});

const decide = (command: ChannelCommand, channel: Channel): Decided => {
  switch (command.type) {
    case 'ConnectChannel':
      return connect(command, channel);
    case 'SaveCredentials':
      return saveCredentials(command, channel);
    case 'RegenerateWebhookSecret':
      return regenerateSecret(command, channel);
    case 'NoteSecretSeen':
      return noteSecretSeen(command, channel);
    case 'RetireSecrets':
      return retireSecrets(command, channel);
    case 'RevokeSecret':
      return revokeSecret(command, channel);
    case 'NoteEndpointRegistered':
      return noteEndpointRegistered(command, channel);
    case 'NoteEndpointFailed':
      return noteEndpointFailed(command, channel);
    case 'ChangeSessionSettings':
      return changeSettings(command, channel);
    case 'ChangeProtocol':
      return changeProtocol(command, channel);
    case 'ChangeNumber':
      return changeNumber(command, channel);
    case 'ProveChannel':
      return prove(command, channel);
    case 'PauseSending':
      return pause(command, channel);
    case 'ResumeSending':
      return resume(command, channel);
    case 'ProposeChange':
      return proposeChange(command, channel);
    case 'ApproveChange':
      return approveChange(command, channel);
    case 'RejectChange':
      return rejectChange(command, channel);
    case 'WithdrawChange':
      return withdrawChange(command, channel);
    case 'DisconnectChannel':
      return disconnect(command, channel);
  }
};

/** The rules of `channel-<agentId>.<version>`. */
export const channelDecider: Decider<Channel, ChannelCommand, ChannelEvent, ChannelReason> = {
  initial: noChannel,
  decide,
  evolve: evolveChannel,
};
