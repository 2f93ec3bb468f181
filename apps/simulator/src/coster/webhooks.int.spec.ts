import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manualClock, type ManualClock } from '../clock.js';
import { customer, draft, kopi, published, startCosterScene, type CosterScene } from '../testing/coster-scene.js';
import { wamidOf } from '../testing/scene.js';

const at = Date.UTC(2026, 10, 23, 9, 0, 0);

describe('webhooks of the simulated Coster', () => {
  let clock: ManualClock;
  let scene: CosterScene;
  beforeEach(async () => {
    clock = manualClock(at);
    scene = await startCosterScene({ clock, delivery: { firstRetryMs: 1000 } });
  });
  afterEach(() => scene.close());
  const items = () => scene.bodies().flatMap((body) => [...((body.messages ?? []) as object[]), ...((body.statuses ?? []) as object[])]) as { status?: string }[];
  const reports = () => scene.receiver.items().map(({ status }) => status).filter(Boolean);

  it('tell a customer\'s message in the bot envelope', async () => {
    await scene.write('Halo');
    const [{ account, data, channel_id }] = scene.bodies() as unknown as [{ account: unknown; channel_id: string; data: { entry: { changes: { value: unknown }[] }[] } }];
    expect([channel_id, account]).toEqual(['whatsapp-cloud', { id: kopi.accountId, account: published, account_title: 'Kopi Nusantara' }]);
    expect(data.entry[0]?.changes[0]?.value).toEqual({
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: published, phone_number_id: expect.stringMatching(/^\d+$/) },
      contacts: [{ profile: { name: 'Siti' }, wa_id: customer }],
      messages: [{ from: customer, id: expect.stringMatching(/^wamid\./), timestamp: String(at / 1000), type: 'text', text: { body: 'Halo' } }],
    });
    expect(scene.receiver.posts()[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(scene.receiver.posts()[0]?.headers).not.toHaveProperty('x-hub-signature-256');
  });

  it('tell it in the Cloud form with null and empty fields, or flat and in milliseconds', async () => {
    scene.simulator.setFaults(published, { webhooks: { messages: 'cloud' } });
    await scene.write('one');
    const [cloud] = scene.bodies() as unknown as [{ entry: { changes: { value: Record<string, unknown> }[] }[] }];
    expect(cloud.entry[0]?.changes[0]?.value).toMatchObject({ statuses: null, errors: null, ban_info: null, old_limit: '', messages: [{ text: { body: 'one' } }] });
    scene.simulator.setFaults(published, { webhooks: { messages: 'flat', times: 'milliseconds' } });
    await scene.write('two');
    expect(scene.bodies()[1]).toEqual({ messages: [{ from: customer, id: expect.any(String), timestamp: String(at), type: 'text', text: { body: 'two' } }] });
  });

  it('report in the Cloud form with our xid', async () => {
    await scene.write('Halo');
    const id = wamidOf(await scene.reply('Halo juga', { xid: 'turn-7' }));
    await scene.receiver.until(4);
    const [, sent] = scene.bodies() as unknown as { xid: string; entry: { time: number; changes: { value: { statuses: unknown[] } }[] }[] }[];
    expect([sent?.xid, sent?.entry[0]?.time]).toEqual(['turn-7', at]);
    expect(sent?.entry[0]?.changes[0]?.value.statuses).toEqual([{
      id, recipient_id: customer, status: 'sent', timestamp: String(at / 1000),
      conversation: { id: expect.any(String), expiration_timestamp: String(at / 1000 + 86_400), origin: { type: 'service' } }, pricing: expect.any(Object),
    }]);
    expect(reports()).toEqual(['sent', 'delivered', 'read']);
  });

  it('report a failure with every field there is, null or empty, and our request again', async () => {
    await scene.write('Halo');
    scene.simulator.setFaults(published, { calls: [{ fault: 'fail', code: 131026, on: 'template' }] });
    await scene.push({ xid: '99', to: customer, type: 'template', template: { name: 'otp', language: { code: 'id' } } });
    await scene.receiver.until(2);
    const body = scene.bodies()[1] as unknown as { entry: { time: number; changes: { value: object }[] }[]; outbound: object };
    expect(body).toMatchObject({ xid: '99', outbound: { type: 'template', recipient: customer, data: { to: customer, template: { namespace: null, name: 'otp' } } } });
    expect(body.entry[0]).toMatchObject({
      time: 0,
      changes: [{ value: { contacts: null, messages: null, errors: null, decision: '', message_template_id: 0, statuses: [{ status: 'failed', conversation: null, errors: [{ code: 131026, title: 'Message undeliverable' }] }] } }],
    });
  });

  it('report flat, or in the envelope, where that is set', async () => {
    await scene.write('Halo');
    scene.simulator.setFaults(published, { webhooks: { reports: 'flat' }, statuses: { upTo: 'sent' } });
    const id = wamidOf(await scene.reply('Hi'));
    await scene.receiver.until(2);
    expect(scene.bodies()[1]).toEqual({ statuses: [{ id, recipient_id: customer, status: 'sent', timestamp: String(at / 1000) }] });
    expect(items()).toHaveLength(1);
    scene.simulator.setFaults(published, { webhooks: { reports: 'envelope' } });
    await scene.reply('Hi', { xid: 'turn-8' });
    await scene.receiver.until(3);
    expect(scene.bodies()[2]).toMatchObject({ xid: 'turn-8', account: { account: published }, data: { object: 'whatsapp_business_account' } });
  });

  it.each([
    ['delivered-first', ['delivered', 'sent', 'read']],
    ['read-first', ['read', 'sent', 'delivered']],
    ['reversed', ['read', 'delivered', 'sent']],
  ] as const)('report in the order %s', async (order, expected) => {
    await scene.write('Halo');
    scene.simulator.setFaults(published, { statuses: { order } });
    await scene.reply('Hi');
    await scene.receiver.until(4);
    expect(reports()).toEqual(expected);
  });

  it('report nothing, or each twice, or late', async () => {
    await scene.write('Halo');
    scene.simulator.setFaults(published, { statuses: { upTo: 'none' } });
    await scene.reply('never reported');
    scene.simulator.setFaults(published, { statuses: { upTo: 'delivered', times: 2, delayMs: 60_000 } });
    await scene.reply('late');
    clock.advance(59_999);
    expect(reports()).toEqual([]);
    clock.advance(1);
    await scene.receiver.until(5);
    expect(reports()).toEqual(['sent', 'sent', 'delivered', 'delivered']);
  });

  it('go to one address for all numbers of the account', async () => {
    await scene.write('Halo');
    await scene.write('Halo draft', draft);
    expect(scene.receiver.items().map(({ text }) => (text as { body: string }).body)).toEqual(['Halo', 'Halo draft']);
  });

  it('go nowhere until the staff has set an address, and then to that one', async () => {
    scene.simulator.coster.setWebhook(kopi.accountId, '');
    await scene.write('into the void');
    expect(scene.receiver.posts()).toEqual([]);
    expect(scene.simulator.coster.setWebhook(kopi.accountId, `${scene.receiver.url}/new`)).toMatchObject({ webhookUrl: `${scene.receiver.url}/new` });
    await scene.write('Halo');
    expect(scene.receiver.posts()[0]?.url.pathname).toBe('/hook/new');
    expect(() => scene.simulator.coster.setWebhook(kopi.accountId, 'not an address')).toThrow(/http/);
    scene.simulator.coster.addAccount(kopi);
    expect(scene.simulator.coster.accounts()[0]?.webhookUrl).toBe(`${scene.receiver.url}/new`);
  });

  it('are tried again until they are answered with 2xx', async () => {
    scene.receiver.answer(() => ({ status: scene.receiver.posts().length === 1 ? 503 : 204 }));
    await scene.write('Halo');
    clock.advance(1000);
    expect(await scene.simulator.waitFor({ answered: 1, idle: true })).toMatchObject({ reached: true });
    expect(scene.bodies()[1]).toEqual(scene.bodies()[0]);
  });

  it('carry any bytes that are ordered', async () => {
    await scene.simulator.inbound(published, { rawBody: 'messages[]=1', contentType: 'application/x-www-form-urlencoded', times: 2 }).tried;
    expect(scene.receiver.posts().map(({ raw, headers }) => [raw.toString(), headers['content-type']])).toEqual(Array(2).fill(['messages[]=1', 'application/x-www-form-urlencoded']));
  });
});
