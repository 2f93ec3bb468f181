import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manualClock } from '../clock.js';
import { customer, draft, kopi, published, startCosterScene, type CosterScene } from '../testing/coster-scene.js';
import type { Reply } from '../testing/scene.js';

const errorOf = ({ status, body }: Reply) => [status, (body as { errors: { code: number; details: string }[] }).errors[0]?.code, (body as { errors: { details: string }[] }).errors[0]?.details];
const template = { xid: '1234567890', to: customer, type: 'template', template: { name: 'welcome', language: { code: 'id', policy: 'deterministic' } } };

describe('calls of the simulated Coster', () => {
  const clock = manualClock();
  let scene: CosterScene;
  beforeEach(async () => {
    scene = await startCosterScene({ clock });
    await scene.write('Halo');
  });
  afterEach(() => scene.close());
  const sent = () => scene.simulator.sent(published);
  const text = { type: 'text', text: { body: 'Halo juga' } };

  describe('a reply', () => {
    it('is accepted and answered with the id and our xid', async () => {
      const { status, body } = await scene.reply('Halo juga', { xid: 'turn-7' });
      expect([status, body]).toEqual([200, {
        meta: { author: 'jatis mobile', meta: '0.0.1' }, contacts: [{ input: customer, wa_id: customer }],
        messages: [{ id: expect.stringMatching(/^wamid\./), xid: 'turn-7' }],
      }]);
      expect(sent()).toMatchObject([{ to: customer, type: 'text', body: { text: { body: 'Halo juga' } }, request: { xid: 'turn-7' } }]);
    });

    it('is never deduplicated by its xid', async () => {
      await scene.reply('one', { xid: 'same' });
      await scene.reply('one', { xid: 'same' });
      expect(sent()).toHaveLength(2);
    });

    it('wants the bot token, not the push token and not as a bearer', async () => {
      expect(errorOf(await scene.bot(scene.request(text), 'wrong'))).toEqual([401, 401, 'Invalid access token']);
      expect((await scene.bot(scene.request(text), kopi.pushAccessToken)).status).toBe(401);
      const bearer = await fetch(`${scene.simulator.url}/coster/bot/webhook`, {
        method: 'POST', headers: { authorization: `Bearer ${kopi.accessToken}` }, body: JSON.stringify(scene.request(text)),
      });
      expect([bearer.status, sent().length]).toEqual([401, 0]);
    });

    it.each(['xid', 'channel_id', 'account_id', 'division_id', 'message_type', 'is_helpdesk', 'data'])('is refused with 500 and 1006 without %s', async (name) => {
      expect(errorOf(await scene.bot({ ...scene.request(text), [name]: undefined }))).toEqual([500, 1006, `${name} is missing or invalid`]);
    });

    it.each([
      ['another account', { account_id: 'f'.repeat(32) }, 'account_id is missing or invalid'],
      ['another division', { division_id: 'f'.repeat(32) }, 'division_id is missing or invalid'],
      ['an inbound type', { message_type: 'inbound' }, 'message_type is missing or invalid'],
    ])('is refused with %s', async (_what, wrong, details) => {
      expect(errorOf(await scene.bot({ ...scene.request(text), ...wrong }))).toEqual([500, 1006, details]);
    });

    it('is refused to somebody who is no phone number, and beyond WhatsApp\'s limits', async () => {
      expect(errorOf(await scene.bot(scene.request({ ...text, to: 'Siti' })))).toEqual([500, 1006, 'Unknown Contact']);
      expect(errorOf(await scene.bot(scene.request({ type: 'text', text: { body: 'x'.repeat(4097) } })))).toMatchObject([500, 1006, expect.stringMatching(/4096/)]);
      expect(sent()).toEqual([]);
    });

    it('goes out from the number of its division, and there from the one the customer wrote to last', async () => {
      await scene.reply('from the draft', { division_id: kopi.numbers[1]?.divisionId });
      expect([sent().length, scene.simulator.sent(draft).length]).toEqual([0, 1]);
      scene.simulator.coster.addAccount({ ...kopi, numbers: kopi.numbers.map(({ divisionId: _none, ...number }) => number) });
      clock.advance(1000);
      await scene.write('Halo draft', draft);
      await scene.reply('from the latest');
      expect([sent().length, scene.simulator.sent(draft).length]).toEqual([0, 2]);
    });

    it.each([
      [{ form: 'xid' }, { messages: [{ xid: 'xid-1' }] }],
      [{ form: 'empty' }, {}],
    ] as const)('may be answered otherwise: %j', async (answers, rest) => {
      scene.simulator.setFaults(published, { answers });
      expect((await scene.reply('Hi')).body).toEqual({ meta: { author: 'jatis mobile', meta: '0.0.1' }, ...rest });
    });

    it('may be refused with a code that is a string, in one error instead of a list', async () => {
      scene.simulator.setFaults(published, { answers: { codes: 'string', errors: 'single' }, calls: [{ fault: 'refuse' }] });
      const { status, body } = await scene.reply('Hi');
      expect([status, body.error]).toMatchObject([500, { code: '1006', title: 'Required parameter is missing or invalid' }]);
      expect(body).not.toHaveProperty('errors');
    });

    it('may be refused inside a 200', async () => {
      scene.simulator.setFaults(published, { calls: [{ fault: 'refuse', code: 1006, httpStatus: 200 }] });
      expect(errorOf(await scene.reply('Hi'))).toMatchObject([200, 1006, expect.any(String)]);
      expect(sent()).toEqual([]);
    });

    it('is refused with 429 and a time to wait when there are too many', async () => {
      scene.simulator.setFaults(published, { throughput: 2 });
      const replies = [await scene.reply('1'), await scene.reply('2'), await scene.reply('3')];
      expect(replies.map(({ status }) => status)).toEqual([200, 200, 429]);
      expect(replies[2]?.headers.get('retry-after')).toBe('1');
      clock.advance(1000);
      expect((await scene.reply('4')).status).toBe(200);
    });

    it('is sent although the connection is cut, and not sent where it is cut before', async () => {
      scene.simulator.setFaults(published, { calls: [{ fault: 'drop-after' }, { fault: 'drop-before' }] });
      await expect(scene.reply('one')).rejects.toThrow();
      expect(sent()).toHaveLength(1);
      await expect(scene.reply('two')).rejects.toThrow();
      expect(sent()).toHaveLength(1);
    });

    it('is sent although no answer ever comes', async () => {
      scene.simulator.setFaults(published, { calls: [{ fault: 'no-answer-after' }] });
      const giveUp = new AbortController();
      const sending = fetch(`${scene.simulator.url}/coster/bot/webhook`, {
        method: 'POST', signal: giveUp.signal, headers: { 'x-access-token': kopi.accessToken }, body: JSON.stringify(scene.request(text)),
      });
      await scene.simulator.waitFor({ number: published, sent: 1 });
      giveUp.abort();
      await expect(sending).rejects.toThrow('aborted');
    });

    it('is answered 502 with a page where that is ordered', async () => {
      scene.simulator.setFaults(published, { calls: [{ fault: 'bad-gateway' }] });
      await expect(scene.reply('Hi')).rejects.toThrow(/JSON/);
    });
  });

  describe('24 hours after the customer\'s last message', () => {
    beforeEach(() => clock.advance(24 * 60 * 60 * 1000));

    it('a reply is accepted and reported as failed', async () => {
      expect((await scene.reply('Still there?')).status).toBe(200);
      await scene.receiver.until(2);
      expect(scene.receiver.items().at(-1)).toMatchObject({ status: 'failed', errors: [{ code: 131047 }] });
    });

    it('or refused at once', async () => {
      scene.simulator.setFaults(published, { window: 'now' });
      expect(errorOf(await scene.reply('Still there?'))).toMatchObject([500, 131047, expect.any(String)]);
    });

    it('a template goes out', async () => {
      await scene.push(template);
      await scene.receiver.until(4);
      expect(scene.receiver.items().slice(1).map(({ status }) => status)).toEqual(['sent', 'delivered', 'read']);
    });
  });

  describe('a template', () => {
    it('is accepted with the push token and answered with the id and our xid', async () => {
      expect((await scene.push(template)).body).toMatchObject({ contacts: [{ input: customer }], messages: [{ id: expect.stringMatching(/^wamid\./), xid: '1234567890' }] });
      expect(sent()).toMatchObject([{ type: 'template', body: { template: { name: 'welcome' } }, request: template }]);
    });

    it('wants the push token of this account; the bot token is one only where there is no other', async () => {
      expect(errorOf(await scene.push(template, { token: kopi.accessToken }))).toEqual([401, 401, 'Invalid access token']);
      expect((await scene.push(template, { account: 'f'.repeat(32) })).status).toBe(401);
      scene.simulator.coster.addAccount({ ...kopi, pushAccessToken: undefined });
      expect((await scene.push(template, { token: kopi.accessToken })).status).toBe(200);
    });

    it('is refused without xid, and where it is none', async () => {
      expect(errorOf(await scene.push({ ...template, xid: undefined }))).toEqual([500, 1006, 'xid is missing or invalid']);
      expect(errorOf(await scene.push({ ...template, type: 'text', text: { body: 'Hi' } }))).toEqual([500, 1006, 'type is missing or invalid']);
      expect(errorOf(await scene.push({ ...template, template: { name: 'welcome' } }))).toMatchObject([500, 1006, expect.stringMatching(/language/)]);
    });

    it('has faults of its own', async () => {
      scene.simulator.setFaults(published, { calls: [{ fault: 'refuse', code: 1006, details: 'Unknown Contact', on: 'template' }] });
      expect((await scene.reply('Hi')).status).toBe(200);
      expect(errorOf(await scene.push(template))).toEqual([500, 1006, 'Unknown Contact']);
    });
  });

  describe('media', () => {
    const download = (id: string, token = kopi.accessToken) => fetch(`${scene.simulator.url}/coster/bot/media/${id}`, { headers: { 'x-access-token': token } });
    const sendPicture = async () => {
      await scene.simulator.inbound(published, { from: customer, type: 'image', file: { mimeType: 'image/png', base64: 'iVBORw0KGgo=' } }).tried;
      return (scene.receiver.items().at(-1) as { image: { id: string; url?: string } }).image;
    };

    it('of a customer is downloaded by its id with the token', async () => {
      const image = await sendPicture();
      expect(image).not.toHaveProperty('url');
      const response = await download(image.id);
      expect([response.status, response.headers.get('content-type'), Buffer.from(await response.arrayBuffer()).toString('base64')]).toEqual([200, 'image/png', 'iVBORw0KGgo=']);
      expect((await download(image.id, 'wrong')).status).toBe(401);
      expect((await download('404')).status).toBe(404);
    });

    it('is not for another account', async () => {
      const { id } = await sendPicture();
      scene.simulator.coster.addAccount({ ...kopi, accountId: 'theirs', accessToken: 'their-token', numbers: [{ number: '62811', name: 'Theirs' }] });
      expect((await download(id, 'their-token')).status).toBe(404);
    });

    it('is refused where that is ordered', async () => {
      const { id } = await sendPicture();
      scene.simulator.setFaults(published, { calls: [{ fault: 'refuse', httpStatus: 500, on: 'media' }] });
      expect([(await download(id)).status, (await download(id)).status]).toEqual([500, 200]);
    });

    it('by a link that is not there fails after the answer', async () => {
      const { status } = await scene.bot(scene.request({ type: 'image', image: { link: `${scene.simulator.url}/nothing.png` } }));
      expect(status).toBe(200);
      await scene.receiver.until(2);
      expect(scene.receiver.items().at(-1)).toMatchObject({ status: 'failed', errors: [{ code: 131053 }] });
    });
  });

  it('knows no other path', async () => {
    expect((await fetch(`${scene.simulator.url}/coster/v1/settings`)).status).toBe(404);
  });
});
