import { describe, expect, it } from '@jest/globals';
import { defaultSessionSettings } from '../channel/session-settings.js';
import { evolveChannel, noChannel, type Channel } from '../channel/channel.js';
import { channelConnected, credentialsSaved, webhookSecretGenerated } from '../testing/channel-builders.js';
import { configurationStream, fieldsOfAgent, fieldsOfChannel, mergeChanges, partsOfConfiguration, saveOf } from './history.js';

describe('the save an event came with', () => {
  it.each([
    ['0199/0', '0199'], ['0199/1', '0199'],
    ['0199-credentials/0', '0199'], ['0199-callback/0', '0199'], ['0199-settings/0', '0199'], ['0199-protocol/0', '0199'],
    ['person/command-1-settings/0', 'person/command-1'],
    ['0199-credentials/channel-other.draft/7', '0199'],
    ['0199/published/0', '0199/published'],
  ])('of %s is %s', (event, save) => expect(saveOf(event)).toBe(save));
});

describe('a stream of configuration', () => {
  it.each([['agent-shop', 'shop', 'agent'], ['channel-shop.draft', 'shop', 'draft'], ['channel-a-b.published', 'a-b', 'published']] as const)(
    '%s is of agent %s and about %s', (stream, agent, subject) => {
      expect(partsOfConfiguration(stream)).toEqual({ agent, subject });
      expect(configurationStream(agent, subject)).toBe(stream);
    });
});

describe('changes after one another', () => {
  it('are one: the first old value, the last new one', () =>
    expect(mergeChanges([{ field: 'a', old: 1, new: 2 }], [{ field: 'a', old: 2, new: 3 }, { field: 'b', new: 'x' }]))
      .toEqual([{ field: 'a', old: 1, new: 3 }, { field: 'b', new: 'x' }]));

  it('are none where the last undoes the first', () => {
    expect(mergeChanges([{ field: 'a', old: 1, new: 2 }], [{ field: 'a', old: 2, new: 1 }])).toEqual([]);
    expect(mergeChanges([{ field: 'a', new: 2 }], [{ field: 'a', old: 2 }])).toEqual([]);
    expect(mergeChanges([{ field: 'a', old: { secret: 'x' }, new: { secret: 'y' } }], [{ field: 'a', old: { secret: 'y' }, new: { secret: 'x' } }])).toEqual([]);
  });

  it('keep a secret that has no fingerprint to be told by', () =>
    expect(mergeChanges([{ field: 'k', old: { secret: '' }, new: { secret: '' } }], [{ field: 'k', old: { secret: '' }, new: { secret: '' } }]))
      .toHaveLength(1));
});

describe('a configuration field by field', () => {
  it('is empty where there is none', () => expect([fieldsOfChannel(noChannel), fieldsOfAgent({ status: 'none' })]).toEqual([[], []]));

  it('shows every setting, and of secrets the fingerprint', () => {
    const channel = [channelConnected(), webhookSecretGenerated(), credentialsSaved()].reduce<Channel>(evolveChannel, noChannel);
    const fields = Object.fromEntries(fieldsOfChannel(channel).map(({ field, value }) => [field, value]));
    expect(fields).toMatchObject({
      status: 'connected', protocol: 'meta-cloud', 'credentials.appSecret': { secret: 'app-1' }, 'credentials.phoneNumberId': '111',
      'settings.delayBeforeAskSeconds': defaultSessionSettings.delayBeforeAskSeconds,
    });
    expect(JSON.stringify(fields)).not.toContain('sealed(');
  });
});
