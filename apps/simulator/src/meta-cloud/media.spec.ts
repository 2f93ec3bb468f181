import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manualClock } from '../clock.js';
import { errorOf, startScene, wamidOf, type Scene } from '../testing/scene.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const picture = Buffer.from('89504e470d0a1a0a', 'hex');

describe('media', () => {
  const clock = manualClock();
  let scene: Scene;
  beforeEach(async () => {
    scene = await startScene({ clock });
    await scene.openWindow();
  });
  afterEach(() => scene.close());

  const upload = async (bytes: Buffer, mimeType: string) => {
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('type', mimeType);
    form.set('file', new Blob([new Uint8Array(bytes)], { type: mimeType }), 'file');
    const headers = { authorization: `Bearer ${scene.number.accessToken}` };
    const response = await fetch(`${scene.simulator.url}/v25.0/${scene.number.phoneNumberId}/media`, { method: 'POST', body: form, headers });
    return { status: response.status, body: (await response.json()) as { id: string; error?: { code: number } } };
  };
  const download = (url: string, token?: string) => fetch(url, { headers: token ? { authorization: `Bearer ${token}` } : {} });

  it('is uploaded, described with its hash, and downloaded with the token only', async () => {
    const { id } = (await upload(picture, 'image/png')).body;
    const { body } = await scene.call('GET', id);
    expect(body).toEqual({
      messaging_product: 'whatsapp', id, mime_type: 'image/png', file_size: 8,
      sha256: createHash('sha256').update(picture).digest('hex'), url: expect.stringContaining('/whatsapp_business/attachments/'),
    });
    const url = body.url as string;
    expect((await download(url)).status).toBe(401);
    expect((await download(url, 'wrong')).status).toBe(401);
    const got = await download(url, scene.number.accessToken);
    expect([got.status, got.headers.get('content-type'), Buffer.from(await got.arrayBuffer())]).toEqual([200, 'image/png', picture]);
  });

  it('has an address for five minutes', async () => {
    const { id } = (await upload(picture, 'image/png')).body;
    const url = (await scene.call('GET', id)).body.url as string;
    clock.advance(5 * MINUTE);
    expect((await download(url, scene.number.accessToken)).status).toBe(404);
    const again = (await scene.call('GET', id)).body.url as string;
    expect((await download(again, scene.number.accessToken)).status).toBe(200);
  });

  it('lives 30 days when uploaded, 7 when it came with a webhook', async () => {
    const uploaded = (await upload(picture, 'image/png')).body.id;
    await scene.simulator.inbound(scene.number.phoneNumberId, { from: '16505551234', type: 'image', file: { mimeType: 'image/png', base64: picture.toString('base64') } }).tried;
    const received = (scene.receiver.items().at(-1)?.image as { id: string }).id;
    clock.advance(7 * DAY);
    expect([(await scene.call('GET', uploaded)).status, (await scene.call('GET', received)).status]).toEqual([200, 400]);
    clock.advance(23 * DAY);
    expect(errorOf(await scene.call('GET', uploaded))).toMatchObject({ code: 100, error_subcode: 33 });
  });

  it('is told in a webhook with id, type, base64 hash, address and caption', async () => {
    const file = { mimeType: 'image/png', base64: picture.toString('base64') };
    await scene.simulator.inbound(scene.number.phoneNumberId, { from: '16505551234', type: 'image', image: { caption: 'Taj Mahal' }, file }).tried;
    expect(scene.receiver.items().at(-1)?.image).toEqual({
      caption: 'Taj Mahal', mime_type: 'image/png', id: expect.stringMatching(/^\d{16}$/),
      sha256: createHash('sha256').update(picture).digest('base64'), url: expect.stringContaining(scene.simulator.url),
    });
  });

  it('may be sent by the id of an upload', async () => {
    const { id } = (await upload(picture, 'image/png')).body;
    expect((await scene.send({ type: 'image', image: { id, caption: 'x'.repeat(1024) } })).status).toBe(200);
    expect(errorOf(await scene.send({ type: 'image', image: { id, caption: 'x'.repeat(1025) } })).code).toBe(100);
  });

  it('is deleted, and belongs to nobody else', async () => {
    const { id } = (await upload(picture, 'image/png')).body;
    scene.simulator.addNumber({ ...scene.number, phoneNumberId: '999', wabaId: 'other-waba', accessToken: 'other-token' });
    expect((await scene.call('GET', id, { token: 'other-token' })).status).toBe(400);
    expect((await scene.call('DELETE', id)).body).toEqual({ success: true });
    expect((await scene.call('GET', id)).status).toBe(400);
  });

  it.each([
    ['image/jpeg', 5 * 1024 * 1024, 200], ['image/jpeg', 5 * 1024 * 1024 + 1, 400],
    ['audio/ogg', 16 * 1024 * 1024, 200], ['audio/ogg', 16 * 1024 * 1024 + 1, 400],
    ['image/webp', 500 * 1024 + 1, 400], ['image/gif', 10, 400],
  ])('of type %s and %i bytes is answered %i', async (mimeType, size, status) => {
    expect((await upload(Buffer.alloc(size), mimeType)).status).toBe(status);
  });

  describe('by link', () => {
    const host = async (answer: { status: number; type: string }) => {
      const server = createServer((_request, response) => response.writeHead(answer.status, { 'content-type': answer.type }).end(picture));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
      return { link: `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.png`, close: () => server.closeAllConnections() ?? server.close() };
    };

    it.each([[200, 'image/png', 'sent'], [404, 'text/plain', 'failed'], [200, 'text/html', 'failed']])(
      'is fetched after the send: %i %s is reported as %s', async (status, type, expected) => {
        const { link, close } = await host({ status, type });
        const wamid = wamidOf(await scene.send({ type: 'image', image: { link } }));
        await scene.receiver.until(2);
        const item = scene.receiver.items()[1];
        expect(item).toMatchObject({ id: wamid, status: expected, ...(expected === 'failed' ? { errors: [{ code: 131053 }] } : {}) });
        close();
      },
    );
  });
});
