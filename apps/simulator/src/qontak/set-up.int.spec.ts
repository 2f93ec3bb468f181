import { createHash, createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manualClock } from '../clock.js';
import { allFlags, dataOf, draft, other, published, refusalOf, startQontakScene, toko, type QontakScene } from '../testing/qontak-scene.js';

const now = Date.UTC(2026, 10, 23, 9, 0, 0);
const asUser = { token: toko.token };

describe('set-up calls of the simulated Qontak', () => {
  let scene: QontakScene;
  beforeEach(async () => {
    scene = await startQontakScene({ clock: manualClock(now) });
  });
  afterEach(() => scene.close());

  describe('who may come in', () => {
    it('has the user\'s or the bot\'s token, at both doors', async () => {
      for (const token of [toko.token, toko.botToken]) {
        for (const door of ['api/open', 'chat']) expect((await scene.call('GET', 'integrations', { token, door })).status).toBe(200);
      }
    });

    it('is refused with another token, or with none', async () => {
      expect(refusalOf(await scene.call('GET', 'integrations', { token: 'wrong' }))).toEqual([401, ['The access token is invalid']]);
      expect((await scene.call('GET', 'integrations', { token: null })).status).toBe(401);
      expect(await scene.call('GET', 'integrations', { token: 'wrong', door: 'chat' })).toMatchObject({ status: 401, body: { message: 'Unauthorized' } });
    });

    it('needs the right one of two tokens where tokens are strict', async () => {
      scene.simulator.setFaults(published, { tokens: 'strict' });
      expect((await scene.call('GET', 'integrations', asUser)).status).toBe(200);
      expect((await scene.call('GET', 'integrations')).status).toBe(403);
      expect((await scene.call('GET', 'message_interactions')).status).toBe(200);
      expect((await scene.call('GET', 'message_interactions', asUser)).status).toBe(403);
      scene.simulator.qontak.addOrganisation({ ...toko, botToken: undefined });
      expect((await scene.call('GET', 'message_interactions', asUser)).status).toBe(200);
    });

    const path = '/qontak/chat/v1/integrations?target_channel=wa';
    const signed = async (change: { secret?: string; username?: string; date?: number; path?: string; digest?: string; door?: string } = {}) => {
      const date = new Date(change.date ?? now).toUTCString();
      const signature = createHmac('sha256', change.secret ?? 'secret-of-toko').update(`date: ${date}\nGET ${change.path ?? path} HTTP/1.1`).digest('base64');
      const authorization = `hmac username="${change.username ?? 'client-of-toko'}", algorithm="hmac-sha256", headers="date request-line", signature="${signature}"`;
      const { request } = await import('node:http');
      return new Promise<number>((resolve, reject) => {
        const url = `${scene.simulator.url}${path.replace('/chat/', `/${change.door ?? 'chat'}/`)}`;
        request(url, { headers: { date, authorization, ...(change.digest ? { digest: change.digest } : {}) } }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        }).on('error', reject).end();
      });
    };

    it('may sign at the gateway instead, and there only', async () => {
      expect(await signed()).toBe(200);
      expect(await signed({ digest: `SHA-256=${createHash('sha256').update('').digest('base64')}` })).toBe(200);
      expect(await signed({ door: 'api/open', path: path.replace('/chat/', '/api/open/') })).toBe(401);
    });

    it.each([
      ['another secret', { secret: 'wrong' }], ['another client', { username: 'nobody' }], ['another path', { path: '/qontak/chat/v1/integrations' }],
      ['a clock five minutes off', { date: now - 301_000 }], ['a digest of another body', { digest: 'SHA-256=wrong' }],
    ])('is refused with a signature by %s', async (_what, change) => {
      expect(await signed(change)).toBe(401);
    });
  });

  it('lists its numbers, all or of one kind', async () => {
    const { body } = await scene.call('GET', 'integrations', asUser);
    expect(body).toMatchObject({
      status: 'success',
      data: [{
        id: published, target_channel: 'wa_cloud', organization_id: toko.organizationId, created_at: '2026-11-23T09:00:00.000Z',
        settings: { account_name: 'Toko Melati', server_wa_id: '6288233262100' },
      }, { id: draft }, { id: other }],
      meta: { pagination: { offset: 1, limit: 10, total: 3 } },
    });
    expect(dataOf<unknown[]>(await scene.call('GET', 'integrations?target_channel=wa', asUser))).toMatchObject([{ id: other }]);
    expect(JSON.stringify(body)).not.toMatch(/token-of|secret-of/);
  });

  it('shows one number, and no number of another organisation', async () => {
    expect(dataOf(await scene.call('GET', `integrations/${draft}`, asUser))).toMatchObject({ id: draft, settings: { server_wa_id: '6288233262101' } });
    const theirs = '11111111-93ef-40e8-b402-ef7db4737ce6';
    scene.simulator.qontak.addOrganisation({ organizationId: 'theirs', name: 'Theirs', token: 'their-token', integrations: [{ channelIntegrationId: theirs, number: '62811', name: 'Theirs' }] });
    expect(refusalOf(await scene.call('GET', `integrations/${theirs}`, asUser))).toEqual([404, ['Channel integration not found']]);
  });

  describe('the registration of an address', () => {
    it('is answered with the organisation\'s settings, one webhook shared by its events, and can be read back', async () => {
      const answered = await scene.register({ ...allFlags, broadcast_log_status: false });
      const { receive_message_from_customer: customer, status_message: status, broadcast_log_status: log } = dataOf<Record<string, { enabled: boolean; webhooks: { id: string }[] }>>(answered);
      expect([answered.status, customer]).toEqual([200, { enabled: true, webhooks: [{ id: expect.any(String), event: 'message_interaction', url: scene.receiver.url }] }]);
      expect([status?.webhooks[0]?.id, log?.enabled]).toEqual([customer?.webhooks[0]?.id, false]);
      expect((await scene.call('GET', 'message_interactions')).body).toEqual(answered.body);
    });

    it('is one for all numbers: the last one wins', async () => {
      await scene.register();
      await scene.register(allFlags, `${scene.receiver.url}/second`);
      await scene.write('Halo', published);
      await scene.write('Halo draft', draft);
      expect(scene.receiver.posts().map(({ url }) => url.pathname)).toEqual(['/hook/second', '/hook/second']);
    });

    it('may be sent by POST, or as a form', async () => {
      const form = new FormData();
      for (const [name, value] of Object.entries({ receive_message_from_customer: 'true', status_message: 'false', url: scene.receiver.url })) form.set(name, value);
      expect(dataOf(await scene.call('POST', 'message_interactions', { body: form }))).toMatchObject({ receive_message_from_customer: { enabled: true }, status_message: { enabled: false } });
    });

    it.each([
      ['no address', allFlags, '', ['url is required']],
      ['an address that is none', allFlags, 'not an address', ['url is invalid']],
      ['a flag that is none', { ...allFlags, status_message: 'maybe' }, undefined, ['status_message must be a boolean']],
    ])('is refused with %s, and the one before stays', async (_what, flags, url, messages) => {
      await scene.register();
      expect(refusalOf(await scene.register(flags, url))).toEqual([422, messages]);
      expect(scene.simulator.qontak.organisations()[0]?.messageInteractions).toMatchObject({ url: scene.receiver.url, status_message: true });
    });

    it('of rooms stands beside that of messages', async () => {
      await scene.register();
      expect(dataOf(await scene.call('PUT', 'room_interactions', { body: { room_resolved: true, url: `${scene.receiver.url}/rooms` } })))
        .toMatchObject({ room_resolved: { enabled: true, webhooks: [{ url: `${scene.receiver.url}/rooms` }] }, status_message: { enabled: true } });
      expect(refusalOf(await scene.call('PUT', 'room_interactions', { body: { room_resolved: 'perhaps', url: 'ftp://host' } })))
        .toEqual([422, ['room_resolved must be a boolean', 'url is invalid']]);
      expect(scene.simulator.qontak.organisations()[0]?.roomInteractions).toMatchObject({ room_resolved: true });
    });

    it('is refused in words that are ordered', async () => {
      scene.simulator.setFaults(draft, { calls: [{ fault: 'refuse', httpStatus: 403, message: 'Your package has no webhooks', on: 'setup' }] });
      expect(refusalOf(await scene.register())).toEqual([403, ['Your package has no webhooks']]);
      expect((await scene.register()).status).toBe(200);
    });

    it('stays when the organisation is told again', async () => {
      await scene.register();
      scene.simulator.qontak.addOrganisation(toko);
      expect(scene.simulator.qontak.organisations()[0]?.messageInteractions?.url).toBe(scene.receiver.url);
    });
  });

  it('lists templates, and has one by its id', async () => {
    expect(dataOf(await scene.call('GET', 'templates/whatsapp', asUser))).toMatchObject([{ id: 'template-1', name: 'sapa', status: 'APPROVED', body: 'Halo {{1}}' }]);
    expect(dataOf(await scene.call('GET', 'templates/template-1/whatsapp', asUser))).toMatchObject({ language: 'id' });
    expect((await scene.call('GET', 'templates/none/whatsapp', asUser)).status).toBe(404);
  });

  it('knows no other path', async () => {
    expect([(await scene.call('GET', 'nothing')).status, (await fetch(`${scene.simulator.url}/qontak/nothing`)).status]).toEqual([404, 404]);
  });
});
