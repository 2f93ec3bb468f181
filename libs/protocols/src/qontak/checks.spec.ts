import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startScriptedProvider, type ScriptedAnswer, type ScriptedProvider } from '../scripted-provider.js';
import { createQontak } from './index.js';

const credentials = { channelIntegrationId: 'channel-1', token: 'user-token-0123456789' };
const channel = (more: Record<string, unknown> = {}) => ({
  id: 'channel-1', target_channel: 'wa_cloud', organization_id: 'organisation-1', settings: { account_name: 'Example Shop', server_wa_id: '+62 811-0000-0001' }, ...more,
});
const data = (value: unknown, meta?: unknown): ScriptedAnswer => ({ status: 200, json: { status: 'success', data: value, meta } });
const no = (status: number, words: string): ScriptedAnswer => ({ status, json: { status: 'error', error: { code: status, messages: [words] } } });

let provider: ScriptedProvider;
beforeEach(async () => {
  provider = await startScriptedProvider();
});
afterEach(() => provider.stop());
const calls = () => provider.calls.map(({ method, path }) => `${method} ${path}`);

const check = (script: readonly ScriptedAnswer[], more: Record<string, string> = {}) => {
  provider.answers(...script);
  return createQontak({ url: provider.url }).checkCredentials?.({ ...credentials, ...more }, { timeout: 2_000 });
};

describe('checking credentials', () => {
  it('finds no problem and learns number, name and organisation', async () => {
    expect(await check([data(channel())])).toEqual({ kind: 'checked', problems: [], number: '6281100000001', name: 'Example Shop', account: 'organisation-1', found: { holds: ['token', 'account', 'number'] } });
    expect(provider.calls[0]).toMatchObject({ method: 'GET', path: '/v1/integrations/channel-1', headers: { authorization: 'Bearer user-token-0123456789' } });
  });

  it('looks into the list where there is no address for one channel', async () => {
    expect(await check([no(404, 'Not Found'), data([channel({ id: 'channel-0' }), channel()])])).toMatchObject({ problems: [], account: 'organisation-1' });
    expect(calls()).toEqual(['GET /v1/integrations/channel-1', 'GET /v1/integrations?limit=100']);
  });

  it.each<[string, string, readonly ScriptedAnswer[], string]>([
    ['the token is wrong', 'token', [no(401, 'Token is expired')], 'Token is expired'],
    ['the token may not see channels', 'token', [no(403, 'Forbidden scope')], 'Forbidden scope'],
    ['no channel has this id', 'channelIntegrationId', [no(404, 'Not Found'), data([channel({ id: 'channel-0' })])], 'no channel with this id'],
    ['the id is none at all', 'channelIntegrationId', [no(422, 'id is invalid'), data([])], 'no channel with this id'],
    ['the channel is no WhatsApp channel', 'channelIntegrationId', [data(channel({ target_channel: 'telegram' }))], 'telegram'],
    ['the address is another one', 'baseUrl', [{ status: 301, text: '', headers: { location: 'https://api.example' } }], 'not where the API is'],
  ])('says at its field, in Qontak\'s words, that %s', async (_what, field, script, words) => {
    expect(await check(script)).toMatchObject({ kind: 'checked', problems: [{ field, problem: expect.stringContaining(words) }] });
  });

  it('checks the bot token apart, and only where it is another one', async () => {
    expect(await check([no(401, 'no')], { botToken: credentials.token })).toMatchObject({ problems: [{ field: 'token' }] });
    expect(calls()).toEqual(['GET /v1/integrations/channel-1']);
    const both = await check([no(401, 'no')], { botToken: 'bot-token-0123456789' });
    expect(both).toMatchObject({ problems: [{ field: 'token' }, { field: 'botToken' }] });
    expect(provider.calls.find(({ path }) => path === '/v1/message_interactions')?.headers.authorization).toBe('Bearer bot-token-0123456789');
  });

  it('names the HMAC secret where that is refused', async () => {
    const hmac = { mode: 'hmac', token: '', clientId: 'client-1', clientSecret: 'client-secret-0123456789' };
    expect(await check([{ status: 401, json: { message: 'HMAC signature does not match client-secret-0123456789' } }], hmac))
      .toEqual({ kind: 'checked', problems: [{ field: 'clientSecret', problem: 'Qontak refuses it ("HMAC signature does not match ***")' }] });
  });

  it('asks nobody while something is missing or cannot be', async () => {
    expect(await check([], { token: '' })).toMatchObject({ problems: [{ field: 'token' }] });
    expect(await check([], { baseUrl: 'http://10.0.0.1/api', perSecond: 'x' })).toMatchObject({ problems: [{ field: 'perSecond' }, { field: 'baseUrl' }] });
    expect(calls()).toEqual([]);
  });

  it('takes an address of the API that is public, or the installation\'s own', async () => {
    expect(await check([data(channel())], { baseUrl: `${provider.url}/elsewhere/` })).toMatchObject({ problems: [] });
    expect(calls()).toEqual(['GET /elsewhere/v1/integrations/channel-1']);
  });

  it.each<[string, readonly ScriptedAnswer[]]>([
    ['is down', [{ status: 503, text: '' }]],
    ['is silent', ['silence']],
    ['wants fewer questions', [no(429, 'Too many')]],
    ['is down at the list', [no(404, 'Not Found'), { status: 500, text: '' }]],
    ['shows only a part of its channels', [no(404, 'Not Found'), data([channel({ id: 'channel-0' })], { pagination: { total: 300 } })]],
  ])('finds no fault with anybody while Qontak %s', async (_what, script) => {
    expect(await check(script)).toMatchObject({ kind: 'unanswered' });
  });
});
