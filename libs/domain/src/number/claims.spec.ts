import { describe, expect, it } from '@jest/globals';
import type { ChannelEvent } from '../channel/channel-events.js';
import { channelDecider } from '../channel/decide-channel.js';
import { channelConnected, credentialsSaved, sampleFields, savedSecret } from '../testing/channel-builders.js';
import { givenFor } from '../testing/given.js';
import type { ClaimKey } from './claim-key.js';
import { claimDecider, type ClaimEvent } from './number-claim.js';
import { claimsOf, findShared, planClaims } from './plan-claims.js';

const given = givenFor(claimDecider);
const now = 0;
const mine = 'a.published';
const other = 'b.draft';
const claimed = (holder: typeof mine | typeof other): ClaimEvent => ({ type: 'NumberClaimed', data: { holder, what: 'number' } });
const released = (holder: typeof mine | typeof other): ClaimEvent => ({ type: 'NumberReleased', data: { holder } });

describe('the claim of a number', () => {
  it('is had by the first who asks', () =>
    given().when({ type: 'ClaimNumber', holder: mine, what: 'number', now }).thenAccepted([claimed(mine)]));

  it('is refused to another', () =>
    given(claimed(other)).when({ type: 'ClaimNumber', holder: mine, what: 'number', now }).thenRejected('HeldByAnotherChannel'));

  it('is said again by its holder before he relies on it', () =>
    given(claimed(mine)).when({ type: 'ClaimNumber', holder: mine, what: 'number', now }).thenAccepted([claimed(mine)]));

  it('passes to another when its holder does not bear it out', () => {
    const outcome = given(claimed(other)).when({ type: 'ClaimNumber', holder: mine, what: 'number', lapsed: other, now });
    outcome.thenAccepted([released(other), claimed(mine)]);
    expect(outcome.state).toEqual({ status: 'held', holder: mine, what: 'number' });
  });

  it('does not pass when it was another who did not bear it out', () =>
    given(claimed(other)).when({ type: 'ClaimNumber', holder: mine, what: 'number', lapsed: 'c.published', now }).thenRejected('HeldByAnotherChannel'));

  it('is released by its holder alone', () => {
    given(claimed(mine)).when({ type: 'ReleaseNumber', holder: mine, now }).thenAccepted([released(mine)]);
    given(claimed(other)).when({ type: 'ReleaseNumber', holder: mine, now }).thenIgnored('NotHeld');
    given(claimed(mine), released(mine)).when({ type: 'ReleaseNumber', holder: mine, now }).thenIgnored('NotHeld');
  });
});

const channel = (...events: ChannelEvent[]) => events.reduce(channelDecider.evolve, channelDecider.initial);
const fieldsOf = (protocol: string) => (protocol === 'meta-cloud' ? sampleFields : []);
const number: ClaimKey = { what: 'number', value: '6281234567890' };
const phoneNumberId: ClaimKey = { what: 'meta-phone-number-id', value: '111' };

describe('what a channel holds', () => {
  it('is its number and the provider\'s id of it', () => {
    expect(claimsOf(channel(channelConnected()), fieldsOf)).toEqual([number]);
    expect(claimsOf(channel(channelConnected(), credentialsSaved()), fieldsOf)).toEqual([number, phoneNumberId]);
  });

  it('is that of the protocol it speaks now', () =>
    expect(claimsOf(channel(channelConnected(), credentialsSaved(), { type: 'ProtocolChanged', data: { protocol: 'coster' } }), fieldsOf)).toEqual([number]));

  it('is nothing before it is connected and after it is disconnected', () => {
    expect(claimsOf(channel(), fieldsOf)).toEqual([]);
    expect(claimsOf(channel(channelConnected(), credentialsSaved(), { type: 'ChannelDisconnected', data: {} }), fieldsOf)).toEqual([]);
  });
});

describe('the plan of a save', () => {
  it('claims what is new, releases what is old, leaves what stays', () => {
    const next: ClaimKey = { what: 'number', value: '15550109999' };
    expect(planClaims([number, phoneNumberId], [next, phoneNumberId])).toEqual({ claim: [next], release: [number] });
    expect(planClaims([number], [number])).toEqual({ claim: [], release: [] });
  });

  it('does not take a number for an id that reads the same', () =>
    expect(planClaims([{ what: 'number', value: '111' }], [phoneNumberId])).toEqual({ claim: [phoneNumberId], release: [{ what: 'number', value: '111' }] }));
});

describe('an account that channels share', () => {
  const one = { key: 'a.published', channel: channel(channelConnected(), credentialsSaved()) } as const;
  const sharing = { key: 'a.draft', channel: channel(channelConnected({ number: '15550109999' }), credentialsSaved()) } as const;

  it('is a warning that names the others', () =>
    expect(findShared(one, [one, sharing], fieldsOf)).toEqual([{ field: 'appId', label: 'App ID', with: ['a.draft'] }]));

  it('may be known by a secret\'s fingerprint', () => {
    const fields = () => [{ name: 'appSecret', label: 'App Secret', secret: true, required: true, shared: true }];
    expect(findShared(one, [sharing], fields)).toEqual([{ field: 'appSecret', label: 'App Secret', with: ['a.draft'] }]);
    const elsewhere = channel(channelConnected(), credentialsSaved({ secrets: { appSecret: savedSecret('app-9') } }));
    expect(findShared(one, [{ key: 'c.draft', channel: elsewhere }], fields)).toEqual([]);
  });

  it('may be known by the provider\'s check alone, and is named once', () => {
    const ofOrganisation = (protocol: 'qontak' | 'meta-cloud', data: Parameters<typeof credentialsSaved>[0] = {}) =>
      channel(channelConnected({ protocol }), credentialsSaved({ values: {}, account: 'org 1', ...data }));
    const mineToo = { key: 'a.published', channel: ofOrganisation('qontak') } as const;
    const elsewhere = { key: 'c.draft', channel: ofOrganisation('qontak', { account: 'org 2' }) } as const;
    const unchecked = { key: 'd.draft', channel: ofOrganisation('qontak', { account: undefined }) } as const;
    expect(findShared(mineToo, [mineToo, { key: 'a.draft', channel: ofOrganisation('qontak') }, elsewhere, unchecked], fieldsOf))
      .toEqual([{ field: 'account', label: 'Account', with: ['a.draft'] }]);
    expect(findShared(unchecked, [mineToo], fieldsOf)).toEqual([]);
    const both = { key: 'a.draft', channel: ofOrganisation('meta-cloud', { values: { appId: '900' } }) } as const;
    expect(findShared({ key: 'a.published', channel: both.channel }, [both], fieldsOf)).toEqual([{ field: 'appId', label: 'App ID', with: ['a.draft'] }]);
  });

  it('is none of another protocol, of a channel that is gone, or where nothing was entered', () => {
    const left = channel(channelConnected(), credentialsSaved(), { type: 'ProtocolChanged', data: { protocol: 'coster' } });
    const gone = channel(channelConnected(), credentialsSaved(), { type: 'ChannelDisconnected', data: {} });
    const bare = channel(channelConnected());
    expect(findShared(one, [{ key: 'b.draft', channel: left }, { key: 'c.draft', channel: gone }], fieldsOf)).toEqual([]);
    expect(findShared({ key: 'b.draft', channel: bare }, [{ key: 'd.draft', channel: bare }], fieldsOf)).toEqual([]);
  });
});
