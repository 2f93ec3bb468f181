// needs the protocol: meta-cloud
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY, SECOND } from '@tandem/domain';
import { mediaRef } from '../media/media-of.js';
import { startStory, type Story } from '../testing/story.js';

const sari = '6281234500001';
const menu = Buffer.from('nasi goreng, 25.000');
const document = { type: 'document', document: { filename: 'menu of today.txt' }, file: { mimeType: 'text/plain', base64: menu.toString('base64') } };

describe('media over HTTP', () => {
  let story: Story;
  let thief: Server;
  /** Calls of whoever followed an address of his. */
  let stolen: string[];

  beforeEach(async () => {
    story = await startStory();
    stolen = [];
    thief = createServer((request, response) => {
      stolen.push(`${request.url} ${request.headers.authorization ?? ''}`);
      response.writeHead(200, { 'content-type': 'image/png' }).end('x');
    });
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    await new Promise((resolve) => thief.close(resolve));
    await story.end();
  });

  const linkOf = (turn = 0): string => {
    const content = story.published.agent.turns[turn]?.messages[0]?.content;
    return content && 'url' in content && content.url !== undefined ? content.url : 'none';
  };
  const stealing = () => `http://127.0.0.1:${(thief.address() as AddressInfo).port}/steal`;

  it('reach the runtime by a link, sealed in between', async () => {
    await story.published.talks(sari, document);
    const fetched = await story.published.happened('MediaFetched');
    expect(fetched.data).toMatchObject({ bytes: menu.length, mimeType: 'text/plain' });
    const answer = await fetch(linkOf());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename*=UTF-8\'\'menu%20of%20today.txt');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await answer.arrayBuffer()).equals(menu)).toBe(true);
  });

  it('may come later than the turn: the link says so until they are there', async () => {
    story.published.fails({ fault: 'refuse', code: 131000, httpStatus: 500, transient: true, on: 'media' });
    await story.published.talks(sari, document);
    const early = await fetch(linkOf());
    expect([early.status, early.headers.get('retry-after'), await early.json()]).toEqual([202, '2', { status: 'fetching' }]);
    await story.advance(6 * SECOND);
    await story.published.happened('MediaFetched');
    expect((await fetch(linkOf())).status).toBe(200);
  });

  it('that never come say so', async () => {
    await story.published.talks(sari, { type: 'image', image: { id: 'no-such-medium', mime_type: 'image/png' } });
    await story.published.happened('MediaNotFetched');
    expect((await fetch(linkOf())).status).toBe(404);
  });

  it('are given to nobody without the link as it was made, nor after a day', async () => {
    await story.published.talks(sari, document);
    await story.published.happened('MediaFetched');
    const link = new URL(linkOf());
    const other = (change: (url: URL) => void) => {
      const url = new URL(link);
      change(url);
      return fetch(url).then(({ status }) => status);
    };
    expect(await other(({ searchParams }) => searchParams.delete('proof'))).toBe(404);
    expect(await other(({ searchParams }) => searchParams.set('proof', 'A'.repeat(43)))).toBe(404);
    expect(await other(({ searchParams }) => searchParams.set('until', String(Date.UTC(2030, 1))))).toBe(404);
    expect(await other((url) => (url.pathname = '/media/..%2F..%2Flog.sqlite'))).toBe(404);
    expect(await other(() => {})).toBe(200);
    await story.advance(DAY);
    expect(await other(() => {})).toBe(404);
  });

  it('are fetched by their id although the body names another address, which sees nothing', async () => {
    const { tried } = story.simulator.inbound(story.published.number.phoneNumberId, { from: sari, ...document });
    await tried;
    await story.published.happened('MediaFetched');
    const calls = () => story.simulator.log(0, 1_000);
    expect(JSON.stringify(calls())).toContain('/');
    await story.published.talks(sari, { type: 'image', image: { id: 'no-such-medium', mime_type: 'image/png', url: stealing() } });
    await story.published.happened('MediaNotFetched');
    expect(stolen).toEqual([]);
    expect(linkOf(1)).toContain(`${story.server().url}/media/`);
  });

  it('without an id are not fetched from an address that is not Meta\'s: no token leaves', async () => {
    const { phoneNumberId, number } = story.published.number;
    const image = { mime_type: 'image/png', url: stealing() };
    await story.simulator.inbound(phoneNumberId, {
      rawValue: {
        messaging_product: 'whatsapp', metadata: { display_phone_number: number, phone_number_id: phoneNumberId },
        contacts: [{ profile: { name: 'Sari' }, wa_id: sari }],
        messages: [{ from: sari, id: 'wamid.hostile', timestamp: String(story.clock.now() / 1000), type: 'image', image }],
      },
    }).tried;
    const refused = await story.published.happened('MediaNotFetched');
    expect(refused.data.reason).toBe('not an address of Meta');
    expect(stolen).toEqual([]);
    const ref = mediaRef(story.server().context.vault, story.published.channel, refused.data.message);
    expect(await story.server().context.content.get(ref)).toEqual({ kind: 'none' });
  });

  it('that are larger than the limit are refused', async () => {
    await story.end();
    story = await startStory({ config: { mediaMaxBytes: menu.length - 1 } });
    await story.published.talks(sari, document);
    expect((await story.published.happened('MediaNotFetched')).data.reason).toBe('too large');
  });
});
