import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manualClock } from '../clock.js';
import { allFlags, customer, dataOf, other, published, startQontakScene, toko, type QontakScene } from '../testing/qontak-scene.js';

const at = Date.UTC(2026, 10, 23, 9, 0, 0);
const iso = '2026-11-23T09:00:00.000Z';

describe('webhooks of the simulated Qontak', () => {
  let scene: QontakScene;
  beforeEach(async () => {
    scene = await startQontakScene({ clock: manualClock(at) });
    await scene.register();
  });
  afterEach(() => scene.close());
  const statuses = () => scene.told().filter(({ data_event }) => data_event === 'status_message').map(({ status }) => status);

  it('tell a customer\'s message as a message object in its room', async () => {
    await scene.write('Halo');
    expect(scene.told()).toEqual([{
      id: expect.any(String), type: 'text', room_id: scene.room(), is_campaign: false, sender_id: expect.any(String), sender_type: 'Models::Contact',
      sender: { name: 'Siti', avatar: expect.any(Object) }, participant_id: expect.any(String), participant_type: 'customer', organization_id: toko.organizationId,
      text: 'Halo', status: 'created', external_id: expect.stringMatching(/^wamid\./), local_id: null, created_at: iso, reply: null, buttons: [], last_campaign: {},
      channel_integration: { id: published, target_channel: 'wa_cloud' }, data_event: 'receive_message_from_customer', webhook_event: 'message_interaction',
      room: {
        id: scene.room(), name: 'Siti', description: '', status: 'unassigned', type: 'Models::CustomerServiceRoom', tags: [], channel: 'wa_cloud', channel_account: 'Toko Melati',
        organization_id: toko.organizationId, account_uniq_id: customer, channel_integration_id: published, session_at: iso, unread_count: 1, created_at: iso, updated_at: iso,
        last_message_at: iso, last_activity_at: iso, avatar: expect.any(Object), resolved_at: null, external_id: '', resolved_by_id: null, resolved_by_type: null,
        extra: { is_participant_online: false }, is_dont_auto_resolve: false, is_unresponded: true, is_blocked: false, division_id: null,
      },
    }]);
    expect(scene.receiver.posts()[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Ruby' });
  });

  it('tell it as in 2021 where that is set: without the names of events', async () => {
    scene.simulator.setFaults(published, { webhooks: { shape: '2021' } });
    await scene.write('Halo');
    const [told] = scene.told();
    for (const name of ['data_event', 'webhook_event', 'channel_integration', 'buttons', 'last_campaign']) expect(told).not.toHaveProperty(name);
    expect(told).toMatchObject({ participant_type: 'customer', status: 'created', room: { channel_integration_id: published, external_id: null } });
    expect(told?.room).not.toHaveProperty('is_blocked');
  });

  it('say nothing of being JSON, or are forms, where that is set', async () => {
    scene.simulator.setFaults(published, { webhooks: { contentType: 'none' } });
    await scene.write('one');
    scene.simulator.setFaults(published, { webhooks: { contentType: 'form' } });
    await scene.write('two');
    const [none, form] = scene.receiver.posts();
    expect([none?.headers['content-type'], form?.headers['content-type']]).toEqual([undefined, 'application/x-www-form-urlencoded']);
    const fields = new URLSearchParams(form?.raw.toString('utf8'));
    expect([fields.get('text'), JSON.parse(fields.get('room') ?? '') as unknown]).toMatchObject(['two', { channel_integration_id: published }]);
  });

  it('carry media with an open address and the caption as text', async () => {
    await scene.simulator.inbound(published, { from: customer, type: 'image', image: { caption: 'Struk' }, file: { mimeType: 'image/png', base64: 'iVBORw0KGgo=' } }).tried;
    const [told] = scene.told() as unknown as { type: string; text: string; file: { url: string } }[];
    expect([told?.type, told?.text]).toEqual(['image', 'Struk']);
    const response = await fetch(told?.file.url ?? '');
    expect([response.headers.get('content-type'), Buffer.from(await response.arrayBuffer()).toString('base64')]).toEqual(['image/png', 'iVBORw0KGgo=']);
  });

  it('tell of every number of the organisation', async () => {
    await scene.write('Halo gudang', other);
    expect(scene.told()).toMatchObject([{ room: { channel_integration_id: other, channel: 'wa' } }]);
  });

  it('echo what the bot says, then its statuses with the same id', async () => {
    await scene.write('Halo');
    const { id } = dataOf(await scene.bot(scene.room(), 'Halo juga', { local_id: 'turn-7' }));
    await scene.receiver.until(5);
    const [, ...told] = scene.told();
    expect(told.map(({ id: of, data_event, status, external_id, local_id }) => [of, data_event, status, external_id === null, local_id])).toEqual([
      [id, 'receive_message_from_agent', 'created', true, 'turn-7'], [id, 'status_message', 'sent', false, 'turn-7'],
      [id, 'status_message', 'delivered', false, 'turn-7'], [id, 'status_message', 'read', false, 'turn-7'],
    ]);
    expect(told[0]).toMatchObject({ participant_type: 'bot', sender_type: 'Models::SystemAccount' });
  });

  it('do not show our local id again where that is set', async () => {
    await scene.write('Halo');
    scene.simulator.setFaults(published, { webhooks: { localId: 'null' } });
    expect(dataOf(await scene.bot(scene.room(), 'Hi', { local_id: 'turn-7' })).local_id).toBeNull();
  });

  it.each([
    ['delivered-first', ['delivered', 'sent', 'read']], ['read-first', ['read', 'sent', 'delivered']], ['reversed', ['read', 'delivered', 'sent']],
  ] as const)('report in the order %s', async (order, expected) => {
    await scene.write('Halo');
    scene.simulator.setFaults(published, { statuses: { order } });
    await scene.bot(scene.room(), 'Hi');
    await scene.receiver.until(5);
    expect(statuses()).toEqual(expected);
  });

  it('report twice, or before the call is answered', async () => {
    await scene.write('Halo');
    scene.simulator.setFaults(published, { statuses: { times: 2, upTo: 'sent', beforeAnswer: true } });
    await scene.bot(scene.room(), 'Hi');
    expect(scene.told().slice(1).map(({ status }) => status)).toEqual(['created', 'sent', 'sent']);
  });

  it('report a failure with WhatsApp\'s words', async () => {
    await scene.write('Halo');
    scene.simulator.setFaults(published, { calls: [{ fault: 'fail', code: 131026 }] });
    await scene.bot(scene.room(), 'Hi');
    await scene.receiver.until(3);
    expect(scene.told().at(-1)).toMatchObject({ status: 'failed', whatsapp_error_message: 'Message Undeliverable.' });
  });

  it('tell only what is registered', async () => {
    await scene.register({ ...allFlags, receive_message_from_agent: false, status_message: false });
    await scene.write('Halo');
    await scene.bot(scene.room(), 'unheard');
    while ((scene.simulator.sent(published)[0]?.statuses.length ?? 0) < 3) await new Promise((resolve) => setImmediate(resolve));
    await scene.register({ ...allFlags, receive_message_from_customer: false });
    await scene.write('unheard');
    await scene.bot(scene.room(), 'heard');
    await scene.receiver.until(5);
    expect(scene.told().map(({ text, status }) => [text, status])).toEqual([['Halo', 'created'], ['heard', 'created'], ['heard', 'sent'], ['heard', 'delivered'], ['heard', 'read']]);
  });

  it('send a customer\'s message twice as one and the same, in one room', async () => {
    scene.simulator.setFaults(published, { inbound: { times: 2 } });
    await scene.write('Halo');
    expect(scene.told()[1]).toEqual(scene.told()[0]);
    const [id] = scene.simulator.inbound(published, { from: customer, text: 'again', id: scene.told()[0]?.id, times: 1 }).ids;
    await scene.receiver.until(3);
    expect([id, scene.told()[2]?.external_id, scene.told()[2]?.room.unread_count]).toEqual([scene.told()[0]?.id, scene.told()[0]?.external_id, 1]);
  });

  it('go nowhere before an address is registered', async () => {
    const fresh = await startQontakScene();
    await fresh.write('Halo');
    expect(fresh.receiver.posts()).toEqual([]);
    await fresh.close();
  });

  it('carry any bytes that are ordered', async () => {
    await scene.simulator.inbound(published, { rawBody: '{"half', times: 2 }).tried;
    expect(scene.receiver.posts().map(({ raw }) => raw.toString())).toEqual(['{"half', '{"half']);
  });
});
