import { describe, expect, it } from '@jest/globals';
import { protocolContract } from '@tandem/domain/testing';
import { createProtocols } from '../index.js';
import { startScriptedProvider, type ScriptedAnswer } from '../scripted-provider.js';
import { fixture, fixtureNames } from './fixtures/load.js';
import { createQontak } from './index.js';
import { settingsProblems } from './settings.js';

const credentials = {
  channelIntegrationId: 'c0ffee00-0000-4000-8000-000000000001',
  token: 'user-token-0123456789',
  botToken: 'bot-token-0123456789',
};
const refusal = (status: number, words: string): ScriptedAnswer =>
  ({ status, json: { status: 'error', error: { code: status, messages: [words] } } });

protocolContract<ScriptedAnswer>('qontak', {
  create: (url) => createQontak({ url }),
  start: startScriptedProvider,
  credentials,
  answers: {
    accepted: { status: 201, json: { status: 'success', data: { id: 'message-1', status: 'created' } } },
    overloaded: refusal(429, 'Too many requests'),
    credentialBroken: refusal(401, `The token ${credentials.botToken} is not valid`),
    refused: refusal(422, 'room_id is invalid'),
    down: { status: 503, text: 'Service Unavailable' },
    silence: 'silence',
    cut: 'cut',
  },
  bodies: fixtureNames.map(fixture),
  call: (rawBody, secret) => ({ rawBody, headers: {}, pathSecret: secret }),
  medium: (url) => ({ type: 'image', url: `${url}/photo.jpg` }),
  refusing: (words) => refusal(422, words),
});

describe('Qontak, as an operator sees it', () => {
  const protocol = createQontak();
  const problems = (values: Record<string, string>) => settingsProblems({ ...credentials, ...values }).map(({ field }) => field);

  it('asks for three fields, the rest folded away, and claims the Channel Integration ID', () => {
    const plain = protocol.credentialFields.filter(({ advanced }) => !advanced);
    expect(plain.map(({ label, secret, required, claim }) => ({ label, secret, required, claim }))).toEqual([
      { label: 'Channel Integration ID', secret: false, required: true, claim: 'qontak-integration' },
      { label: 'Token', secret: true, required: false, claim: undefined },
      { label: 'Bot Token', secret: true, required: false, claim: undefined },
    ]);
    expect(protocol.credentialFields.filter(({ required, advanced }) => required && advanced)).toEqual([]);
  });

  it('needs a token, or the two halves of HMAC', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ token: ' ' })).toEqual(['token']);
    expect(problems({ mode: 'hmac', token: '' })).toEqual(['clientId', 'clientSecret']);
    expect(problems({ mode: 'hmac', token: '', clientId: 'a', clientSecret: 'b' })).toEqual([]);
    expect(problems({ channelIntegrationId: '' })).toEqual(['channelIntegrationId']);
  });

  it('refuses an option that there is not, and a rate that is none', () => {
    expect(problems({ mode: 'basic', buttons: 'maybe', perSecond: 'fast' })).toEqual(['perSecond', 'mode', 'buttons']);
    expect(problems({ perSecond: '0' })).toEqual(['perSecond']);
    expect(problems({ perSecond: '101' })).toEqual(['perSecond']);
    expect(problems({ perSecond: '0.5', mode: 'bearer' })).toEqual([]);
  });

  it('can do what the channel\'s options say', () => {
    expect(protocol.capabilitiesWith?.(credentials)).toEqual(protocol.capabilities);
    expect(protocol.capabilitiesWith?.({ ...credentials, buttons: 'no', perSecond: '20' })).toMatchObject({ buttons: 0, listRows: 0, perSecond: 20 });
    expect(protocol.capabilitiesWith?.({ perSecond: 'fast' })).toMatchObject({ perSecond: 5, buttons: 3 });
  });

  it.each([
    ['its own channel', 'c0ffee00-0000-4000-8000-000000000001', true],
    ['another channel of the organisation', 'c0ffee00-0000-4000-8000-000000000002', false],
    ['nobody', '', false],
    ['nobody at all', undefined, false],
  ])('is addressed by %s: %s -> %s', (_what, address, expected) => {
    expect(protocol.addressedTo({ address }, { credentials, number: '6281100000001' })).toBe(expected);
    expect(protocol.addressedTo({ address }, { credentials: {}, number: '' })).toBe(false);
  });

  it('takes a call by the secret in its path alone', () => {
    const call = { rawBody: fixture('message-text-2021.json'), headers: {} };
    expect(protocol.verify({ ...call, pathSecret: 'secret' }, ['old', 'secret'])).toBe(true);
    expect(protocol.verify({ ...call, pathSecret: 'secret-and-more' }, ['secret'])).toBe(false);
    expect(protocol.verify({ ...call, pathSecret: '' }, [''])).toBe(false);
  });
});

describe('Qontak in the list of protocols', () => {
  it('reaches Qontak at another address when told so', async () => {
    const provider = await startScriptedProvider();
    provider.answers({ status: 201, json: { status: 'success', data: { id: 'message-1' } } });
    const protocol = createProtocols({ qontak: { url: `${provider.url}/` } }).find(({ name }) => name === 'qontak');
    const outbound = { send: 's', to: { phone: '1' }, content: { type: 'text', text: 'x' }, room: 'room-1' } as const;
    expect(await protocol?.send(outbound, credentials, { timeout: 2_000 })).toEqual({ kind: 'accepted', id: 'message-1' });
    await provider.stop();
    expect(provider.calls.map(({ path }) => path)).toEqual(['/v1/messages/whatsapp/bot']);
  });
});
