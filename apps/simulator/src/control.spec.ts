import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startScene, type Scene } from './testing/scene.js';

describe('the control API', () => {
  let scene: Scene;
  let id: string;
  beforeEach(async () => {
    scene = await startScene();
    id = scene.number.phoneNumberId;
  });
  afterEach(() => scene.close());

  const control = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${scene.simulator.url}/control/${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as never };
  };

  it('makes a number known, twice the same, and lists it without its secrets', async () => {
    const draft = { ...scene.number, phoneNumberId: '200', displayPhoneNumber: '+1 555-078-3882', label: 'Draft' };
    expect((await control('POST', 'numbers', draft)).status).toBe(200);
    expect((await control('POST', 'numbers', { ...draft, name: 'Renamed' })).body).toMatchObject({ phoneNumberId: '200', name: 'Renamed', label: 'Draft' });
    const { body } = await control('GET', 'numbers');
    expect((body as { phoneNumberId: string }[]).map(({ phoneNumberId }) => phoneNumberId)).toEqual([id, '200']);
    expect(JSON.stringify(body)).not.toMatch(/app-secret|token-of/);
  });

  it('keeps the override of a number that is told again', async () => {
    await scene.call('POST', id, { body: { webhook_configuration: { override_callback_uri: scene.receiver.url, verify_token: 'verify-me' } } });
    await control('POST', 'numbers', scene.number);
    expect((await control('GET', 'numbers')).body).toMatchObject([{ override: scene.receiver.url }]);
  });

  it('says what a number lacks, and which number it does not know', async () => {
    expect(await control('POST', 'numbers', { phoneNumberId: '1' })).toEqual({ status: 400, body: { error: 'A number needs displayPhoneNumber.' } });
    expect(await control('GET', 'numbers/404/sent')).toEqual({ status: 400, body: { error: 'There is no number with the id 404.' } });
    expect((await control('GET', 'nothing')).status).toBe(404);
    expect((await control('POST', 'numbers', undefined)).status).toBe(400);
  });

  it('lets a customer write, several at once, and waits for the first attempt if asked', async () => {
    const { body } = await control('POST', `numbers/${id}/inbound?wait=tried`, [{ from: '16505551234', text: 'one' }, { from: '16505559999', text: 'two' }]);
    expect(body).toMatchObject({ ids: [/^wamid/, /^wamid/].map((pattern) => expect.stringMatching(pattern)), deliveries: [{ state: 'answered' }, { state: 'answered' }] });
    expect(scene.receiver.posts()).toHaveLength(2);
  });

  it('refuses a tap on a button that is not there, and a message of nobody', async () => {
    await scene.openWindow();
    const { body } = await scene.send({ text: { body: 'No buttons' } });
    const [{ id: messageId }] = (body as { messages: [{ id: string }] }).messages;
    expect((await control('POST', `numbers/${id}/inbound`, { from: '16505551234', tap: { messageId } })).body).toEqual({ error: 'That message has no such button or row.' });
    expect((await control('POST', `numbers/${id}/inbound`, { from: '', text: 'Hi' })).status).toBe(400);
    expect((await control('POST', `numbers/${id}/inbound`, { from: '16505551234' })).status).toBe(400);
  });

  it('shows everything accepted, in order, with what was sent along', async () => {
    await scene.openWindow();
    await scene.send({ text: { body: 'one' }, biz_opaque_callback_data: 'a' });
    await scene.send({ text: { body: 'two' }, to: '+16505559999' });
    await control('GET', 'await?idle');
    const { body } = await control('GET', `numbers/${id}/sent`);
    expect(body).toMatchObject([
      { wamid: expect.stringMatching(/^wamid/), to: '16505551234', type: 'text', body: { text: { body: 'one' } }, bizOpaqueCallbackData: 'a', at: expect.any(Number), statuses: [{ status: 'sent' }, { status: 'delivered' }, { status: 'read' }] },
      { to: '+16505559999', body: { text: { body: 'two' } }, statuses: [{ status: 'failed', code: 131047 }] },
    ]);
    expect((await control('GET', `numbers/${id}/sent?after=1`)).body).toHaveLength(1);
    expect((await control('GET', `numbers/${id}/sent?to=16505559999`)).body).toHaveLength(1);
  });

  it('lets one wait for a number of sent messages instead of sleeping', async () => {
    await scene.openWindow();
    const waiting = control('GET', `await?number=${id}&sent=2`);
    await scene.send({ text: { body: 'one' } });
    await scene.send({ text: { body: 'two' } });
    expect(await waiting).toMatchObject({ status: 200, body: { reached: true, sent: 2 } });
    expect(await control('GET', `await?number=${id}&sent=3&timeoutMs=1`)).toMatchObject({ status: 408, body: { reached: false, sent: 2 } });
    expect((await control('GET', `await?number=${id}&to=16505551234&sent=2`)).status).toBe(200);
  });

  it('logs every delivery and every call with its answer, and no token', async () => {
    await scene.openWindow();
    await scene.call('GET', id, { token: 'wrong-token' });
    const { body } = await control('GET', 'log');
    expect(body).toMatchObject({
      deliveries: [{ phoneNumberId: id, url: scene.receiver.url, state: 'answered', attempts: [{ status: 200 }] }],
      calls: [{ method: 'GET', path: `/v25.0/${id}`, status: 401, code: 190 }],
      counts: { deliveries: 1, answered: 1, attempts: 1, calls: 1 },
    });
    expect(JSON.stringify(body)).not.toMatch(/wrong-token|app-secret|token-of/);
  });

  it('orders and clears faults', async () => {
    expect((await control('POST', `numbers/${id}/faults`, { statuses: { upTo: 'none' } })).body).toMatchObject({ statuses: { upTo: 'none', times: 1 }, window: 'status' });
    await control('DELETE', `numbers/${id}/faults`);
    expect((await control('GET', `numbers/${id}/faults`)).body).toMatchObject({ statuses: { upTo: 'read' }, calls: [] });
  });

  it('forgets everything, or everything but the numbers', async () => {
    await scene.openWindow();
    await control('POST', 'reset', { keepNumbers: true });
    expect([scene.simulator.numbers().length, scene.simulator.log().deliveries]).toEqual([1, []]);
    await control('POST', 'reset');
    expect(scene.simulator.numbers()).toEqual([]);
  });

  it('makes a Coster account known and sets its webhook address, as its staff would', async () => {
    const account = { accountId: 'account', divisionId: 'division', accessToken: 'bot-token-of-kopi', numbers: [{ number: '+62 823-0000-0008', name: 'Kopi' }] };
    expect((await control('POST', 'coster/accounts', account)).body).toMatchObject({ accountId: 'account', title: 'account', numbers: [{ number: '6282300000008' }] });
    expect((await control('POST', 'coster/accounts/account/webhook', { url: scene.receiver.url })).body).toMatchObject({ webhookUrl: scene.receiver.url });
    expect((await control('POST', 'coster/accounts/nobody/webhook', { url: '' })).body).toEqual({ error: 'There is no Coster account nobody.' });
    expect((await control('POST', 'coster/accounts', { ...account, divisionId: '' })).body).toEqual({ error: 'A Coster account needs divisionId.' });
    expect((await control('POST', 'coster/accounts', { ...account, numbers: [] })).body).toEqual({ error: 'A Coster account needs numbers.' });
    const { body } = await control('GET', 'coster/accounts');
    expect(body).toMatchObject([{ webhookUrl: scene.receiver.url }]);
    expect(JSON.stringify(body)).not.toMatch(/token-of/);
  });

  it('makes a Qontak organisation known and does what a person at its inbox does', async () => {
    const organisation = { organizationId: 'toko', name: 'Toko', token: 'user-token-of-toko', integrations: [{ channelIntegrationId: 'integration-1', number: '+62 882', name: 'Toko' }] };
    expect((await control('POST', 'qontak/organisations', organisation)).body).toMatchObject({ integrations: [{ number: '62882', targetChannel: 'wa_cloud' }] });
    expect((await control('POST', 'qontak/organisations', { ...organisation, token: '' })).body).toEqual({ error: 'A Qontak organisation needs token.' });
    expect((await control('POST', 'qontak/organisations', { ...organisation, integrations: [] })).body).toEqual({ error: 'A Qontak organisation needs integrations.' });
    expect(JSON.stringify((await control('GET', 'qontak/organisations')).body)).not.toMatch(/token-of/);
    await control('POST', 'numbers/integration-1/inbound', { from: '6281300000001', text: 'Halo' });
    const { body } = await control('GET', 'qontak/rooms?number=integration-1&customer=6281300000001');
    const [{ roomId }] = body as unknown as [{ roomId: string }];
    expect((await control('POST', 'qontak/rooms', { roomId, action: 'take', agent: 'Dewi' })).body).toMatchObject({ status: 'assigned', agent: 'Dewi' });
    expect((await control('POST', 'qontak/rooms', { number: 'integration-1', customer: '6281300000001', action: 'write', text: 'Saya bantu' })).status).toBe(200);
    expect((await control('GET', 'numbers/integration-1/sent')).body).toMatchObject([{ to: '6281300000001', body: { text: { body: 'Saya bantu' } } }]);
    expect((await control('POST', 'qontak/rooms', { roomId, action: 'dance' })).status).toBe(400);
  });

  it('speaks of the numbers of all providers alike', async () => {
    await control('POST', 'coster/accounts', { accountId: 'account', divisionId: 'division', accessToken: 'token', numbers: [{ number: '62823', name: 'Kopi' }] });
    await control('POST', 'qontak/organisations', { organizationId: 'toko', name: 'Toko', token: 'token', integrations: [{ channelIntegrationId: 'integration-1', number: '62882', name: 'Toko' }] });
    const { body } = await control('GET', 'numbers');
    expect((body as { provider: string; phoneNumberId: string }[]).map(({ provider, phoneNumberId }) => [provider, phoneNumberId]))
      .toEqual([['meta-cloud', id], ['coster', '62823'], ['qontak', 'integration-1']]);
    for (const number of [id, '62823', 'integration-1']) {
      expect((await control('POST', `numbers/${number}/faults`, { statuses: { upTo: 'none' } })).body).toMatchObject({ statuses: { upTo: 'none', times: 1 } });
      expect((await control('POST', `numbers/${number}/inbound`, { from: '6281300000001', text: 'Halo' })).status).toBe(200);
    }
    await control('POST', 'reset');
    expect((await control('GET', 'numbers')).body).toEqual([]);
  });

  it('is not driven by a page of another origin', async () => {
    const reply = await control('POST', 'reset', {}, { origin: 'https://example.org' });
    expect([reply.status, scene.simulator.numbers().length]).toEqual([403, 1]);
  });
});
