import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startScriptedProvider, type ScriptedAnswer, type ScriptedProvider } from '../scripted-provider.js';
import { createMetaCloud } from './index.js';

const credentials = {
  phoneNumberId: '2001', businessAccountId: '3001', appId: '4001', appSecret: 'app-secret-0123456789', accessToken: 'token-0123456789',
};
const scopes = ['whatsapp_business_messaging', 'whatsapp_business_management'];
const ok = (json: unknown): ScriptedAnswer => ({ status: 200, json });
const token = (more: Record<string, unknown> = {}): ScriptedAnswer => ok({ data: { app_id: '4001', is_valid: true, expires_at: 0, scopes, ...more } });
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
  return createMetaCloud({ graphUrl: provider.url }).checkCredentials?.(credentials, { timeout: 400 });
};

describe('checking credentials', () => {
  it('finds no problem and learns the number', async () => {
    expect(await check(token(), ok(facts))).toEqual({ kind: 'checked', problems: [], number: '15550109999', name: 'Shop' });
    expect(provider.calls[0]?.headers.authorization).toBe('Bearer 4001|app-secret-0123456789');
  });

  it.each<[string, string, readonly ScriptedAnswer[]]>([
    ['app and secret do not belong together', 'appSecret', [refusal]],
    ['the token is not valid', 'accessToken', [token({ is_valid: false })]],
    ['the token is another app\'s', 'accessToken', [token({ app_id: '4002' })]],
    ['a permission is missing', 'accessToken', [token({ scopes: ['whatsapp_business_messaging'] })]],
    ['the token cannot reach the account', 'businessAccountId', [token({ granular_scopes: [{ scope: scopes[0], target_ids: ['9'] }] })]],
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
  const register = (answer: ScriptedAnswer, callbackUrl = 'https://tandem.example/webhooks/meta-cloud/a') => {
    provider.answers(answer);
    return createMetaCloud({ graphUrl: provider.url }).registerCallback?.({ callbackUrl, verifyToken: 'verify-token' }, credentials, { timeout: 400 });
  };

  it('overrides it on the number alone', async () => {
    expect(await register(ok({ success: true }))).toEqual({ kind: 'registered' });
    expect(provider.calls).toMatchObject([{ method: 'POST', path: '/v25.0/2001' }]);
    expect(JSON.parse(provider.calls[0]?.body ?? '')).toEqual({
      webhook_configuration: { override_callback_uri: 'https://tandem.example/webhooks/meta-cloud/a', verify_token: 'verify-token' },
    });
  });

  it('says in Meta\'s words why it failed, without the verify token', async () => {
    const answer: ScriptedAnswer = { status: 400, json: { error: { code: 2200, message: 'Callback verification failed with verify-token' } } };
    expect(await register(answer)).toEqual({ kind: 'failed', papers: { httpStatus: 400, code: 2200, title: 'Callback verification failed with ***' } });
  });

  it('does not ask Meta to take an address that is too long for it', async () => {
    expect(await register(ok({}), `https://tandem.example/${'a'.repeat(200)}`)).toMatchObject({ kind: 'failed' });
    expect(provider.calls).toEqual([]);
  });
});
