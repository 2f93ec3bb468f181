import { describe, expect, it } from '@jest/globals';
import { evolveAgent, noAgent, type AgentEvent } from '../agent/agent.js';
import type { ChannelEvent } from '../channel/channel-events.js';
import { channelDecider } from '../channel/decide-channel.js';
import {
  channelConnected, credentialsSaved, endpointRegistered, savedSecret, sealed, settingsWith, webhookSecretGenerated,
  webhookSecretRegenerated,
} from '../testing/channel-builders.js';
import { diffAgents, diffChannels } from './diff.js';
import { compareHeads, evolveHeads, textToSign, type StreamHeads } from './heads.js';

describe('the heads of the configuration streams', () => {
  const signed: StreamHeads = { 'channel-a.draft': { version: 3, hash: 'h3' }, 'agent-a': { version: 1, hash: 'h1' } };

  it('are signed where they changed', () =>
    expect(compareHeads(signed, { ...signed, 'channel-a.draft': { version: 4, hash: 'h4' }, 'claim-x': { version: 1, hash: 'c1' } })).toEqual({
      changed: { 'channel-a.draft': { version: 4, hash: 'h4' }, 'claim-x': { version: 1, hash: 'c1' } },
      broken: [],
    }));

  it('leave out conversations, receipts and all that is not configuration', () =>
    expect(compareHeads({}, {
      'conversation-a.draft.c': { version: 4, hash: 'x' }, 'webhooks-a.draft.w': { version: 1, hash: 'x' }, 'operator-o': { version: 1, hash: 'o' },
    }).changed).toEqual({ 'operator-o': { version: 1, hash: 'o' } }));

  it('show what was tampered with: cut off, gone, or another event in the place', () => {
    expect(compareHeads(signed, { ...signed, 'channel-a.draft': { version: 2, hash: 'h2' } }).broken).toEqual(['channel-a.draft']);
    expect(compareHeads(signed, { 'agent-a': { version: 1, hash: 'other' } })).toEqual({ changed: {}, broken: ['agent-a', 'channel-a.draft'] });
  });

  it('add up to the newest of every stream', () => {
    const heads: StreamHeads = { 'agent-a': { version: 2, hash: 'h2' } };
    const event = { type: 'HeadsSigned', data: { at: 1, heads, key: 'k', signature: 's' } } as const;
    expect(evolveHeads(signed, event)).toEqual({ ...signed, ...heads });
  });

  it('are signed as a text that is the same in any order', () => {
    const other: StreamHeads = { 'agent-a': signed['agent-a']!, 'channel-a.draft': signed['channel-a.draft']! };
    const text = 'tandem-heads-v1\n7 key-1\nagent-a 1 h1\nchannel-a.draft 3 h3\n';
    expect(textToSign({ at: 7, heads: signed, key: 'key-1' })).toBe(text);
    expect(textToSign({ at: 7, heads: other, key: 'key-1' })).toBe(text);
  });
});

describe('the difference of two states of a channel', () => {
  const channel = (...events: ChannelEvent[]) => events.reduce(channelDecider.evolve, channelDecider.initial);
  const set = [channelConnected(), webhookSecretGenerated(), credentialsSaved()];

  it('is nothing between equals', () => expect(diffChannels(channel(...set), channel(...set))).toEqual([]));

  it('names settings field by field', () => {
    const settings = settingsWith({ askUserToEndSession: false, delayBeforeEndSeconds: 60 });
    expect(diffChannels(channel(...set), channel(...set, { type: 'SessionSettingsChanged', data: { settings } }))).toEqual([
      { field: 'settings.askUserToEndSession', old: true, new: false },
      { field: 'settings.delayBeforeEndSeconds', old: 600, new: 60 },
    ]);
  });

  it('shows secrets as fingerprints, never what is sealed', () => {
    const secrets = { appSecret: savedSecret('app-2'), accessToken: savedSecret('token-1') };
    const changes = diffChannels(channel(...set), channel(...set, credentialsSaved({ secrets })));
    expect(changes).toEqual([
      { field: 'credentials.appSecret', old: { secret: 'app-1' }, new: { secret: 'app-2' } },
      { field: 'signingSecret', old: { secret: 'app-1' }, new: { secret: 'app-2' } },
      { field: 'signingSecret.old.app-1', new: { secret: 'app-1' } },
    ]);
    expect(JSON.stringify(changes)).not.toContain('sealed');
  });

  it('names number, protocol, endpoint, webhook secret and the end', () => {
    expect(diffChannels(channel(...set), channel(...set, { type: 'NumberChanged', data: { number: '15550109999' } })))
      .toEqual([{ field: 'number', old: '6281234567890', new: '15550109999' }]);
    expect(diffChannels(channel(...set), channel(...set, { type: 'ChannelDisconnected', data: {} })))
      .toEqual([{ field: 'status', old: 'connected', new: 'disconnected' }]);
    expect(diffChannels(channel(...set), channel(...set, endpointRegistered({ protocol: 'meta-cloud' })))).toEqual([
      { field: 'endpoint', old: 'not-set', new: 'set' },
      { field: 'endpoint.webhookSecret', new: { secret: 'hook-1' } },
    ]);
    expect(diffChannels(channel(...set), channel(...set, webhookSecretRegenerated('hook-2')))[0])
      .toEqual({ field: 'webhookSecret', old: { secret: 'hook-1' }, new: { secret: 'hook-2' } });
  });

  it('of a channel that was not there is all it has', () => {
    const changes = diffChannels(channel(), channel(channelConnected()));
    expect(changes.slice(0, 3)).toEqual([
      { field: 'status', new: 'connected' }, { field: 'protocol', new: 'meta-cloud' }, { field: 'number', new: '6281234567890' },
    ]);
    expect(changes.every((change) => !('old' in change))).toBe(true);
  });

  it('names a value that is gone', () =>
    expect(diffChannels(channel(...set), channel(...set, credentialsSaved({ values: { phoneNumberId: '111' } }))))
      .toEqual([{ field: 'credentials.appId', old: '900' }]));
});

describe('the difference of two states of an agent', () => {
  const agent = (...events: AgentEvent[]) => events.reduce(evolveAgent, noAgent);
  const registered: AgentEvent = { type: 'AgentRegistered', data: { name: 'Sari' } };
  const http = (secret: string): AgentEvent => ({
    type: 'RuntimeConnected',
    data: { version: 'draft', runtime: { kind: 'http', url: 'https://a.example', secret: sealed(secret) } },
  });

  it('names name and status', () =>
    expect(diffAgents(agent(registered), agent(registered, { type: 'AgentRenamed', data: { name: 'Dewi' } }, { type: 'AgentArchived', data: {} })))
      .toEqual([{ field: 'status', old: 'active', new: 'archived' }, { field: 'name', old: 'Sari', new: 'Dewi' }]));

  it('shows that a runtime\'s secret changed, and nothing of it', () =>
    expect(diffAgents(agent(registered, http('one')), agent(registered, http('two')))).toEqual([
      { field: 'runtimes.draft.secret', old: { secret: '' }, new: { secret: '' } },
    ]));

  it('names every field of another kind of runtime', () => {
    const openai: AgentEvent = {
      type: 'RuntimeConnected',
      data: {
        version: 'draft',
        runtime: { kind: 'openai', baseUrl: 'https://o.example/v1', model: 'm', systemPrompt: '', apiKey: sealed('k'), historyLimit: 20 },
      },
    };
    const fields = diffAgents(agent(registered, http('one')), agent(registered, openai)).map(({ field }) => field.replace('runtimes.draft.', ''));
    expect(fields).toEqual(['kind', 'baseUrl', 'model', 'systemPrompt', 'apiKey', 'historyLimit', 'url', 'secret']);
  });
});
