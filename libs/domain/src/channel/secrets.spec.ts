import { describe, expect, it } from '@jest/globals';
import { HOUR } from '../kernel/time.js';
import {
  channelConnected, credentialsSaved, newSecret, savedSecret, webhookSecretGenerated, webhookSecretRegenerated,
} from '../testing/channel-builders.js';
import { givenFor } from '../testing/given.js';
import type { ChannelEvent, SecretNamed } from './channel-events.js';
import { acceptedProofs, nextRetirement, secretsStillInUse } from './channel-view.js';
import type { Channel } from './channel.js';
import { channelDecider } from './decide-channel.js';
import type { ProtocolName } from './protocol.js';

const given = givenFor(channelDecider);
const set = [channelConnected({ protocol: 'qontak' }), webhookSecretGenerated('hook-1')];
const hook = (fingerprint: string, protocol: ProtocolName = 'qontak'): SecretNamed => ({ protocol, what: 'webhook-secret', fingerprint });
const app = (fingerprint: string): SecretNamed => ({ protocol: 'meta-cloud', what: 'app-secret', fingerprint });
const seen = (named: SecretNamed, at: number): ChannelEvent => ({ type: 'NewSecretSeen', data: { ...named, at } });
const retired = (named: SecretNamed): ChannelEvent => ({ type: 'WebhookSecretRetired', data: named });
const toProtocol = (protocol: ProtocolName): ChannelEvent => ({ type: 'ProtocolChanged', data: { protocol } });

const hooks = (channel: Channel, now: number, protocol?: ProtocolName): string[] =>
  acceptedProofs(channel, protocol ? { now, protocol } : { now }).webhookSecrets.map(({ fingerprint }) => fingerprint);
const apps = (channel: Channel, now: number, protocol: ProtocolName = 'meta-cloud'): string[] =>
  acceptedProofs(channel, { now, protocol }).appSecrets.map(({ fingerprint }) => fingerprint);

describe('a regenerated webhook secret', () => {
  const both = [...set, webhookSecretRegenerated('hook-2')];

  it('is in force at once', () =>
    given(...set)
      .when({ type: 'RegenerateWebhookSecret', webhookSecret: newSecret('hook-2'), now: 1 })
      .thenAccepted([webhookSecretRegenerated('hook-2')]));

  it('must be a new one', () =>
    given(...both).when({ type: 'RegenerateWebhookSecret', webhookSecret: newSecret('hook-1'), now: 1 }).thenRejected('SecretIsNotNew'));

  it('needs a connected channel', () =>
    given().when({ type: 'RegenerateWebhookSecret', webhookSecret: newSecret('hook-2'), now: 1 }).thenRejected('NotConnected'));

  it('leaves the old one valid without a date while no call has come with the new one', () => {
    const { state } = given(...both);
    expect(hooks(state, 365 * 24 * HOUR)).toEqual(['hook-2', 'hook-1']);
    expect(nextRetirement(state)).toBeUndefined();
    expect(secretsStillInUse(connectedOf(state), 0)).toEqual([{ fingerprint: 'hook-1' }]);
  });

  it('leaves the old one valid until an hour after the first verified call with the new one, to the millisecond', () => {
    const { state } = given(...both, seen(hook('hook-2'), 1_000));
    expect(nextRetirement(state)).toBe(1_000 + HOUR);
    expect(hooks(state, 1_000 + HOUR - 1)).toEqual(['hook-2', 'hook-1']);
    expect(hooks(state, 1_000 + HOUR)).toEqual(['hook-2']);
    expect(secretsStillInUse(connectedOf(state), 2_000)).toEqual([{ fingerprint: 'hook-1', until: 1_000 + HOUR }]);
    expect(secretsStillInUse(connectedOf(state), 1_000 + HOUR)).toEqual([]);
  });

  it('is noted as seen once, at the first call', () => {
    const note = { type: 'NoteSecretSeen', ...hook('hook-2') } as const;
    given(...both).when({ ...note, now: 7 }).thenAccepted([seen(hook('hook-2'), 7)]);
    given(...both, seen(hook('hook-2'), 7)).when({ ...note, now: 8 }).thenIgnored('NothingToRetire');
    expect(nextRetirement(given(...both, seen(hook('hook-2'), 7), seen(hook('hook-2'), 9)).state)).toBe(7 + HOUR);
  });

  it('is not what a call with the old one, or with a stranger\'s, says', () => {
    given(...both).when({ type: 'NoteSecretSeen', ...hook('hook-1'), now: 7 }).thenIgnored('NothingToRetire');
    given(...both).when({ type: 'NoteSecretSeen', ...hook('other'), now: 7 }).thenIgnored('SecretUnknown');
    given(...set).when({ type: 'NoteSecretSeen', ...hook('hook-1'), now: 7 }).thenIgnored('NothingToRetire');
    given().when({ type: 'NoteSecretSeen', ...hook('hook-1'), now: 7 }).thenIgnored('NotConnected');
  });

  it('regenerated again before it was seen keeps both older ones valid', () => {
    const three = [...both, webhookSecretRegenerated('hook-3')];
    expect(hooks(given(...three).state, 0)).toEqual(['hook-3', 'hook-2', 'hook-1']);
    const middle = given(...three, seen(hook('hook-2'), 0)).state;
    expect(hooks(middle, HOUR)).toEqual(['hook-3', 'hook-2']);
    expect(hooks(given(...three, seen(hook('hook-3'), 0)).state, HOUR)).toEqual(['hook-3']);
    const all = given(...three, seen(hook('hook-2'), 0), seen(hook('hook-3'), 9 * HOUR)).state;
    expect(hooks(all, 9 * HOUR)).toEqual(['hook-3', 'hook-2']);
  });

  it('retires the old one in writing when the hour is over', () => {
    const history = [...both, seen(hook('hook-2'), 0)];
    given(...history).when({ type: 'RetireSecrets', now: HOUR - 1 }).thenIgnored('NothingToRetire');
    const outcome = given(...history).when({ type: 'RetireSecrets', now: HOUR });
    outcome.thenAccepted([retired(hook('hook-1'))]);
    expect(nextRetirement(outcome.state)).toBeUndefined();
    given(...history, retired(hook('hook-1'))).when({ type: 'RetireSecrets', now: HOUR }).thenIgnored('NothingToRetire');
    given().when({ type: 'RetireSecrets', now: HOUR }).thenIgnored('NothingToRetire');
  });
});

const connectedOf = (channel: Channel) => {
  if (channel.status !== 'connected') throw new Error('not connected');
  return channel;
};

describe('Revoke now', () => {
  const both = [...set, webhookSecretRegenerated('hook-2')];
  const revoke = (named: SecretNamed, otherTrafficUsesIt = false) => ({ type: 'RevokeSecret', ...named, otherTrafficUsesIt, now: 1 }) as const;

  it('ends the old secret at once', () => {
    const outcome = given(...both).when(revoke(hook('hook-1')));
    outcome.thenAccepted([{ type: 'WebhookSecretRevoked', data: hook('hook-1') }]);
    expect(hooks(outcome.state, 1)).toEqual(['hook-2']);
  });

  it('is refused while other channels\' traffic uses that path', () =>
    given(...both).when(revoke(hook('hook-1'), true)).thenRejected('OtherTrafficUsesIt'));

  it('is not for the secret in force, nor for one that is not there', () => {
    given(...both).when(revoke(hook('hook-2'))).thenRejected('CurrentSecret');
    given(...both).when(revoke(hook('hook-9'))).thenRejected('SecretUnknown');
    given().when(revoke(hook('hook-1'))).thenRejected('NotConnected');
  });

  it('ends what a former protocol left behind, not the same secret where it is in force', () => {
    const history = [...set, toProtocol('coster')];
    const { state } = given(...history).when(revoke(hook('hook-1')));
    expect(hooks(state, 1, 'qontak')).toEqual([]);
    expect(hooks(state, 1, 'coster')).toEqual(['hook-1']);
  });
});

describe('an app secret that was replaced', () => {
  const meta = [channelConnected(), webhookSecretGenerated(), credentialsSaved()];
  const replaced = credentialsSaved({ secrets: { appSecret: savedSecret('app-2'), accessToken: savedSecret('token-1') } });

  it('stays valid like a webhook secret', () => {
    expect(apps(given(...meta, replaced).state, 365 * 24 * HOUR)).toEqual(['app-2', 'app-1']);
    const { state } = given(...meta, replaced, seen(app('app-2'), 5));
    expect(apps(state, 5 + HOUR - 1)).toEqual(['app-2', 'app-1']);
    expect(apps(state, 5 + HOUR)).toEqual(['app-2']);
  });

  it('is retired in writing, and may be revoked', () => {
    given(...meta, replaced, seen(app('app-2'), 0)).when({ type: 'RetireSecrets', now: HOUR }).thenAccepted([retired(app('app-1'))]);
    given(...meta, replaced)
      .when({ type: 'RevokeSecret', ...app('app-1'), otherTrafficUsesIt: false, now: 1 })
      .thenAccepted([{ type: 'WebhookSecretRevoked', data: app('app-1') }]);
  });

  it('is not replaced by a save that leaves it alone', () => {
    const token = credentialsSaved({ secrets: { appSecret: savedSecret('app-1'), accessToken: savedSecret('token-2') } });
    expect(apps(given(...meta, token).state, 0)).toEqual(['app-1']);
    const later = credentialsSaved({ secrets: { appSecret: savedSecret('app-2'), accessToken: savedSecret('token-2') } });
    expect(apps(given(...meta, replaced, seen(app('app-2'), 0), later).state, HOUR)).toEqual(['app-2']);
  });

  it('that comes back is in force again, and the other one old', () => {
    const { state } = given(...meta, replaced, seen(app('app-2'), 0), credentialsSaved());
    expect(apps(state, 0)).toEqual(['app-1', 'app-2']);
    expect(apps(state, 10 * HOUR)).toEqual(['app-1', 'app-2']);
  });
});

describe('an address that was given out', () => {
  const meta = [channelConnected(), webhookSecretGenerated(), credentialsSaved()];

  it('is verified for a protocol that the channel has left, as it was then', () => {
    const { state } = given(...meta, toProtocol('qontak'), webhookSecretRegenerated('hook-2'), seen(hook('hook-2'), 0));
    expect(hooks(state, 10 * HOUR)).toEqual(['hook-2']);
    expect(hooks(state, 10 * HOUR, 'meta-cloud')).toEqual(['hook-1']);
    expect(apps(state, 10 * HOUR)).toEqual(['app-1']);
  });

  it('is verified under the old secret when the channel comes back to the protocol with a new one', () => {
    const { state } = given(...set, toProtocol('meta-cloud'), webhookSecretRegenerated('hook-2'), toProtocol('qontak'));
    expect(hooks(state, 10 * HOUR)).toEqual(['hook-2', 'hook-1']);
  });

  it('is verified after a disconnection, and its old secrets still retire', () => {
    const history = [...set, webhookSecretRegenerated('hook-2'), { type: 'ChannelDisconnected', data: {} } as const];
    expect(hooks(given(...history).state, 0)).toEqual(['hook-2', 'hook-1']);
    given(...history).when({ type: 'NoteSecretSeen', ...hook('hook-2'), now: 7 }).thenAccepted([seen(hook('hook-2'), 7)]);
  });

  it('proves nothing for a protocol that the channel never spoke', () => {
    expect(hooks(given(...meta).state, 0, 'coster')).toEqual([]);
    expect(acceptedProofs(given().state, { now: 0 })).toEqual({ webhookSecrets: [], appSecrets: [] });
  });
});
