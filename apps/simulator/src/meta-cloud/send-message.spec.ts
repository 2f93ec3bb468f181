import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manualClock } from '../clock.js';
import { errorOf, startScene, wamidOf, type Scene } from '../testing/scene.js';

const HOUR = 60 * 60 * 1000;
const hello = { type: 'text', text: { body: 'Hello' } };

describe('sending a message through the Graph API', () => {
  const clock = manualClock();
  let scene: Scene;
  beforeEach(async () => {
    scene = await startScene({ clock });
    await scene.openWindow();
  });
  afterEach(() => scene.close());

  it('accepts a text and answers with the recipient and a new message id', async () => {
    const reply = await scene.send({ ...hello, to: '+1 (650) 555-1234' });
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      messaging_product: 'whatsapp',
      contacts: [{ input: '+1 (650) 555-1234', wa_id: '16505551234' }],
      messages: [{ id: expect.stringMatching(/^wamid\.[A-Za-z0-9+/]+=*$/) }],
    });
  });

  it('puts the phone number of the other party into the message id', async () => {
    const id = wamidOf(await scene.send(hello));
    expect(Buffer.from(id.slice('wamid.'.length), 'base64').toString('latin1')).toContain('16505551234');
  });

  it('never deduplicates: the same send twice is two messages', async () => {
    const message = { ...hello, biz_opaque_callback_data: 'the-same' };
    const ids = [wamidOf(await scene.send(message)), wamidOf(await scene.send(message))];
    expect(new Set(ids).size).toBe(2);
    expect(scene.simulator.sent(scene.number.phoneNumberId).map(({ wamid, bizOpaqueCallbackData }) => [wamid, bizOpaqueCallbackData]))
      .toEqual(ids.map((id) => [id, 'the-same']));
  });

  it('reaches a person who is known by a user id only', async () => {
    await scene.openWindow('US.13491208655302741918');
    const reply = await scene.send({ ...hello, to: undefined, recipient: 'US.13491208655302741918' });
    expect(reply.body.contacts).toEqual([{ input: 'US.13491208655302741918', user_id: 'US.13491208655302741918' }]);
  });

  it('takes the phone number when a user id is given as well', async () => {
    const reply = await scene.send({ ...hello, recipient: 'US.13491208655302741918' });
    expect(reply.body.contacts).toEqual([{ input: '16505551234', wa_id: '16505551234' }]);
  });

  it('refuses a wrong token with 190, and so a missing one', async () => {
    for (const token of ['not-a-token', null]) {
      const reply = await scene.call('POST', `${scene.number.phoneNumberId}/messages`, { token, body: { messaging_product: 'whatsapp', to: '16505551234', ...hello } });
      expect(reply.status).toBe(401);
      expect(errorOf(reply)).toEqual({
        message: 'Invalid OAuth access token - Cannot parse access token', type: 'OAuthException', code: 190, fbtrace_id: expect.any(String),
      });
    }
  });

  it('does not know a number of somebody else (100, subcode 33)', async () => {
    scene.simulator.addNumber({ ...scene.number, phoneNumberId: '999', wabaId: 'other-waba', accessToken: 'other-token' });
    const reply = await scene.send(hello, '999');
    expect([reply.status, errorOf(reply).code, errorOf(reply).error_subcode]).toEqual([400, 100, 33]);
  });

  it.each([
    ['no messaging_product', { messaging_product: undefined, ...hello }, 100],
    ['no recipient', { to: undefined, ...hello }, 100],
    ['a recipient without digits', { to: 'somebody', ...hello }, 131009],
    ['its own number as recipient', { to: '+15550783881', ...hello }, 131021],
    ['an unknown type', { type: 'hologram', hologram: {} }, 100],
    ['a type without its part', { type: 'image' }, 131008],
    ['an empty text', { type: 'text', text: { body: '' } }, 131008],
    ['biz_opaque_callback_data over 512 characters', { ...hello, biz_opaque_callback_data: 'x'.repeat(513) }, 100],
    ['media with neither id nor link', { type: 'image', image: {} }, 131008],
    ['media by an id that was never given out', { type: 'image', image: { id: '123' } }, 100],
    ['a caption on audio', { type: 'audio', audio: { link: 'https://example.org/a.mp3', caption: 'no' } }, 100],
    ['a template without a language', { type: 'template', template: { name: 'hello_world' } }, 131008],
    ['a location without a longitude', { type: 'location', location: { latitude: 1 } }, 131008],
    ['a contact without a name', { type: 'contacts', contacts: [{ phones: [] }] }, 131008],
    ['a reaction to an unknown message', { type: 'reaction', reaction: { message_id: 'wamid.unknown', emoji: '👍' } }, 131009],
  ])('refuses %s', async (_what, message, code) => {
    const reply = await scene.send(message);
    expect([reply.status, errorOf(reply).code, errorOf(reply).type]).toEqual([400, code, 'OAuthException']);
    expect(scene.simulator.sent(scene.number.phoneNumberId)).toEqual([]);
  });

  it('accepts 4,096 characters of text and refuses one more', async () => {
    expect((await scene.send({ type: 'text', text: { body: 'x'.repeat(4096) } })).status).toBe(200);
    expect(errorOf(await scene.send({ type: 'text', text: { body: 'x'.repeat(4097) } })).message)
      .toBe("(#100) Param text['body'] must be at most 4096 characters long.");
  });

  it('accepts 512 characters of biz_opaque_callback_data', async () => {
    expect((await scene.send({ ...hello, biz_opaque_callback_data: 'x'.repeat(512) })).status).toBe(200);
  });

  it.each(['contacts', 'location', 'template', 'reaction'])('accepts %s', async (type) => {
    const [received] = scene.simulator.inbound(scene.number.phoneNumberId, { from: '16505551234', text: 'one more' }).ids;
    const parts = {
      contacts: [{ name: { formatted_name: 'Barbara J. Johnson' } }],
      location: { latitude: 37.44221496582, longitude: -122.16165924072, name: 'Philz Coffee' },
      template: { name: 'hello_world', language: { code: 'en_US' } },
      reaction: { message_id: received, emoji: '👍' },
    };
    expect((await scene.send({ type, [type]: parts[type as keyof typeof parts] })).status).toBe(200);
  });

  it('answers a template with its message status', async () => {
    const { body } = await scene.send({ type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } });
    expect(body.messages).toEqual([{ id: expect.any(String), message_status: 'accepted' }]);
  });

  describe('outside the 24 hours', () => {
    it('accepts a free message and reports 131047 by a failed status', async () => {
      clock.advance(24 * HOUR);
      const id = wamidOf(await scene.send(hello));
      await scene.receiver.until(2);
      const status = scene.receiver.items()[1];
      expect(status).toMatchObject({ id, status: 'failed', recipient_id: '16505551234', errors: [{ code: 131047, title: 'Re-engagement message' }] });
    });

    it('refuses it at once where that is ordered', async () => {
      scene.simulator.setFaults(scene.number.phoneNumberId, { window: 'now' });
      clock.advance(24 * HOUR);
      expect([(await scene.send(hello)).status, errorOf(await scene.send(hello)).code]).toEqual([400, 131047]);
    });

    it('lets a template pass, and a free message again once the customer has written', async () => {
      scene.simulator.setFaults(scene.number.phoneNumberId, { window: 'now' });
      clock.advance(24 * HOUR);
      expect((await scene.send({ type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } })).status).toBe(200);
      await scene.openWindow();
      expect((await scene.send(hello)).status).toBe(200);
    });

    it('counts from the stamp of the customer\'s message, to the millisecond', async () => {
      scene.simulator.setFaults(scene.number.phoneNumberId, { window: 'now' });
      clock.advance(24 * HOUR - 1);
      expect((await scene.send(hello)).status).toBe(200);
      clock.advance(1);
      expect((await scene.send(hello)).status).toBe(400);
    });
  });

  describe('read marks', () => {
    it('marks a received message and shows the typing indicator', async () => {
      const [id] = scene.simulator.inbound(scene.number.phoneNumberId, { from: '16505551234', text: 'Anyone?' }).ids;
      const reply = await scene.send({ to: undefined, status: 'read', message_id: id, typing_indicator: { type: 'text' } });
      expect([reply.status, reply.body]).toEqual([200, { success: true }]);
      expect(scene.simulator.marks(scene.number.phoneNumberId)).toEqual([{ messageId: id, typing: true, at: clock.now() }]);
    });

    it('refuses a message that never came, and one of more than 30 days ago', async () => {
      expect(errorOf(await scene.send({ status: 'read', message_id: 'wamid.unknown' })).code).toBe(131009);
      const [id] = scene.simulator.inbound(scene.number.phoneNumberId, { from: '16505551234', text: 'Anyone?' }).ids;
      clock.advance(30 * 24 * HOUR + 1);
      expect(errorOf(await scene.send({ status: 'read', message_id: id })).code).toBe(131009);
    });
  });
});
