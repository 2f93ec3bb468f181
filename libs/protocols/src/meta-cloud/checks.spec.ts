import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startScriptedProvider, type ScriptedAnswer, type ScriptedProvider } from '../scripted-provider.js';
import { createMetaCloud } from './index.js';

const credentials = {
  phoneNumberId: '2001', businessAccountId: '3001', appId: '4001', appSecret: 'app-secret-0123456789',
  accessToken: 'token-0123456789',
};
const scopes = ['whatsapp_business_messaging', 'whatsapp_business_management'];
const ok = (json: unknown): ScriptedAnswer => ({ status: 200, json });
const token = (more: Record<string, unknown> = {}): ScriptedAnswer => ok(
  { data: { app_id: '4001', is_valid: true, expires_at: 0, scopes, ...more } },
);
const refusal: ScriptedAnswer = { status: 400, json: { error: { code: 100, message: 'Unsupported get request' } } };
/** Answers the number and the account alike: they are asked at the same time. */
const facts = { id: '2001', display_phone_number: '+1 555-010-9999', verified_name: 'Shop', data: [{ id: '2001' }] };

let provider: ScriptedProvider;
beforeEach(async () => {
  provider = await startScriptedProvider();
});
afterEach(() => provider.stop());

const check = (...script: readonly ScriptedAnswer[]) => {
  provider.answers(...script);
  return createMetaCloud({ graphUrl: provider.url }).checkCredentials?.(credentials, { timeout: 2_000 });
};

describe('checking credentials', () => {
  it('finds no problem and learns the number', async () => {
    expect(await check(token(), ok(facts))).toEqual({
      kind: 'checked', problems: [], number: '15550109999', name: 'Shop', found: { holds: ['token', 'scopes', 'account', 'number'], tokenUntil: 0 },
    });
    expect(provider.calls[0]?.headers.authorization).toBe('Bearer 4001|app-secret-0123456789');
  });

  it('learns when the token ends, and how the number is rated', async () =>
    expect(await check(token({ expires_at: 1_790_000_000 }), ok({ ...facts, quality_rating: 'GREEN' }))).toMatchObject(
      { found: { tokenUntil: 1_790_000_000_000, quality: 'GREEN' } },
    ));

  it('says in Meta\'s own words why a token is dead, unless they repeat a secret', async () => {
    const dead = (message: string) => token({ is_valid: false, error: { code: 190, message } });
    expect(await check(dead('Session has expired on Monday'))).toMatchObject({ problems: [{ field: 'accessToken', problem: 'Session has expired on Monday' }] });
    expect(JSON.stringify(await check(dead(`the token ${credentials.accessToken} is over`)))).not.toContain(credentials.accessToken);
  });

  it.each<[string, string, readonly ScriptedAnswer[]]>([
    ['app and secret do not belong together', 'appSecret', [refusal]],
    ['the token is not valid', 'accessToken', [token({ is_valid: false })]],
    ['the token is another app\'s', 'accessToken', [token({ app_id: '4002' })]],
    ['a permission is missing', 'accessToken', [token({ scopes: ['whatsapp_business_messaging'] })]],
    [
      'the token cannot reach the account', 'businessAccountId',
      [token({ granular_scopes: [{ scope: scopes[0], target_ids: ['9'] }] })],
    ],
    ['the id is not a number\'s', 'phoneNumberId', [token(), ok({ data: [{ id: '2001' }] })]],
    ['the account has other numbers', 'businessAccountId', [token(), ok({ ...facts, data: [{ id: '2002' }] })]],
  ])('says at its field that %s', async (_what, field, script) => {
    expect(await check(...script)).toMatchObject({ kind: 'checked', problems: [{ field }] });
  });

  it('finds no fault with anybody while Meta is down or silent', async () => {
    expect(await check({ status: 503, text: '' })).toMatchObject({ kind: 'unanswered' });
    expect(await check('silence')).toMatchObject({ kind: 'unanswered' });
    expect(await check(token(), { status: 500, text: '' })).toMatchObject({ kind: 'unanswered' });
  });
});

describe('registering the callback', () => {
  const callback = { callbackUrl: 'https://tandem.example/webhooks/meta-cloud/a', verifyToken: 'verify-token' };
  const subscribed = ok({ data: [{ whatsapp_business_api_data: { id: '4001' } }] });
  const appHasOne = ok({ data: [{ object: 'whatsapp_business_account', callback_url: 'https://other.example' }] });
  const none = ok({ data: [] });
  const done = ok({ success: true });
  const names = (phone_number?: string) => ok({ id: '2001', webhook_configuration: { phone_number } });
  const ours = names(callback.callbackUrl);
  const reading = 'GET /v25.0/2001?fields=webhook_configuration';
  const register = (script: readonly ScriptedAnswer[], callbackUrl = callback.callbackUrl) => {
    provider.answers(...script);
    return createMetaCloud(
      { graphUrl: provider.url },
    ).registerCallback?.({ ...callback, callbackUrl }, credentials, { timeout: 2_000 });
  };
  const calls = () => provider.calls.map(({ method, path }) => `${method} ${path}`);

  it('overrides it on the number alone where the app is set up', async () => {
    expect(await register([subscribed, appHasOne, done, ours])).toEqual({ kind: 'registered' });
    expect(calls()).toEqual(['GET /v25.0/3001/subscribed_apps', 'GET /v25.0/4001/subscriptions', 'POST /v25.0/2001', reading]);
    expect(JSON.parse(provider.calls[2]?.body ?? '')).toEqual({
      webhook_configuration: { override_callback_uri: callback.callbackUrl, verify_token: 'verify-token' },
    });
  });

  it('subscribes the app to the account, and gives it a callback, where it has none', async () => {
    expect(await register([none, done, none, done, done, ours])).toEqual({ kind: 'registered' });
    expect(calls()).toEqual([
      'GET /v25.0/3001/subscribed_apps', 'POST /v25.0/3001/subscribed_apps', 'GET /v25.0/4001/subscriptions',
      'POST /v25.0/4001/subscriptions', 'POST /v25.0/2001', reading,
    ]);
    expect(JSON.parse(provider.calls[3]?.body ?? '')).toEqual({
      object: 'whatsapp_business_account', callback_url: callback.callbackUrl, verify_token: 'verify-token',
      fields: 'messages',
    });
    expect(provider.calls[3]?.headers.authorization).toBe('Bearer 4001|app-secret-0123456789');
  });

  const no: ScriptedAnswer = {
    status: 400, json: { error: { code: 2200, message: 'Callback verification failed with verify-token' } },
  };

  it.each<[string, 'subscription' | 'callback', readonly ScriptedAnswer[]]>([
    ['the account does not show its apps', 'subscription', [no]],
    ['the account does not take the app', 'subscription', [none, no]],
    ['the app does not show its callback', 'callback', [subscribed, no]],
    ['the app does not take the callback', 'callback', [subscribed, none, no]],
    ['the number does not take it', 'callback', [subscribed, appHasOne, no]],
  ])('says in Meta\'s words, without the verify token, that %s, and goes no further', async (_what, step, script) => {
    expect(await register(script)).toEqual(
      { kind: 'failed', papers: { httpStatus: 400, code: 2200, title: 'Callback verification failed with ***' }, step },
    );
    expect(provider.calls).toHaveLength(script.length);
  });

  it('reads back whose address Meta has for the number, and takes its silence for none', async () => {
    expect(await register([subscribed, appHasOne, done, names('https://other.example')])).toMatchObject({ kind: 'failed', step: 'callback' });
    for (const silence of [names(), { status: 500, text: '' }]) expect(await register([subscribed, appHasOne, done, silence])).toEqual({ kind: 'registered' });
  });

  it('does not ask Meta to take an address that is too long for it', async () => {
    expect(await register([ok({})], `https://tandem.example/${'a'.repeat(200)}`)).toMatchObject({ kind: 'failed' });
    expect(provider.calls).toEqual([]);
  });
});
