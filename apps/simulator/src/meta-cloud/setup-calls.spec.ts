import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { errorOf, startScene, type Scene } from '../testing/scene.js';

describe('set-up calls', () => {
  let scene: Scene;
  let id: string;
  const appToken = '670843887433847|app-secret-of-jasper';
  beforeEach(async () => {
    scene = await startScene({}, { callbackUrl: undefined });
    id = scene.number.phoneNumberId;
  });
  afterEach(() => scene.close());

  const override = (url: string, verify_token = 'verify-me') =>
    scene.call('POST', id, { body: { webhook_configuration: { override_callback_uri: url, verify_token } } });

  describe('of a number', () => {
    it('read the fields that are asked for, and the id', async () => {
      const { body } = await scene.call('GET', `${id}?fields=display_phone_number,verified_name,quality_rating,throughput`);
      expect(body).toEqual({
        id: '106540352242922', display_phone_number: '+1 555-078-3881', verified_name: "Jasper's Market", quality_rating: 'GREEN', throughput: { level: 'STANDARD' },
      });
    });

    it('refuse a field that does not exist', async () => {
      expect(errorOf(await scene.call('GET', `${id}?fields=shoe_size`)).code).toBe(100);
    });

    it('list the numbers of a WABA', async () => {
      const { body } = await scene.call('GET', '102290129340398/phone_numbers');
      expect(body.data).toMatchObject([{ id: '106540352242922', display_phone_number: '+1 555-078-3881' }]);
    });

    it('refuse every call whose token is wrong', async () => {
      for (const path of [id, `${id}?fields=id`, '102290129340398/phone_numbers', '102290129340398/subscribed_apps', 'debug_token?input_token=x']) {
        const reply = await scene.call('GET', path, { token: 'wrong' });
        expect([reply.status, errorOf(reply).code]).toEqual([401, 190]);
      }
    });
  });

  describe('of a number\'s own callback', () => {
    it('verify it by a GET while the call is under way', async () => {
      const reply = await override(scene.receiver.url);
      expect([reply.status, reply.body]).toEqual([200, { success: true }]);
      expect(scene.receiver.calls).toHaveLength(1);
      const [verification] = scene.receiver.calls;
      expect(verification?.method).toBe('GET');
      expect(Object.fromEntries(verification?.url.searchParams ?? [])).toEqual({
        'hub.mode': 'subscribe', 'hub.challenge': expect.stringMatching(/^\d+$/), 'hub.verify_token': 'verify-me',
      });
      expect((await scene.call('GET', `${id}?fields=webhook_configuration`)).body.webhook_configuration).toEqual({ phone_number: scene.receiver.url });
    });

    it('refuse it when the challenge is not echoed, and keep what there was', async () => {
      await override(scene.receiver.url);
      const reply = await override(scene.receiver.url, 'another-token');
      expect(reply.status).toBe(400);
      expect(errorOf(reply)).toMatchObject({
        code: 2200, message: '(#2200) Callback verification failed with the following errors: HTTP Status Code = 403; HTTP Message = Forbidden',
      });
      expect((await scene.call('GET', `${id}?fields=webhook_configuration`)).body.webhook_configuration).toEqual({ phone_number: scene.receiver.url });
    });

    it('refuse an answer 200 whose body is not the challenge alone', async () => {
      const reply = await override(`${scene.simulator.url}/`);
      expect(errorOf(reply).code).toBe(2200);
    });

    it('refuse an address where nobody listens', async () => {
      expect(errorOf(await override('http://127.0.0.1:9/hook')).code).toBe(2200);
    });

    it('refuse an address of more than 200 characters', async () => {
      expect(errorOf(await override(`${scene.receiver.url}?${'x'.repeat(200)}`)).code).toBe(100);
    });

    it('refuse it while the app is not subscribed to the WABA', async () => {
      await scene.call('DELETE', '102290129340398/subscribed_apps');
      expect(errorOf(await override(scene.receiver.url)).message).toMatch(/your app must be subscribed/);
    });

    it('remove it by an empty address', async () => {
      await override(scene.receiver.url);
      expect((await override('')).body).toEqual({ success: true });
      expect((await scene.call('GET', `${id}?fields=webhook_configuration`)).body.webhook_configuration).toEqual({});
    });
  });

  describe('of a WABA\'s subscriptions', () => {
    const path = '102290129340398/subscribed_apps';

    it('subscribe, override, read, remove the override, and unsubscribe', async () => {
      const apps = async () => ((await scene.call('GET', path)).body.data as { override_callback_uri?: string }[]).map((app) => app.override_callback_uri);
      await scene.call('DELETE', path);
      expect(await apps()).toEqual([]);
      await scene.call('POST', path);
      expect(await apps()).toEqual([undefined]);
      await scene.call('POST', path, { body: { override_callback_uri: scene.receiver.url, verify_token: 'verify-me' } });
      expect(await apps()).toEqual([scene.receiver.url]);
      await scene.call('POST', path);
      expect(await apps()).toEqual([undefined]);
    });

    it('refuse to subscribe where the account does not let the app', async () => {
      await scene.call('DELETE', path);
      scene.simulator.setFaults(id, { noSubscription: true });
      expect(errorOf(await scene.call('POST', path)).code).toBe(200);
      scene.simulator.clearFaults(id);
      expect((await scene.call('POST', path)).body).toEqual({ success: true });
    });

    it('refuse an override that is not verified', async () => {
      expect(errorOf(await scene.call('POST', path, { body: { override_callback_uri: scene.receiver.url, verify_token: 'wrong' } })).code).toBe(2200);
    });
  });

  describe('of an app', () => {
    const path = '670843887433847/subscriptions';
    const wanted = { object: 'whatsapp_business_account', verify_token: 'verify-me', fields: 'messages' };

    it('set the app\'s callback with the app\'s own token, verified', async () => {
      expect((await scene.call('GET', path, { token: appToken })).body).toEqual({ data: [] });
      expect((await scene.call('POST', path, { token: appToken, body: { ...wanted, callback_url: scene.receiver.url } })).body).toEqual({ success: true });
      expect((await scene.call('GET', path, { token: appToken })).body.data).toMatchObject([
        { object: 'whatsapp_business_account', callback_url: scene.receiver.url, active: true, fields: [{ name: 'messages' }] },
      ]);
      await scene.openWindow();
      expect(scene.receiver.posts()).toHaveLength(1);
    });

    it('send no field that is not subscribed', async () => {
      await scene.call('POST', path, { token: appToken, body: { ...wanted, callback_url: scene.receiver.url } });
      await scene.simulator.inbound(id, { rawValue: {}, field: 'standby' }).tried;
      expect(scene.receiver.posts()).toEqual([]);
    });

    it('refuse a system user\'s token', async () => {
      expect(errorOf(await scene.call('POST', path, { body: wanted })).code).toBe(100);
    });
  });

  it('tell of a token whether it lives and which WABAs it reaches', async () => {
    const lives = await scene.call('GET', `debug_token?input_token=${scene.number.accessToken}`, { token: appToken });
    expect(lives.body.data).toMatchObject({
      app_id: '670843887433847', is_valid: true, expires_at: 0,
      scopes: ['business_management', 'whatsapp_business_management', 'whatsapp_business_messaging'],
      granular_scopes: [{ scope: 'whatsapp_business_management', target_ids: ['102290129340398'] }, { scope: 'whatsapp_business_messaging', target_ids: ['102290129340398'] }],
    });
    const dead = await scene.call('GET', 'debug_token?input_token=dead', { token: appToken });
    expect(dead.body.data).toMatchObject({ is_valid: false, error: { code: 190 } });
  });

  it('tell of a token that it is over, or lacks a permission', async () => {
    const debug = async () => (await scene.call('GET', `debug_token?input_token=${scene.number.accessToken}`, { token: appToken })).body.data;
    scene.simulator.setFaults(id, { token: { expired: true } });
    expect(await debug()).toMatchObject({ is_valid: false, error: { code: 190, subcode: 463 } });
    scene.simulator.setFaults(id, { token: { expired: false, lacks: ['whatsapp_business_messaging'] } });
    expect(await debug()).toMatchObject({
      is_valid: true, scopes: ['business_management', 'whatsapp_business_management'], granular_scopes: [{ scope: 'whatsapp_business_management' }],
    });
  });

  it.each([
    ['GET debug_token', 'debug_token?input_token=EAAJB-token-of-jasper', appToken], ['GET number', '106540352242922', undefined],
    ['POST number', '106540352242922', undefined], ['GET phone_numbers', '102290129340398/phone_numbers', undefined],
    ['GET subscribed_apps', '102290129340398/subscribed_apps', undefined], ['POST subscribed_apps', '102290129340398/subscribed_apps', undefined],
    ['GET subscriptions', '670843887433847/subscriptions', appToken], ['POST subscriptions', '670843887433847/subscriptions', appToken],
  ])('refuse %s alone where that was ordered', async (call, path, token) => {
    const [method = ''] = call.split(' ');
    const another = call === 'GET number' ? 'POST number' : 'GET number';
    const refused = async () => {
      const reply = await scene.call(method, path, { token, ...(method === 'POST' && { body: {} }) });
      return reply.body.error !== undefined && errorOf(reply).code === 2;
    };
    scene.simulator.setFaults(id, { calls: [{ on: 'setup', call: another, fault: 'refuse', code: 2, message: '(#2) At rest' }] });
    expect(await refused()).toBe(false);
    scene.simulator.setFaults(id, { calls: [{ on: 'setup', call, fault: 'refuse', code: 2, message: '(#2) At rest' }] });
    expect([await refused(), await refused()]).toEqual([true, false]);
  });

  it('lose a token that was replaced', async () => {
    scene.simulator.addNumber({ ...scene.number, accessToken: 'a-new-one' });
    expect(errorOf(await scene.call('GET', id)).code).toBe(190);
    expect((await scene.call('GET', id, { token: 'a-new-one' })).status).toBe(200);
  });

  it('serve a version that has ended by the oldest living one, with a warning', async () => {
    const call = async (version: string) => (await fetch(`${scene.simulator.url}/${version}/${id}?access_token=${scene.number.accessToken}`)).headers.get('x-ad-api-version-warning');
    expect([await call('v25.0'), await call('v20.0')]).toEqual([null, 'The call has been auto-upgraded from v20.0 to v21.0']);
  });
});
