import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { InboundMedia } from '@tandem/domain';
import { startScriptedProvider, type ScriptedAnswer, type ScriptedProvider } from '../scripted-provider.js';
import { createMetaCloud } from './index.js';
import { trustOf } from './media.js';

const credentials = { phoneNumberId: '2001', accessToken: 'token-0123456789' };
const image: InboundMedia = { type: 'image', mediaId: '5001' };
const bytes = 'the bytes of a picture';
const hash = createHash('sha256').update(bytes);
const inHex = hash.copy().digest('hex');
const inBase64 = hash.copy().digest('base64');

let graph: ScriptedProvider;
let stranger: ScriptedProvider;
beforeEach(async () => {
  graph = await startScriptedProvider();
  stranger = await startScriptedProvider();
  stranger.answers({ status: 200, text: 'got you' });
});
afterEach(() => Promise.all([graph.stop(), stranger.stop()]));

const facts = (more: Record<string, unknown> = {}): ScriptedAnswer =>
  ({ status: 200, json: { id: '5001', url: `${graph.url}/download/5001`, mime_type: 'image/jpeg', sha256: inHex, file_size: bytes.length, ...more } });
const content: ScriptedAnswer = { status: 200, text: bytes, headers: { 'content-type': 'image/jpeg' } };

const fetchMedia = async (media: InboundMedia, ...script: readonly ScriptedAnswer[]) => {
  graph.answers(...script);
  return createMetaCloud({ graphUrl: graph.url }).fetchMedia?.(media, credentials, { timeout: 2_000, maxBytes: 1_000 });
};

describe('fetching a medium', () => {
  it('asks for its address by id and brings bytes and type', async () => {
    expect(await fetchMedia(image, facts(), content)).toEqual({
      kind: 'fetched', media: { bytes: Buffer.from(bytes), mimeType: 'image/jpeg' },
    });
    expect(graph.calls.map(({ path }) => path)).toEqual(['/v25.0/5001?phone_number_id=2001', '/download/5001']);
    expect(graph.calls.every(({ headers }) => headers.authorization === 'Bearer token-0123456789')).toBe(true);
  });

  it('compares the hash, in hex or in base64', async () => {
    expect(await fetchMedia(image, facts({ sha256: inBase64 }), content)).toMatchObject({ kind: 'fetched' });
    expect(await fetchMedia({ ...image, sha256: inBase64 }, facts({ sha256: undefined }), content)).toMatchObject({ kind: 'fetched' });
    expect(await fetchMedia(image, facts({ sha256: 'f'.repeat(64) }), content)).toMatchObject({ kind: 'retry' });
  });

  it('asks once more for an address that has expired, and only once', async () => {
    const gone: ScriptedAnswer = { status: 404, text: '' };
    expect(await fetchMedia(image, facts(), gone, facts(), content)).toMatchObject({ kind: 'fetched' });
    expect(await fetchMedia(image, facts(), gone, facts(), gone)).toMatchObject({ kind: 'retry' });
    expect(graph.calls).toHaveLength(8);
  });

  it.each<[string, () => readonly ScriptedAnswer[]]>([
    ['says that it is too large', () => [facts({ file_size: 1_001 })]],
    ['sends more than was announced', () => [facts(), { status: 200, text: 'x'.repeat(1_001), headers: { 'transfer-encoding': 'chunked' } }]],
    ['announces too much', () => [facts(), { status: 200, text: 'x'.repeat(1_001), headers: { 'content-length': '1001' } }]],
    ['does not have it', () => [{ status: 404, json: { error: { code: 100 } } }]],
    ['has something else than a picture', () => [facts({ mime_type: 'application/pdf' }), content]],
    ['has a page that a browser would run', () => [facts({ mime_type: 'text/html' }), content]],
  ])('is refused for good when Meta %s', async (_what, script) => {
    expect(await fetchMedia(image, ...script())).toMatchObject({ kind: 'refused' });
  });

  it.each<[string, () => readonly ScriptedAnswer[]]>([
    ['is down', () => [{ status: 503, text: '' }]],
    ['refuses the token', () => [{ status: 401, json: { error: { code: 190 } } }]],
    ['does not answer', () => ['silence']],
    ['loses the connection while downloading', () => [facts(), 'cut']],
    ['is down while downloading', () => [facts(), { status: 500, text: '' }]],
  ])('is to be repeated when Meta %s', async (_what, script) => {
    expect(await fetchMedia(image, ...script())).toMatchObject({ kind: 'retry' });
  });

  it('takes no active document, and takes a quiet one', async () => {
    const document: InboundMedia = { type: 'document', mediaId: '5001' };
    expect(await fetchMedia(document, facts({ mime_type: 'image/svg+xml' }), content)).toMatchObject({ kind: 'refused' });
    expect(await fetchMedia(document, facts({ mime_type: 'application/pdf' }), content)).toMatchObject({ kind: 'fetched' });
  });
});

describe('the access token', () => {
  it('goes to no address that a body names', async () => {
    expect(await fetchMedia({ type: 'image', url: `${stranger.url}/steal` }, content)).toMatchObject({ kind: 'refused' });
    expect(stranger.calls).toEqual([]);
  });

  it('goes to no address that an answer names', async () => {
    expect(await fetchMedia(image, facts({ url: `${stranger.url}/steal` }))).toMatchObject({ kind: 'refused' });
    expect(stranger.calls).toEqual([]);
  });

  it('follows no redirection to another host', async () => {
    const away: ScriptedAnswer = { status: 302, text: '', headers: { location: `${stranger.url}/steal` } };
    expect(await fetchMedia(image, facts(), away)).toMatchObject({ kind: 'refused' });
    expect(stranger.calls).toEqual([]);
  });

  it('follows a redirection within the host, but not for ever', async () => {
    const onwards: ScriptedAnswer = { status: 302, text: '', headers: { location: '/elsewhere' } };
    expect(await fetchMedia(image, facts(), onwards, content)).toMatchObject({ kind: 'fetched' });
    expect(await fetchMedia(image, facts(), onwards, onwards, onwards, onwards)).toMatchObject({ kind: 'refused' });
  });

  it('is not led astray by an id that is a path', async () => {
    expect(await fetchMedia({ type: 'image', mediaId: '../me/accounts' }, facts())).toMatchObject({ kind: 'refused' });
    expect(graph.calls).toEqual([]);
  });

  it.each([
    ['https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1', 'token'],
    ['https://graph.facebook.com/v25.0/1', 'token'],
    ['https://scontent.xx.fbcdn.net/v/t1', 'bytes'],
    ['http://lookaside.fbsbx.com/a', 'none'],
    ['https://lookaside.fbsbx.com:8443/a', 'none'],
    ['https://lookaside.fbsbx.com.evil.example/a', 'none'],
    ['https://lookaside.fbsbx.com@evil.example/a', 'none'],
    ['https://user:pass@lookaside.fbsbx.com/a', 'none'],
    ['https://apps.fbsbx.com/a', 'none'],
    ['https://evilfbcdn.net/a', 'none'],
    ['http://graph.facebook.com/v25.0/1', 'none'],
    ['http://127.0.0.1/a', 'none'],
    ['file:///etc/passwd', 'none'],
    ['', 'none'],
  ])('%s is trusted with: %s', (address, trust) => {
    expect(trustOf(address, { graphUrl: 'https://graph.facebook.com', version: 'v25.0' })).toBe(trust);
  });

  it('goes in clear to no configured API but one on this machine', () => {
    const trust = (graphUrl: string): string => trustOf(`${graphUrl}/a`, { graphUrl, version: 'v25.0' });
    expect([trust('http://127.0.0.1:7401'), trust('http://graph.example')]).toEqual(['token', 'none']);
  });
});
