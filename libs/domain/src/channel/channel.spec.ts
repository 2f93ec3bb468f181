import { describe, expect, it } from '@jest/globals';
import {
  channelConnected, credentialsSaved, endpointRegistered, newSecret, sampleFields, savedSecret, settingsWith,
  webhookSecretGenerated, webhookSecretRegenerated,
} from '../testing/channel-builders.js';
import { givenFor } from '../testing/given.js';
import type { ChangeSessionSettings, ConnectChannel, PauseSending, SaveCredentials } from './channel-commands.js';
import type { ChannelEvent } from './channel-events.js';
import { acceptedProofs, endpointNotices, sessionManagementVisible } from './channel-view.js';
import { accountsOf, setupOf, type Channel, type ConnectedChannel } from './channel.js';
import { channelDecider } from './decide-channel.js';
import { defaultSessionSettings } from './session-settings.js';

const given = givenFor(channelDecider);
const now = 5_000;
const set = [channelConnected(), webhookSecretGenerated()];
const disconnected: ChannelEvent = { type: 'ChannelDisconnected', data: {} };
const paused: ChannelEvent = { type: 'SendingPaused', data: { at: 1, papers: { code: 190 } } };
const resumed: ChannelEvent = { type: 'SendingResumed', data: {} };
const proven: ChannelEvent = { type: 'ChannelProven', data: { receipt: 'r1' } };
const toProtocol = (protocol: 'meta-cloud' | 'coster' | 'qontak'): ChannelEvent => ({ type: 'ProtocolChanged', data: { protocol } });
const connected = (channel: Channel): ConnectedChannel => {
  if (channel.status !== 'connected') throw new Error('not connected');
  return channel;
};

describe('connecting a channel', () => {
  const connect = (change: Partial<ConnectChannel> = {}): ConnectChannel => ({
    type: 'ConnectChannel', protocol: 'meta-cloud', number: '+62 812-3456-7890', address: 'address-1', webhookSecret: newSecret('hook-1'), now,
    ...change,
  });

  it('keeps the digits of the number, the address and a first webhook secret', () => given().when(connect()).thenAccepted(set));

  it('begins with the default settings, unproven, sending', () =>
    expect(given(...set).state).toMatchObject({
      status: 'connected', settings: defaultSessionSettings, proof: { status: 'unproven' }, sending: { status: 'open' },
    }));

  it('refuses what is no number', () => {
    given().when(connect({ number: ' ' })).thenRejected('NumberMissing');
    given().when(connect({ number: '0812' })).thenRejected('NumberNotValid');
  });

  it('happens once', () => given(...set).when(connect()).thenRejected('AlreadyConnected'));

  it('again after a disconnection keeps the address, the secrets and the settings, and asks for credentials anew', () => {
    const settings = settingsWith({ delayBeforeAskSeconds: 60 });
    const history = [...set, credentialsSaved(), { type: 'SessionSettingsChanged', data: { settings } } as const, proven, disconnected];
    const outcome = given(...history).when(connect({ address: 'address-2', webhookSecret: newSecret('hook-2') }));
    outcome.thenAccepted([channelConnected()]);
    expect(outcome.state).toMatchObject({ address: 'address-1', settings, proof: { status: 'unproven' } });
    const { values, secrets } = connected(outcome.state).setups['meta-cloud']!;
    expect({ values, secrets }).toEqual({ values: {}, secrets: {} });
    expect(fingerprints(outcome.state)).toEqual({ webhookSecrets: ['hook-1'], appSecrets: ['app-1'] });
  });
});

const fingerprints = (channel: Channel, protocol?: 'meta-cloud' | 'coster' | 'qontak', at = now) => {
  const { webhookSecrets, appSecrets } = acceptedProofs(channel, protocol ? { now: at, protocol } : { now: at });
  return { webhookSecrets: webhookSecrets.map((one) => one.fingerprint), appSecrets: appSecrets.map((one) => one.fingerprint) };
};

describe('saving credentials', () => {
  const save = (change: Partial<SaveCredentials> = {}): SaveCredentials => ({
    type: 'SaveCredentials', protocol: 'meta-cloud', fields: sampleFields, proofField: 'appSecret', now,
    values: { phoneNumberId: ' 111 ', appId: '900' },
    secrets: { appSecret: savedSecret('app-1'), accessToken: savedSecret('token-1') },
    ...change,
  });

  const foundIn = (channel: Channel) => setupOf(connected(channel), 'meta-cloud').found;

  it('keeps what the provider said of them, with the time, until others are saved or the channel is connected anew', () => {
    const found = { holds: ['token', 'scopes', 'account', 'number'], tokenUntil: 9, quality: 'GREEN' } as const;
    const outcome = given(...set).when(save({ found, now: 5 }));
    outcome.thenAccepted([credentialsSaved({ found: { ...found, at: 5 } })]);
    const heard = credentialsSaved({ found: { ...found, at: 5 } });
    expect(foundIn(outcome.state)).toEqual({ ...found, at: 5 });
    expect(foundIn(given(...set, heard, { type: 'NumberChanged', data: { number: '6281' } }).state)).toEqual({ at: 5, holds: ['token', 'scopes'], tokenUntil: 9 });
    expect(foundIn(given(...set, heard, credentialsSaved()).state)).toBeUndefined();
    expect(foundIn(given(...set, heard, disconnected, channelConnected()).state)).toBeUndefined();
  });

  it('puts all of them into the event', () => given(...set).when(save()).thenAccepted([credentialsSaved()]));

  it('keeps the secrets that were not typed again', () =>
    given(...set, credentialsSaved())
      .when(save({ values: { phoneNumberId: '222', appId: '' }, secrets: { accessToken: savedSecret('token-2') } }))
      .thenAccepted([credentialsSaved({
        values: { phoneNumberId: '222' },
        secrets: { appSecret: savedSecret('app-1'), accessToken: savedSecret('token-2') },
      })]));

  it('drops a secret that was taken out', () =>
    given(...set, credentialsSaved()).when(save({ secrets: {}, removed: ['appSecret'] })).thenRejected('CredentialsRefused'));

  it('refuses what is missing, unknown, or a secret that was not sealed', () => {
    given(...set).when(save({ secrets: {} })).thenRejected('CredentialsRefused');
    given(...set).when(save({ values: { phoneNumberId: '111', other: 'x' } })).thenRejected('CredentialsRefused');
    given(...set).when(save({ values: { phoneNumberId: '111', appSecret: 'in clear' } })).thenRejected('CredentialsRefused');
  });

  it('is nothing when the same is saved again, whatever the sealing', () =>
    given(...set, credentialsSaved())
      .when(save({ secrets: { appSecret: { ...savedSecret('app-1'), sealed: newSecret('other sealing').secret } } }))
      .thenIgnored('NothingChanged'));

  it('refuses the form of a protocol that the channel has left', () =>
    given(...set, toProtocol('coster')).when(save()).thenRejected('ProtocolHasChanged'));

  it('needs a connected channel', () => {
    given().when(save()).thenRejected('NotConnected');
    given(...set, disconnected).when(save()).thenRejected('NotConnected');
  });

  it('resumes a paused channel, even when they are the same', () => {
    given(...set, paused).when(save()).thenAccepted([credentialsSaved(), resumed]);
    given(...set, credentialsSaved(), paused).when(save()).thenAccepted([resumed]);
  });

  it('asks for a new proof when a value changed, not when a secret did', () => {
    const secrets = { appSecret: savedSecret('app-2'), accessToken: savedSecret('token-1') };
    expect(given(...set, credentialsSaved(), proven, credentialsSaved({ secrets })).state).toMatchObject({ proof: { status: 'proven' } });
    expect(given(...set, credentialsSaved(), proven, credentialsSaved({ values: { phoneNumberId: '9' } })).state)
      .toMatchObject({ proof: { status: 'unproven' } });
  });
});

describe('session settings', () => {
  const settings = settingsWith({ delayBeforeAskSeconds: 60 });
  const change = (change_: Partial<ChangeSessionSettings> = {}): ChangeSessionSettings => ({ type: 'ChangeSessionSettings', settings, now, ...change_ });

  it('are changed', () => given(...set).when(change()).thenAccepted([{ type: 'SessionSettingsChanged', data: { settings } }]));

  it('are nothing when they stay', () =>
    given(...set).when(change({ settings: { ...defaultSessionSettings } })).thenIgnored('NothingChanged'));

  it('are refused as the form refuses them', () =>
    given(...set).when(change({ settings: settingsWith({ delayBeforeAskSeconds: 0 }) })).thenRejected('SettingsRefused'));

  it('are kept without blanks around the texts', () => {
    const { texts } = defaultSessionSettings;
    const blank = settingsWith({ ...settings, texts: { ...texts, en: { ...texts.en, closing: ' \n', ask: ` ${texts.en.ask} ` } } });
    given(...set).when(change({ settings: blank })).thenAccepted([{ type: 'SessionSettingsChanged', data: { settings } }]);
  });

  it('need a connected channel', () => {
    given().when(change()).thenRejected('NotConnected');
    given(...set, disconnected).when(change()).thenRejected('NotConnected');
  });

  describe('with Qontak', () => {
    const qontak = [channelConnected({ protocol: 'qontak' }), webhookSecretGenerated()];

    it('can be changed only after Set Endpoint', () => {
      given(...qontak).when(change()).thenRejected('SetEndpointFirst');
      given(...qontak, endpointRegistered()).when(change()).thenAccepted([{ type: 'SessionSettingsChanged', data: { settings } }]);
    });

    it('stay, once shown, through a later failure and a regenerated secret', () => {
      const failed: ChannelEvent = { type: 'EndpointRegistrationFailed', data: { protocol: 'qontak', at: 2, words: 'no' } };
      const { state } = given(...qontak, endpointRegistered(), failed, webhookSecretRegenerated('hook-2'));
      expect(sessionManagementVisible(state)).toBe(true);
      expect(endpointNotices(state)).toEqual(['SecretRegenerated', 'LastRegistrationFailed']);
    });

    it('are not shown by a failed attempt', () => {
      const failed: ChannelEvent = { type: 'EndpointRegistrationFailed', data: { protocol: 'qontak', at: 2, words: 'no' } };
      expect(sessionManagementVisible(given(...qontak, failed).state)).toBe(false);
    });

    it('of a channel that switches to Qontak hide until its endpoint is set, and hold meanwhile', () => {
      const changed: ChannelEvent = { type: 'SessionSettingsChanged', data: { settings } };
      const { state } = given(...set, changed, toProtocol('qontak'));
      expect(sessionManagementVisible(state)).toBe(false);
      expect(state).toMatchObject({ settings });
      expect(sessionManagementVisible(given(...set, toProtocol('qontak'), endpointRegistered()).state)).toBe(true);
    });

    it('hide again when the channel has left Qontak and comes back', () =>
      expect(sessionManagementVisible(given(...qontak, endpointRegistered(), toProtocol('coster'), toProtocol('qontak')).state)).toBe(false));

    it('of another protocol are shown at once', () => expect(sessionManagementVisible(given(...set).state)).toBe(true));

    it('are not shown of a channel that is not connected', () => {
      expect(sessionManagementVisible(given().state)).toBe(false);
      expect(sessionManagementVisible(given(...set, disconnected).state)).toBe(false);
    });
  });
});

describe('the endpoint at the provider', () => {
  const register = { type: 'NoteEndpointRegistered', protocol: 'qontak', by: 'set-endpoint', fingerprint: 'hook-1', now } as const;
  const fail = { type: 'NoteEndpointFailed', protocol: 'qontak', words: 'forbidden', now } as const;
  const qontak = [channelConnected({ protocol: 'qontak' }), webhookSecretGenerated()];

  it('is set', () => given(...qontak).when(register).thenAccepted([endpointRegistered({ at: now })]));

  it('may have failed, in the provider\'s words', () => {
    given(...qontak).when(fail).thenAccepted([{ type: 'EndpointRegistrationFailed', data: { protocol: 'qontak', at: now, words: 'forbidden' } }]);
    const { state } = given(...qontak).when({ ...fail, words: 'x'.repeat(10_000) });
    const { endpoint } = connected(state).setups.qontak!;
    expect(endpoint).toEqual({ status: 'not-set', lastFailure: { at: now, words: 'x'.repeat(500) } });
  });

  it('is of no account when the protocol was changed meanwhile', () => {
    given(...qontak, toProtocol('coster')).when(register).thenRejected('ProtocolHasChanged');
    given(...qontak, toProtocol('coster')).when(fail).thenRejected('ProtocolHasChanged');
  });

  it('names a secret of the channel', () => given(...qontak).when({ ...register, fingerprint: 'other' }).thenRejected('SecretUnknown'));

  it('needs a connected channel', () => {
    given(...qontak, disconnected).when(register).thenRejected('NotConnected');
    given(...qontak, disconnected).when(fail).thenRejected('NotConnected');
  });

  it('set with a new path, or after a failure, has nothing more to say', () => {
    const failed: ChannelEvent = { type: 'EndpointRegistrationFailed', data: { protocol: 'qontak', at: 2, words: 'no' } };
    const history = [...qontak, endpointRegistered(), webhookSecretRegenerated('hook-2'), failed, endpointRegistered({ fingerprint: 'hook-2' })];
    expect(endpointNotices(given(...history).state)).toEqual([]);
  });

  it('may be set for another account once other values were saved', () => {
    const saved = [credentialsSaved(), endpointRegistered()];
    expect(endpointNotices(given(...qontak, ...saved, credentialsSaved({ values: { phoneNumberId: '9' } })).state)).toEqual(['CredentialsChanged']);
    expect(endpointNotices(given(...qontak, ...saved, credentialsSaved({ secrets: {} })).state)).toEqual([]);
  });
});

describe('the account at the provider', () => {
  const setup = (...events: ChannelEvent[]) => connected(given(channelConnected({ protocol: 'qontak' }), webhookSecretGenerated(), ...events).state).setups.qontak!;
  const savedFor = (account?: string) => credentialsSaved({ values: {}, account });

  it('is that of the credentials in force; those before may still call', () => {
    expect(accountsOf(setup(savedFor()))).toEqual([]);
    expect(setup(savedFor('org 1'))).toMatchObject({ account: 'org 1', formerAccounts: [] });
    expect(setup(savedFor('org 1'), savedFor('org 2'))).toMatchObject({ account: 'org 2', formerAccounts: ['org 1'] });
    expect(accountsOf(setup(savedFor('org 1'), savedFor('org 2'), savedFor('org 1')))).toEqual(['org 1', 'org 2']);
    expect(setup(savedFor('org 1'), savedFor())).toMatchObject({ formerAccounts: ['org 1'] });
  });

  it('is to be checked anew when the channel is connected again', () => {
    const again = setup(savedFor('org 1'), disconnected, channelConnected({ protocol: 'qontak' }));
    expect([again.account, again.formerAccounts]).toEqual([undefined, ['org 1']]);
  });
});

describe('protocol and number', () => {
  it('are changed', () => {
    given(...set).when({ type: 'ChangeProtocol', protocol: 'coster', now }).thenAccepted([toProtocol('coster')]);
    given(...set).when({ type: 'ChangeNumber', number: '+1 555 010 9999', now })
      .thenAccepted([{ type: 'NumberChanged', data: { number: '15550109999' } }]);
  });

  it('are nothing when they stay', () => {
    given(...set).when({ type: 'ChangeProtocol', protocol: 'meta-cloud', now }).thenIgnored('NothingChanged');
    given(...set).when({ type: 'ChangeNumber', number: '+62 81234567890', now }).thenIgnored('NothingChanged');
  });

  it('need a connected channel, and a number that is one', () => {
    given().when({ type: 'ChangeProtocol', protocol: 'coster', now }).thenRejected('NotConnected');
    given().when({ type: 'ChangeNumber', number: '15550109999', now }).thenRejected('NotConnected');
    given(...set).when({ type: 'ChangeNumber', number: '', now }).thenRejected('NumberMissing');
    given(...set).when({ type: 'ChangeNumber', number: 'x', now }).thenRejected('NumberNotValid');
  });

  it('changed ask for a new proof', () => {
    expect(given(...set, proven, toProtocol('coster')).state).toMatchObject({ proof: { status: 'unproven' } });
    expect(given(...set, proven, { type: 'NumberChanged', data: { number: '15550109999' } }).state).toMatchObject({ proof: { status: 'unproven' } });
  });

  it('another protocol deserves a new attempt to send', () =>
    given(...set, paused).when({ type: 'ChangeProtocol', protocol: 'coster', now }).thenAccepted([toProtocol('coster'), resumed]));

  it('coming back to a protocol finds its credentials', () => {
    const { state } = given(...set, credentialsSaved(), toProtocol('coster'), toProtocol('meta-cloud'));
    expect(connected(state).setups['meta-cloud']).toMatchObject({ values: { phoneNumberId: '111' } });
  });
});

describe('the proof', () => {
  it('is the first message', () => given(...set).when({ type: 'ProveChannel', receipt: 'r1', now }).thenAccepted([proven]));
  it('needs no second', () => given(...set, proven).when({ type: 'ProveChannel', receipt: 'r2', now }).thenIgnored('AlreadyProven'));
  it('is of no account for a disconnected channel', () =>
    given(...set, disconnected).when({ type: 'ProveChannel', receipt: 'r1', now }).thenIgnored('NotConnected'));
});

describe('a pause of sending', () => {
  const pause = (change: Partial<PauseSending> = {}): PauseSending => ({ type: 'PauseSending', revision: 3, papers: { code: 190 }, now, ...change });
  const ready = [...set, credentialsSaved()];

  it('keeps the provider\'s code and title, never details that could name a customer', () =>
    given(...ready)
      .when(pause({ papers: { code: 190, title: 'Token expired', details: '+62 812', httpStatus: 401, requestId: 'q' } }))
      .thenAccepted([{
        type: 'SendingPaused', data: { at: now, papers: { code: 190, title: 'Token expired', httpStatus: 401, requestId: 'q' } },
      }]));

  it('is not caused by a call that was made with older credentials', () =>
    given(...ready).when(pause({ revision: 2 })).thenIgnored('CredentialsHaveChanged'));

  it('is caused by a call that was made before the settings were changed', () =>
    expect(given(...ready, { type: 'SessionSettingsChanged', data: { settings: settingsWith({}) } }).when(pause()).decision.kind).toBe('accepted'));

  it('happens once', () => given(...ready, paused).when(pause()).thenIgnored('AlreadyPaused'));

  it('ends when an operator says so', () => {
    given(...ready, paused).when({ type: 'ResumeSending', now }).thenAccepted([resumed]);
    given(...ready).when({ type: 'ResumeSending', now }).thenIgnored('NotPaused');
    given(...ready, disconnected).when({ type: 'ResumeSending', now }).thenRejected('NotConnected');
  });

  it('does not concern a disconnected channel', () => given(...ready, disconnected).when(pause()).thenIgnored('NotConnected'));
});

describe('disconnecting', () => {
  it('keeps the address and what verifies its calls', () => {
    const outcome = given(...set, credentialsSaved()).when({ type: 'DisconnectChannel', now });
    outcome.thenAccepted([disconnected]);
    expect(outcome.state).toMatchObject({ status: 'disconnected', address: 'address-1' });
    expect(fingerprints(outcome.state)).toEqual({ webhookSecrets: ['hook-1'], appSecrets: ['app-1'] });
  });

  it('happens once', () => {
    given(...set, disconnected).when({ type: 'DisconnectChannel', now }).thenIgnored('NotConnected');
    given().when({ type: 'DisconnectChannel', now }).thenIgnored('NotConnected');
  });
});

describe('the revision', () => {
  const revisionAfter = (...events: ChannelEvent[]): number => connected(given(...set, credentialsSaved(), ...events).state).revision;

  it('counts what changed what is in force', () => {
    expect(revisionAfter()).toBe(3);
    expect(revisionAfter({ type: 'SessionSettingsChanged', data: { settings: settingsWith({}) } })).toBe(4);
    expect(revisionAfter({ type: 'NumberChanged', data: { number: '15550109999' } }, toProtocol('qontak'), endpointRegistered())).toBe(6);
    expect(revisionAfter(webhookSecretRegenerated('hook-2'))).toBe(4);
  });

  it('does not count what merely happened', () =>
    expect(revisionAfter(
      proven, paused, resumed,
      { type: 'EndpointRegistrationFailed', data: { protocol: 'meta-cloud', at: 1, words: '' } },
      { type: 'NewSecretSeen', data: { protocol: 'meta-cloud', what: 'webhook-secret', fingerprint: 'hook-1', at: 1 } },
      { type: 'ClaimLapsed', data: { claim: 'claim-x', what: 'number' } },
    )).toBe(3));
});

describe('a history that no rule would have made', () => {
  it('is folded all the same', () => {
    expect(given(proven, paused, disconnected, credentialsSaved(), { type: 'ClaimLapsed', data: { claim: 'claim-x', what: 'number' } }).state)
      .toEqual({ status: 'none' });
    expect(given(...set, disconnected, paused, proven).state).not.toHaveProperty('sending');
  });
});
