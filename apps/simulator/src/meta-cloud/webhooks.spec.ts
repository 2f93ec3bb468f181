import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manualClock } from '../clock.js';
import { bodyOf, itemsOf, startReceiver, type Received } from '../testing/receiver.js';
import { startScene, wamidOf, type Scene } from '../testing/scene.js';

const at = Date.UTC(2026, 10, 23, 9, 0, 0);
const seconds = String(at / 1000);
const hmac = (raw: Buffer, secret: string) => `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`;

describe('webhooks of the simulated Meta Cloud', () => {
  const clock = manualClock(at);
  let scene: Scene;
  let id: string;
  beforeEach(async () => {
    scene = await startScene({ clock, delivery: { firstRetryMs: 1000, factor: 2, maxRetryMs: 4000, attempts: 5, answerWithinMs: 20_000 } });
    id = scene.number.phoneNumberId;
  });
  afterEach(() => scene.close());
  const first = (): Received => scene.receiver.posts()[0] as Received;

  it('tell a message of a customer in Meta\'s envelope', async () => {
    const { ids } = scene.simulator.inbound(id, { from: { phone: '+1 650 555 1234', name: 'Sheena Nelson' }, text: 'Does it come in another color?', at });
    await scene.receiver.until(1);
    expect(bodyOf(first().raw)).toEqual({
      object: 'whatsapp_business_account',
      entry: [{
        id: '102290129340398',
        changes: [{
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' },
            contacts: [{ profile: { name: 'Sheena Nelson' }, wa_id: '16505551234' }],
            messages: [{ from: '16505551234', id: ids[0], timestamp: seconds, type: 'text', text: { body: 'Does it come in another color?' } }],
          },
          field: 'messages',
        }],
      }],
    });
  });

  it('leave the phone fields out, not empty, for a person who is known by a user id only', async () => {
    scene.simulator.inbound(id, { from: { userId: 'US.13491208655302741918', name: 'Sheena', username: '@realsheena' }, text: 'Hi' });
    await scene.receiver.until(1);
    const value = bodyOf(first().raw).entry[0]?.changes[0]?.value;
    expect(value?.contacts).toEqual([{ profile: { name: 'Sheena', username: '@realsheena' }, user_id: 'US.13491208655302741918' }]);
    expect(value?.messages?.[0]).toMatchObject({ from_user_id: 'US.13491208655302741918' });
    expect(value?.messages?.[0]).not.toHaveProperty('from');
  });

  it('sign the raw bytes with the app secret, accents and slashes escaped as Meta escapes them', async () => {
    scene.simulator.inbound(id, { from: '16505551234', text: 'äöå 👍 a/b' });
    await scene.receiver.until(1);
    expect(first().raw.toString('latin1')).toContain('"body":"\\u00e4\\u00f6\\u00e5 \\ud83d\\udc4d a\\/b"');
    expect(first().headers['x-hub-signature-256']).toBe(hmac(first().raw, 'app-secret-of-jasper'));
    expect(itemsOf(first().raw)[0]).toMatchObject({ text: { body: 'äöå 👍 a/b' } });
  });

  it('report sent, delivered and read with what the send gave along', async () => {
    await scene.openWindow();
    const wamid = wamidOf(await scene.send({ text: { body: 'Hello' }, biz_opaque_callback_data: 'turn-7' }));
    await scene.receiver.until(4);
    const [, ...statuses] = scene.receiver.items();
    const common = { id: wamid, timestamp: seconds, recipient_id: '16505551234', biz_opaque_callback_data: 'turn-7' };
    const pricing = { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' };
    expect(statuses).toEqual([{ ...common, status: 'sent', pricing }, { ...common, status: 'delivered', pricing }, { ...common, status: 'read' }]);
    expect(bodyOf(scene.receiver.posts()[1]?.raw as Buffer).entry[0]?.changes[0]?.value.contacts)
      .toEqual([{ profile: { name: '16505551234' }, wa_id: '16505551234' }]);
  });

  it('report no more than sent for a reaction', async () => {
    const [received] = scene.simulator.inbound(id, { from: '16505551234', text: 'Hi' }).ids;
    const reaction = wamidOf(await scene.send({ type: 'reaction', reaction: { message_id: received, emoji: '👍' } }));
    await scene.receiver.until(2);
    // A later message with all its statuses shows that none of the reaction is still to come.
    await scene.send({ text: { body: 'Hello' } });
    await scene.receiver.until(5);
    expect(scene.receiver.items().filter((item) => item.id === reaction).map(({ status }) => status)).toEqual(['sent']);
  });

  it('quote the tapped message when a customer taps a button or a list row', async () => {
    await scene.openWindow();
    scene.simulator.setFaults(id, { statuses: { upTo: 'none' } });
    const buttons = wamidOf(await scene.send({
      type: 'interactive',
      interactive: { type: 'button', body: { text: 'Go on?' }, action: { buttons: [{ type: 'reply', reply: { id: 'cancel-button', title: 'Cancel' } }] } },
    }));
    const list = wamidOf(await scene.send({
      type: 'interactive',
      interactive: {
        type: 'list', body: { text: 'How?' },
        action: { button: 'Options', sections: [{ rows: [{ id: 'priority_express', title: 'Priority Mail Express', description: 'Next Day to 2 Days' }] }] },
      },
    }));
    await scene.simulator.inbound(id, { from: '16505551234', tap: { messageId: buttons, title: 'Cancel' } }).tried;
    await scene.simulator.inbound(id, { from: '16505551234', tap: { messageId: list, id: 'priority_express' } }).tried;
    expect(scene.receiver.items().slice(1)).toMatchObject([
      { context: { from: '15550783881', id: buttons }, type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'cancel-button', title: 'Cancel' } } },
      {
        context: { from: '15550783881', id: list }, type: 'interactive',
        interactive: { type: 'list_reply', list_reply: { id: 'priority_express', title: 'Priority Mail Express', description: 'Next Day to 2 Days' } },
      },
    ]);
  });

  describe('where they go', () => {
    it('is the number\'s own callback, else the WABA\'s, else the app\'s', async () => {
      const [ofWaba, ofNumber] = [await startReceiver(), await startReceiver()];
      try {
        await scene.openWindow();
        await scene.call('POST', `${scene.number.wabaId}/subscribed_apps`, { body: { override_callback_uri: ofWaba.url, verify_token: 'verify-me' } });
        await scene.openWindow();
        await scene.call('POST', id, { body: { webhook_configuration: { override_callback_uri: ofNumber.url, verify_token: 'verify-me' } } });
        await scene.openWindow();
        expect([scene.receiver, ofWaba, ofNumber].map((receiver) => receiver.posts().length)).toEqual([1, 1, 1]);
      } finally {
        await Promise.all([ofWaba.close(), ofNumber.close()]);
      }
    });

    it('is the app\'s own callback for account fields whatever overrides there are', async () => {
      const ofNumber = await startReceiver();
      try {
        await scene.call('POST', id, { body: { webhook_configuration: { override_callback_uri: ofNumber.url, verify_token: 'verify-me' } } });
        await scene.simulator.inbound(id, { rawValue: { event: 'DISABLED_UPDATE' }, field: 'account_update' }).tried;
        expect([scene.receiver.posts().length, ofNumber.posts().length]).toEqual([1, 0]);
      } finally {
        await ofNumber.close();
      }
    });

    it('is nowhere while the app is not subscribed to the WABA', async () => {
      await scene.call('DELETE', `${scene.number.wabaId}/subscribed_apps`);
      await scene.openWindow();
      expect(scene.receiver.posts()).toEqual([]);
    });
  });

  describe('that are not answered with 200', () => {
    it.each([500, 204, 404, 302])('are tried again after %i', async (status) => {
      let asked = 0;
      scene.receiver.answer(() => ({ status: (asked += 1) === 1 ? status : 200 }));
      await scene.openWindow();
      clock.advance(999);
      expect(scene.simulator.log().counts.attempts).toBe(1);
      clock.advance(1);
      await scene.receiver.until(2);
      await scene.simulator.waitFor({ idle: true });
      expect(scene.simulator.log().deliveries).toMatchObject([{ state: 'answered', attempts: [{ status }, { status: 200 }] }]);
      expect(scene.receiver.posts()[1]?.raw).toEqual(first().raw);
    });

    it('come less and less often, and end after the bound', async () => {
      scene.receiver.answer(() => ({ status: 500 }));
      await scene.openWindow();
      for (const [attempt, pause] of [[2, 1000], [3, 2000], [4, 4000], [5, 4000]] as const) {
        clock.advance(pause - 1);
        expect(scene.simulator.log().counts.attempts).toBe(attempt - 1);
        clock.advance(1);
        expect(scene.simulator.log().counts.attempts).toBe(attempt);
        await scene.receiver.until(attempt);
        await attempted(attempt);
      }
      expect(scene.simulator.log()).toMatchObject({ deliveries: [{ state: 'given-up' }], counts: { givenUp: 1, attempts: 5 } });
    });

    it('are tried again when there is no answer in time', async () => {
      scene.receiver.answer(() => ({ hang: true }));
      const { tried } = scene.simulator.inbound(id, { from: '16505551234', text: 'Hi' });
      await scene.receiver.until(1);
      clock.advance(20_000);
      await tried;
      scene.receiver.answer(() => ({ status: 200 }));
      clock.advance(1000);
      await scene.simulator.waitFor({ idle: true });
      expect(scene.simulator.log().deliveries).toMatchObject([{ state: 'answered', attempts: [{ error: 'no answer within 20000 ms' }, { status: 200 }] }]);
    });

    /** Resolves when the log has the outcome of an attempt. */
    const attempted = async (attempt: number): Promise<void> => {
      const outcome = () => scene.simulator.log().deliveries[0]?.attempts[attempt - 1]?.status;
      while (outcome() === undefined) await new Promise((resolve) => setImmediate(resolve));
    };
  });

  describe('as a test wants them', () => {
    it('are any bytes, with any content type, signed rightly, wrongly, by another or not at all', async () => {
      const kinds = [undefined, 'wrong', 'missing', { secret: 'of somebody else' }] as const;
      for (const signature of kinds) await scene.simulator.inbound(id, { rawBody: '{"broken": ', signature, contentType: 'text/plain' }).tried;
      const [right, wrong, none, foreign] = scene.receiver.posts();
      expect(right).toMatchObject({ raw: Buffer.from('{"broken": '), headers: { 'content-type': 'text/plain' } });
      expect(right?.headers['x-hub-signature-256']).toBe(hmac(Buffer.from('{"broken": '), 'app-secret-of-jasper'));
      expect(wrong?.headers['x-hub-signature-256']).toMatch(/^sha256=[0-9a-f]{64}$/);
      expect(wrong?.headers['x-hub-signature-256']).not.toBe(right?.headers['x-hub-signature-256']);
      expect(none?.headers).not.toHaveProperty('x-hub-signature-256');
      expect(foreign?.headers['x-hub-signature-256']).toBe(hmac(Buffer.from('{"broken": '), 'of somebody else'));
    });

    it('carry any value in the usual envelope', async () => {
      await scene.simulator.inbound(id, { rawValue: { standby: { messages: [] } }, field: 'standby' }).tried;
      expect(bodyOf(first().raw).entry).toEqual([{ id: '102290129340398', changes: [{ value: { standby: { messages: [] } }, field: 'standby' }] }]);
    });
  });
});
