import { describe, expect, it } from '@jest/globals';
import type { ChannelEvent } from '../channel/channel-events.js';
import { evolveChannel, noChannel, setupOf, type Channel } from '../channel/channel.js';
import { defaultSessionSettings } from '../channel/session-settings.js';
import { channelConnected, credentialsSaved, endpointRegistered, sampleFields, savedSecret, settingsWith, webhookSecretGenerated, webhookSecretRegenerated } from '../testing/channel-builders.js';
import { planCopy, planRestore, type RestoreMeans } from './restore.js';

const given = (...events: readonly ChannelEvent[]): Channel => events.reduce(evolveChannel, noChannel);
const begun = [channelConnected(), webhookSecretGenerated(), credentialsSaved()];
const means: RestoreMeans = { now: 1, protocol: () => ({ fields: sampleFields, proofField: 'appSecret' }), opens: () => true };
const settingsChanged = (change: Parameters<typeof settingsWith>[0]): ChannelEvent => ({ type: 'SessionSettingsChanged', data: { settings: settingsWith(change) } });
const past = given(...begun);
const fieldsIn = ({ changes }: { changes: readonly { field: string }[] }) => changes.map(({ field }) => field);

describe('restoring an earlier state', () => {
  it('is no change where all is as it was', () =>
    expect(planRestore(past, past, means)).toMatchObject({ steps: [], changes: [], lost: [], problems: [] }));

  it('brings back the settings', () => {
    const plan = planRestore(given(...begun, settingsChanged({ delayBeforeAskSeconds: 60 })), past, means);
    expect(plan.steps).toEqual([{ part: 'settings', settings: defaultSessionSettings }]);
    expect(plan.changes).toEqual([{ field: 'settings.delayBeforeAskSeconds', old: 60, new: 300 }]);
  });

  it('brings back number and credentials, with the secrets of then', () => {
    const newer = credentialsSaved({ values: { phoneNumberId: '222' }, secrets: { appSecret: savedSecret('app-2'), accessToken: savedSecret('token-2') } });
    const plan = planRestore(given(...begun, { type: 'NumberChanged', data: { number: '6281111' } }, newer), past, means);
    expect(plan.steps.map(({ part }) => part)).toEqual(['number', 'credentials']);
    expect(fieldsIn(plan)).toEqual(expect.arrayContaining(['number', 'credentials.phoneNumberId', 'credentials.appId', 'credentials.appSecret', 'signingSecret']));
    expect(plan.after.status !== 'none' && setupOf(plan.after, 'meta-cloud').secrets).toEqual({ appSecret: savedSecret('app-1'), accessToken: savedSecret('token-1') });
  });

  it('drops a secret that there was not', () => {
    const more = credentialsSaved({ secrets: { appSecret: savedSecret('app-1'), accessToken: savedSecret('token-1'), refreshToken: savedSecret('r') } });
    expect(planRestore(given(...begun, more), past, means).steps).toMatchObject([{ part: 'credentials', removed: ['refreshToken'] }]);
  });

  it('does not resurrect a secret that nothing opens: the one in force stays, and it is said', () => {
    const newer = credentialsSaved({ secrets: { appSecret: savedSecret('app-1'), accessToken: savedSecret('token-2') } });
    const plan = planRestore(given(...begun, newer), past, { ...means, opens: ({ fingerprint }) => fingerprint !== 'token-1' });
    expect(plan).toMatchObject({ lost: ['credentials.accessToken'], steps: [], changes: [], problems: [] });
  });

  it('says at its field what stands in the way', () => {
    const bare = given(channelConnected(), webhookSecretGenerated());
    expect(planRestore(past, bare, means).problems).toEqual(expect.arrayContaining([{ field: 'credentials.phoneNumberId', problem: 'CredentialMissing' }]));
    const gone = given(...begun, { type: 'ChannelDisconnected', data: {} });
    expect(planRestore(past, gone, means).problems).toEqual([{ field: 'at', problem: 'NothingThere' }]);
    expect(planRestore(gone, past, means).problems).toEqual([{ field: 'at', problem: 'NotConnected' }]);
    const wrong = given(...begun, settingsChanged({ delayBeforeAskSeconds: 0 }));
    expect(planRestore(past, wrong, means).problems).toEqual([{ field: 'settings.delayBeforeAskSeconds', problem: 'LessThanOne' }]);
  });

  it('waits with the settings for Set Endpoint where the protocol of then needs it', () => {
    const qontak = [channelConnected({ protocol: 'qontak' }), webhookSecretGenerated(), credentialsSaved(), endpointRegistered()];
    const set = given(...qontak, settingsChanged({ delayBeforeAskSeconds: 60 }));
    const now = given(...qontak, { type: 'ProtocolChanged', data: { protocol: 'meta-cloud' } });
    const plan = planRestore(now, set, { ...means, protocol: () => ({ fields: sampleFields }) });
    expect(plan.steps.map(({ part }) => part)).toEqual(['protocol']);
    expect(plan.problems).toEqual([{ field: 'settings', problem: 'SetEndpointFirst' }]);
  });

  it('leaves webhook secrets alone', () =>
    expect(planRestore(given(...begun, webhookSecretRegenerated('hook-2')), past, means).changes).toEqual([]));
});

describe('copying the settings of the draft', () => {
  it('changes the session settings and nothing else', () => {
    const plan = planCopy(past, settingsWith({ delayBeforeEndSeconds: 5 }), means);
    expect([plan.steps.map(({ part }) => part), fieldsIn(plan)]).toEqual([['settings'], ['settings.delayBeforeEndSeconds']]);
  });

  it('needs a channel', () => expect(planCopy(noChannel, defaultSessionSettings, means).problems).toEqual([{ field: 'settings', problem: 'NotConnected' }]));
});
