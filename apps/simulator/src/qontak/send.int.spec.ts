import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manualClock, type ManualClock } from '../clock.js';
import { customer, dataOf, draft, published, refusalOf, startQontakScene, toko, type QontakScene } from '../testing/qontak-scene.js';

const picture = Buffer.from('89504e470d0a1a0a', 'hex');
const yesNo = { body: 'Do you need anything else?', buttons: [{ id: 'go-on', title: 'Yes, go on' }, { id: 'end', title: 'No, that is all' }] };

describe('sends of the simulated Qontak', () => {
  let clock: ManualClock;
  let scene: QontakScene;
  let room: string;
  beforeEach(async () => {
    clock = manualClock();
    scene = await startQontakScene({ clock });
    await scene.register();
    await scene.write('Halo');
    room = scene.room();
  });
  afterEach(() => scene.close());
  const sent = () => scene.simulator.sent(published);
  const interactive = (type: string, asked: unknown) => scene.call('POST', 'messages/whatsapp/interactive_message/bot', { body: { room_id: room, type, interactive: asked } });

  describe('a text of the bot', () => {
    it('is answered 201 with the message object, not yet known to WhatsApp', async () => {
      const { status, body } = await scene.bot(room, 'Ada yang bisa dibantu?', { local_id: 'turn-7' });
      expect([status, body]).toMatchObject([201, { status: 'success', data: {
        type: 'text', text: 'Ada yang bisa dibantu?', room_id: room, status: 'created', external_id: null, participant_type: 'bot', sender_type: 'Models::SystemAccount',
        sender: { name: 'Bot', avatar: null }, organization_id: toko.organizationId, local_id: 'turn-7', is_campaign: false, room: { id: room, status: 'unassigned', account_uniq_id: customer },
      } }]);
      expect(sent()).toMatchObject([{ wamid: (body.data as { id: string }).id, to: customer, type: 'text', body: { text: { body: 'Ada yang bisa dibantu?' } }, request: { room_id: room } }]);
    });

    it('is sent twice when it is asked for twice', async () => {
      await scene.bot(room, 'one', { local_id: 'same' });
      await scene.bot(room, 'one', { local_id: 'same' });
      expect(sent()).toHaveLength(2);
    });

    it.each([
      ['without a room', { room_id: undefined }, [422, ['room_id is required']]],
      ['into a room that is not there', { room_id: 'none' }, [404, ['Room not found']]],
      ['without a type', { type: undefined }, [422, ['type is required']]],
      ['of an unknown type', { type: 'poem' }, [422, ['type is not included in the list']]],
      ['without words', { text: '' }, [422, ['text is required']]],
      ['that is too long', { text: 'x'.repeat(4097) }, [422, [expect.stringMatching(/4096/)]]],
    ])('is refused %s', async (_what, change, refusal) => {
      expect(refusalOf(await scene.bot(room, 'Hi', change))).toEqual(refusal);
      expect(sent()).toEqual([]);
    });

    it('is refused into a room of another organisation', async () => {
      scene.simulator.qontak.addOrganisation({ organizationId: 'theirs', name: 'Theirs', token: 'their-token', integrations: [{ channelIntegrationId: 'their-number', number: '62811', name: 'Theirs' }] });
      expect(refusalOf(await scene.call('POST', 'messages/whatsapp/bot', { token: 'their-token', body: { room_id: room, type: 'text', text: 'Hi' } }))).toEqual([404, ['Room not found']]);
    });

    it('is refused while a person holds the room, and again possible once he has handed it back', async () => {
      scene.simulator.qontak.room({ roomId: room }, 'take');
      expect(refusalOf(await scene.bot(room, 'Hi'))).toEqual([422, ['Room already assigned to agent']]);
      expect(refusalOf(await interactive('button', yesNo))).toEqual([422, ['Room already assigned to agent']]);
      scene.simulator.qontak.room({ roomId: room }, 'unassign');
      expect((await scene.bot(room, 'Hi')).status).toBe(201);
    });

    it('is refused into a resolved room, unless that is let through', async () => {
      scene.simulator.qontak.room({ roomId: room }, 'resolve');
      expect(refusalOf(await scene.bot(room, 'Hi'))).toEqual([422, ['Room already resolved']]);
      scene.simulator.setFaults(published, { rooms: { botInResolved: 'accept' } });
      expect((await scene.bot(room, 'Hi')).status).toBe(201);
    });

    it('wants the bot token where tokens are strict', async () => {
      scene.simulator.setFaults(published, { tokens: 'strict' });
      expect((await scene.call('POST', 'messages/whatsapp/bot', { token: toko.token, body: { room_id: room, type: 'text', text: 'Hi' } })).status).toBe(403);
    });

    it('is refused with 429 and a time to wait when there are too many', async () => {
      scene.simulator.setFaults(published, { throughput: 1 });
      const [, second] = [await scene.bot(room, '1'), await scene.bot(room, '2')];
      expect([refusalOf(second), second.headers.get('retry-after')]).toEqual([[429, ['Too many requests']], '1']);
    });

    it('is refused, cut off or lost as ordered, for one customer if that is wanted', async () => {
      scene.simulator.setFaults(published, { calls: [{ fault: 'refuse', httpStatus: 500, message: 'Internal server error', to: '62999' }, { fault: 'refuse', httpStatus: 401 }, { fault: 'drop-after' }, { fault: 'drop-before' }] });
      expect((await scene.bot(room, 'one')).status).toBe(401);
      await expect(scene.bot(room, 'two')).rejects.toThrow();
      await expect(scene.bot(room, 'three')).rejects.toThrow();
      expect(sent().map(({ body }) => body)).toEqual([{ text: { body: 'two' } }]);
      expect(scene.simulator.faults(published).calls).toMatchObject([{ to: '62999' }]);
    });

    it('is found in the room\'s history although it was never answered', async () => {
      scene.simulator.setFaults(published, { calls: [{ fault: 'drop-after' }] });
      await expect(scene.bot(room, 'lost', { local_id: 'turn-8' })).rejects.toThrow();
      expect(dataOf<unknown[]>(await scene.call('GET', `rooms/${room}/histories`))[0]).toMatchObject({ text: 'lost', local_id: 'turn-8', participant_type: 'bot' });
    });
  });

  it('a text of a user goes also into a held room, as that of a person', async () => {
    scene.simulator.qontak.room({ roomId: room }, 'take');
    const answer = await scene.call('POST', 'messages/whatsapp', { token: toko.token, body: { room_id: room, type: 'text', text: 'Hi' } });
    expect([answer.status, dataOf(answer)]).toMatchObject([201, { participant_type: 'agent', sender_type: 'Models::User' }]);
  });

  describe('24 hours after the customer\'s last message', () => {
    beforeEach(() => clock.advance(24 * 60 * 60 * 1000));

    it('a text is accepted and reported as failed, in words', async () => {
      await scene.bot(room, 'Still there?');
      await scene.receiver.until(3);
      expect(scene.told().at(-1)).toMatchObject({ data_event: 'status_message', status: 'failed', whatsapp_error_message: expect.stringMatching(/24 hours/) });
    });

    it('or refused at once', async () => {
      scene.simulator.setFaults(published, { window: 'now' });
      expect(refusalOf(await scene.bot(room, 'Still there?'))).toEqual([422, ['Room session has expired, please use a template message']]);
    });

    it('a template goes into the room', async () => {
      const hsm = await scene.call('POST', 'messages/whatsapp/hsm', { body: { room_id: room, message_template_id: 'template-1' } });
      expect([hsm.status, sent()]).toMatchObject([201, [{ type: 'template', body: { template: { name: 'sapa' } } }]]);
      expect(refusalOf(await scene.call('POST', 'messages/whatsapp/hsm', { body: { room_id: room, message_template_id: 'none' } }))).toEqual([404, ['Template not found']]);
    });
  });

  describe('media', () => {
    const form = (fields: Record<string, string>, file?: Blob) => {
      const body = new FormData();
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      if (file) body.set('file', file, 'struk.png');
      return body;
    };
    const png = new Blob([picture], { type: 'image/png' });

    it('goes out as a file, and everybody who knows its address can read it', async () => {
      const answer = await scene.call('POST', 'messages/whatsapp/bot', { body: form({ room_id: room, type: 'image', text: 'Struk' }, png) });
      const { file, text } = dataOf<{ text: string; file: { url: string; size: number } }>(answer);
      expect([answer.status, text, file.size]).toEqual([201, 'Struk', picture.length]);
      expect(Buffer.from(await (await fetch(file.url)).arrayBuffer())).toEqual(picture);
      expect(sent()).toMatchObject([{ type: 'image', body: { image: { caption: 'Struk' } } }]);
    });

    it('is uploaded first, and goes out by its address', async () => {
      const { url } = dataOf<{ url: string }>(await scene.call('POST', 'file_uploader', { body: form({}, png) }));
      for (const name of ['url', 'file_url']) {
        expect((await scene.call('POST', 'messages/whatsapp/bot', { body: { room_id: room, type: 'image', [name]: url, caption: 'Struk' } })).status).toBe(201);
      }
      expect(sent()).toMatchObject(Array(2).fill({ type: 'image', body: { image: { link: url, caption: 'Struk' } } }));
      expect(refusalOf(await scene.call('POST', 'file_uploader', { body: form({}) }))).toEqual([422, ['file is required']]);
    });

    it('is refused without a file, and of a kind that WhatsApp does not know', async () => {
      expect(refusalOf(await scene.call('POST', 'messages/whatsapp/bot', { body: form({ room_id: room, type: 'image' }) }))).toEqual([422, ['file is required']]);
      expect(refusalOf(await scene.call('POST', 'messages/whatsapp/bot', { body: form({ room_id: room, type: 'image' }, new Blob(['x'], { type: 'text/calendar' })) }))).toEqual([422, ['file is not supported']]);
    });
  });

  describe('an interactive message', () => {
    it('has up to three buttons, which can be tapped', async () => {
      const answer = await interactive('button', yesNo);
      expect([answer.status, dataOf(answer)]).toMatchObject([201, { type: 'interactive', text: 'Do you need anything else?', buttons: [{ id: 'go-on' }, { id: 'end' }] }]);
      await scene.simulator.inbound(published, { from: customer, tap: { messageId: String(dataOf(answer).id), id: 'end' } }).tried;
      expect(scene.told().at(-1)).toMatchObject({ type: 'text', text: 'No, that is all', participant_type: 'customer', reply: null });
    });

    it('shows WhatsApp\'s own message of a tap where that is set', async () => {
      scene.simulator.setFaults(published, { webhooks: { taps: 'raw' } });
      const { id } = dataOf(await interactive('button', yesNo));
      await scene.simulator.inbound(published, { from: customer, tap: { messageId: String(id), id: 'end' } }).tried;
      expect(scene.told().at(-1)).toMatchObject({ text: 'No, that is all', reply: { id }, raw_message: { interactive: { button_reply: { id: 'end' } } } });
    });

    it('has a list', async () => {
      const lists = { button: 'Colours', sections: [{ title: 'In stock', rows: [{ id: 'red', title: 'Red', description: 'Like a cherry' }] }] };
      expect((await interactive('list', { body: 'Which?', lists })).status).toBe(201);
      expect(sent()).toMatchObject([{ type: 'interactive', body: { interactive: { type: 'list', action: { button: 'Colours' } } } }]);
    });

    it.each([
      ['without a body', 'button', { buttons: yesNo.buttons }, /body is required/],
      ['without buttons', 'button', { body: 'Hi' }, /buttons count/],
      ['with a title that is too long', 'button', { body: 'Hi', buttons: [{ id: 'a', title: 'x'.repeat(21) }] }, /title/],
      ['without a list', 'list', { body: 'Hi' }, /lists is required/],
      ['of an unknown kind', 'poll', { body: 'Hi' }, /type/],
    ])('is refused %s', async (_what, type, asked, words) => {
      expect(refusalOf(await interactive(type, asked))).toEqual([422, [expect.stringMatching(words)]]);
    });
  });

  describe('a broadcast', () => {
    const direct = (change: Record<string, unknown> = {}) => scene.call('POST', 'broadcasts/whatsapp/direct', {
      token: toko.token,
      body: {
        to_name: 'Budi', to_number: '6281500000002', message_template_id: 'template-1', channel_integration_id: draft, language: { code: 'id' },
        parameters: { body: [{ key: '1', value: 'name', value_text: 'Budi' }] }, ...change,
      },
    });

    it('starts a conversation, is reported by a log of its own, and can be looked up', async () => {
      const answer = await direct();
      const { id } = dataOf<{ id: string }>(answer);
      expect([answer.status, scene.simulator.sent(draft)]).toMatchObject([201, [{ to: '6281500000002', body: { template: { name: 'sapa', components: [{ parameters: [{ text: 'Budi' }] }] } } }]]);
      await scene.receiver.until(5);
      const [, created, ...log] = scene.told();
      expect(created).toMatchObject({ data_event: 'receive_message_from_agent', is_campaign: true, room: { status: 'campaign' } });
      expect(log.map(({ data_event, status }) => [data_event, status])).toEqual(['sent', 'delivered', 'read'].map((status) => ['broadcast_log_status', status]));
      expect(log[0]).toMatchObject({ messages_broadcast_id: id, channel_integration_id: draft, contact_phone_number: '6281500000002', contact_full_name: 'Budi', whatsapp_message_id: expect.stringMatching(/^wamid/) });
      expect(log[0]).not.toHaveProperty('room');
      const asUser = { token: toko.token };
      expect(dataOf(await scene.call('GET', `broadcasts/${id}/whatsapp`, asUser))).toMatchObject({ message_status_count: { read: 1, failed: 0 } });
      expect(dataOf(await scene.call('GET', `broadcasts/${id}/whatsapp/log`, asUser))).toMatchObject([{ status: 'read', contact_phone_number: '6281500000002' }]);
    });

    it('is reported as any message where its log is not registered', async () => {
      await scene.register({ receive_message_from_customer: true, status_message: true });
      scene.simulator.setFaults(draft, { statuses: { upTo: 'sent' } });
      await direct();
      await scene.receiver.until(2);
      expect(scene.told().at(-1)).toMatchObject({ data_event: 'status_message', status: 'sent', is_campaign: true });
    });

    it('that fails says why', async () => {
      scene.simulator.setFaults(draft, { calls: [{ fault: 'fail', code: 131049, on: 'template' }] });
      await direct();
      await scene.receiver.until(3);
      expect(scene.told().at(-1)).toMatchObject({ status: 'failed', whatsapp_error_message: expect.stringMatching(/healthy ecosystem/) });
    });

    it.each([
      [{ channel_integration_id: 'none' }, 'channel_integration_id is invalid'], [{ to_name: '' }, 'to_name is required'], [{ to_number: '+62 8' }, 'to_number is invalid'],
      [{ message_template_id: 'none' }, 'message_template_id is invalid'], [{ language: {} }, 'language.code is required'],
    ])('is refused with %j', async (change, message) => {
      expect(refusalOf(await direct(change))).toEqual([422, [message]]);
    });
  });
});
