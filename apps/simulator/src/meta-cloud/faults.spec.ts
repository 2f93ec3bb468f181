import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manualClock } from '../clock.js';
import type { CallFault } from '../provider/faults.js';
import { bodyOf } from '../testing/receiver.js';
import { errorOf, startScene, type Scene } from '../testing/scene.js';

const hello = { text: { body: 'Hello' } };

describe('faults on demand', () => {
  const clock = manualClock();
  let scene: Scene;
  let id: string;
  beforeEach(async () => {
    scene = await startScene({ clock });
    id = scene.number.phoneNumberId;
    await scene.openWindow();
  });
  afterEach(() => scene.close());

  const order = (...calls: CallFault[]) => scene.simulator.setFaults(id, { calls });
  const accepted = () => scene.simulator.sent(id).length;
  const statuses = () => scene.receiver.items().map(({ status }) => status).filter(Boolean);
  const posts = (count: number) => scene.receiver.until(1 + count);

  describe('of calls', () => {
    it('refuse the next sends with the code and HTTP status that were ordered, and send nothing', async () => {
      order({ fault: 'refuse', code: 131049, times: 2 }, { fault: 'refuse', code: 130429, httpStatus: 429 });
      const replies = [await scene.send(hello), await scene.send(hello), await scene.send(hello)];
      expect(replies.map((reply) => [reply.status, errorOf(reply).code])).toEqual([[400, 131049], [400, 131049], [429, 130429]]);
      expect(errorOf(replies[0] as never)).toMatchObject({ error_data: { messaging_product: 'whatsapp', details: expect.any(String) } });
      expect(accepted()).toBe(0);
      expect((await scene.send(hello)).status).toBe(200);
    });

    it('hit one customer only, or only marks, where that is ordered', async () => {
      order({ fault: 'refuse', code: 131056, to: '16505559999', always: true }, { fault: 'refuse', code: 2, on: 'mark' });
      expect((await scene.send(hello)).status).toBe(200);
      expect(errorOf(await scene.send({ ...hello, to: '+16505559999' })).code).toBe(131056);
      expect(errorOf(await scene.send({ ...hello, to: '+16505559999' })).code).toBe(131056);
      const mark = await scene.send({ status: 'read', message_id: 'wamid.x' });
      expect([mark.status, errorOf(mark).code]).toEqual([503, 2]);
    });

    it('answer 502 with a body that is no JSON', async () => {
      order({ fault: 'bad-gateway' });
      const response = await fetch(`${scene.simulator.url}/v25.0/${id}/messages`, { method: 'POST', headers: { authorization: `Bearer ${scene.number.accessToken}` }, body: '{}' });
      expect([response.status, response.headers.get('content-type')]).toEqual([502, 'text/html']);
      expect(await response.text()).toMatch(/^<html>/);
    });

    it('drop the connection after the effect: the message is there', async () => {
      order({ fault: 'drop-after' });
      await expect(scene.send(hello)).rejects.toThrow();
      expect(accepted()).toBe(1);
      await posts(3);
      expect(statuses()).toEqual(['sent', 'delivered', 'read']);
    });

    it('drop the connection before the effect: nothing is there', async () => {
      order({ fault: 'drop-before' });
      await expect(scene.send(hello)).rejects.toThrow();
      expect(accepted()).toBe(0);
    });

    it.each([['no-answer-after', 1], ['no-answer-before', 0]] as const)('never answer (%s), with %i messages sent', async (fault, count) => {
      order({ fault });
      const calls = scene.simulator.log().counts.calls;
      const giveUp = new AbortController();
      const sending = fetch(`${scene.simulator.url}/v25.0/${id}/messages`, {
        method: 'POST', signal: giveUp.signal, headers: { authorization: `Bearer ${scene.number.accessToken}` },
        body: JSON.stringify({ messaging_product: 'whatsapp', to: '16505551234', ...hello }),
      });
      while (scene.simulator.log().counts.calls === calls) await new Promise((resolve) => setImmediate(resolve));
      giveUp.abort();
      await expect(sending).rejects.toThrow('aborted');
      expect(accepted()).toBe(count);
      expect(scene.simulator.log().calls.at(-1)).toMatchObject({ status: 0 });
    });

    it('answer late', async () => {
      order({ fault: 'slow', ms: 30_000 });
      let answered = false;
      const sending = scene.send(hello).then((reply) => {
        answered = true;
        return reply;
      });
      while (!(await tookFault())) await new Promise((resolve) => setImmediate(resolve));
      clock.advance(29_999);
      expect(answered).toBe(false);
      clock.advance(1);
      expect((await sending).status).toBe(200);
    });
    const tookFault = async () => scene.simulator.faults(id).calls.length === 0;

    it('accept a message and report it as failed', async () => {
      order({ fault: 'fail', code: 131026 });
      expect((await scene.send(hello)).status).toBe(200);
      await posts(1);
      expect(scene.receiver.items().at(-1)).toMatchObject({ status: 'failed', errors: [{ code: 131026, title: 'Message undeliverable' }] });
      expect(bodyOf(scene.receiver.posts()[1]?.raw as Buffer).entry[0]?.changes[0]?.value).not.toHaveProperty('contacts');
    });
  });

  describe('of statuses', () => {
    it('hold them back', async () => {
      scene.simulator.setFaults(id, { statuses: { delayMs: 60_000 } });
      await scene.send(hello);
      clock.advance(59_999);
      expect(statuses()).toEqual([]);
      clock.advance(1);
      await posts(3);
      expect(statuses()).toEqual(['sent', 'delivered', 'read']);
    });

    it('send each twice', async () => {
      scene.simulator.setFaults(id, { statuses: { times: 2 } });
      await scene.send(hello);
      await posts(6);
      expect(statuses()).toEqual(['sent', 'sent', 'delivered', 'delivered', 'read', 'read']);
    });

    it('turn their order round, or shuffle it', async () => {
      scene.simulator.setFaults(id, { statuses: { order: 'reversed' } });
      await scene.send(hello);
      await posts(3);
      expect(statuses()).toEqual(['read', 'delivered', 'sent']);
      scene.simulator.setFaults(id, { statuses: { order: 'shuffled' } });
      const orders = new Set<string>();
      for (let message = 2; message < 40 && orders.size < 2; message += 1) {
        await scene.send(hello);
        await posts(3 * message);
        orders.add(statuses().slice(-3).join());
        expect([...statuses().slice(-3)].sort()).toEqual(['delivered', 'read', 'sent']);
      }
      expect(orders.size).toBe(2);
    });

    it.each([['none', []], ['sent', ['sent']], ['delivered', ['sent', 'delivered']]] as const)('stop at %s', async (upTo, expected) => {
      scene.simulator.setFaults(id, { statuses: { upTo } });
      await scene.send(hello);
      await posts(expected.length);
      // A second message with all its statuses shows that none of the first is still to come.
      scene.simulator.setFaults(id, { statuses: { upTo: 'read' } });
      await scene.send(hello);
      await posts(expected.length + 3);
      expect(statuses()).toEqual([...expected, 'sent', 'delivered', 'read']);
    });

    it('come before the send is answered', async () => {
      scene.simulator.setFaults(id, { statuses: { beforeAnswer: true, upTo: 'sent' } });
      await scene.send(hello);
      expect(statuses()).toEqual(['sent']);
    });
  });

  describe('of webhooks', () => {
    it('send a message of a customer twice, byte for byte', async () => {
      scene.simulator.setFaults(id, { inbound: { times: 2 } });
      await scene.simulator.inbound(id, { from: '16505551234', text: 'Hi' }).tried;
      const [, one, two] = scene.receiver.posts();
      expect(two?.raw).toEqual(one?.raw);
    });

    it.each([['changes', 1, 3], ['entries', 3, 1], ['items', 1, 1]] as const)('collect three updates in one body as %s', async (shape, entries, changes) => {
      scene.simulator.setFaults(id, { webhooks: { batch: 3, shape } });
      for (const text of ['one', 'two', 'three']) scene.simulator.inbound(id, { from: '16505551234', text });
      await posts(1);
      const body = bodyOf(scene.receiver.posts()[1]?.raw as Buffer);
      expect([body.entry.length, body.entry[0]?.changes.length]).toEqual([entries, changes]);
      expect(scene.receiver.items().slice(1).map(({ text }) => (text as { body: string }).body)).toEqual(['one', 'two', 'three']);
    });

    it('send what has been collected so far when told so', async () => {
      scene.simulator.setFaults(id, { webhooks: { batch: 1000 } });
      scene.simulator.inbound(id, { from: '16505551234', text: 'one' });
      expect(scene.receiver.posts()).toHaveLength(1);
      await scene.simulator.flush(id).tried;
      expect(scene.receiver.posts()).toHaveLength(2);
    });
  });

  it('end when they are cleared', async () => {
    order({ fault: 'refuse', code: 1, always: true });
    scene.simulator.clearFaults(id);
    expect((await scene.send(hello)).status).toBe(200);
  });
});
