import { accept, ignore, reject, type Decision } from '../kernel/decider.js';
import type { Millis } from '../kernel/time.js';
import type {
  ChannelReason, NoteSecretSeen, RegenerateWebhookSecret, RetireSecrets, RevokeSecret,
} from './channel-commands.js';
import type { ChannelEvent, SecretNamed } from './channel-events.js';
import { setupOf, type Channel, type ConnectedChannel, type DisconnectedChannel } from './channel.js';
import { isNews, lapsedSecrets, type ProofSecrets } from './proof-secrets.js';
import { everyProtocolName } from './protocol.js';

type Decided = Decision<ChannelEvent, ChannelReason>;
type Known = ConnectedChannel | DisconnectedChannel;

export const regenerateSecret = ({ webhookSecret }: RegenerateWebhookSecret, channel: Channel): Decided => {
  if (channel.status !== 'connected') return reject('NotConnected');
  const { protocol } = channel;
  const named: SecretNamed = { protocol, what: 'webhook-secret', fingerprint: webhookSecret.fingerprint };
  if (isKnown(channel, named)) return reject('SecretIsNotNew');
  return accept({ type: 'WebhookSecretRegenerated', data: webhookSecret });
};

/** A disconnected channel's address is still called: its secrets grow old like any other's. */
export const noteSecretSeen = ({ protocol, what, fingerprint, now }: NoteSecretSeen, channel: Channel): Decided => {
  if (channel.status === 'none') return ignore('NotConnected');
  const named: SecretNamed = { protocol, what, fingerprint };
  if (!isKnown(channel, named)) return ignore('SecretUnknown');
  if (!isNews(secretsOf(channel, named), fingerprint)) return ignore('NothingToRetire');
  return accept({ type: 'NewSecretSeen', data: { ...named, at: now } });
};

export const retireSecrets = ({ now }: RetireSecrets, channel: Channel): Decided => {
  if (channel.status === 'none') return ignore('NothingToRetire');
  const retired = lapsed(channel, now).map((named): ChannelEvent => ({ type: 'WebhookSecretRetired', data: named }));
  return retired.length === 0 ? ignore('NothingToRetire') : accept(...retired);
};

export const revokeSecret = (command: RevokeSecret, channel: Channel): Decided => {
  if (channel.status === 'none') return reject('NotConnected');
  const { protocol, what, fingerprint } = command;
  const named: SecretNamed = { protocol, what, fingerprint };
  if (!isKnown(channel, named)) return reject('SecretUnknown');
  if (isInForce(channel, named)) return reject('CurrentSecret');
  if (command.otherTrafficUsesIt) return reject('OtherTrafficUsesIt');
  return accept({ type: 'WebhookSecretRevoked', data: named });
};

const secretsOf = (channel: Known, { protocol, what }: Pick<SecretNamed, 'protocol' | 'what'>): ProofSecrets => {
  const setup = setupOf(channel, protocol);
  return what === 'app-secret' ? setup.appSecrets : setup.webhookSecrets;
};

const isKnown = (channel: Known, named: SecretNamed): boolean =>
  secretsOf(channel, named).some(({ fingerprint }) => fingerprint === named.fingerprint);

/** The newest of the protocol spoken now; what a former protocol or a disconnected channel left behind may go. */
const isInForce = (channel: Known, named: SecretNamed): boolean =>
  channel.status === 'connected' &&
  channel.protocol === named.protocol &&
  secretsOf(channel, named)[0]?.fingerprint === named.fingerprint;

const lapsed = (channel: Known, now: Millis): SecretNamed[] =>
  everyProtocolName.flatMap((protocol) =>
    (['app-secret', 'webhook-secret'] as const).flatMap((what) =>
      lapsedSecrets(secretsOf(channel, { protocol, what }), now).map(({ fingerprint }) => ({ protocol, what, fingerprint })),
    ),
  );
