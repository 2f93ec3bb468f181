import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { InboundMedia } from '@tandem/domain';
import { startScriptedProvider, type ScriptedAnswer, type ScriptedProvider } from '../scripted-provider.js';
import { createCoster } from './index.js';

const credentials = { accountId: 'a', accessToken: 'token-0123456789' };
const bytes = 'the bytes of a picture';
const image: InboundMedia = { type: 'image', mediaId: '5001', mimeType: 'image/png' };
const sha256 = createHash('sha256').update(bytes).digest('base64');
const picture: ScriptedAnswer = { status: 200, text: bytes, headers: { 'content-type': 'image/jpeg' } };

let coster: ScriptedProvider;
let stranger: ScriptedProvider;
beforeEach(async () => {
  coster = await startScriptedProvider();
  stranger = await startScriptedProvider();
  stranger.answers(picture);
});
afterEach(() => Promise.all([coster.stop(), stranger.stop()]));

const fetchMedia = async (media: InboundMedia, answer: ScriptedAnswer = picture, settings: Record<string, string> = {}) => {
  coster.answers(answer);
  return createCoster({ url: coster.url }).fetchMedia?.(media, { ...credentials, ...settings }, { timeout: 2_000, maxBytes: 1_000 });
};

describe('fetching a medium', () => {
  it('asks the bot API by its id and takes the type of the answer', async () => {
    expect(await fetchMedia(image)).toEqual({ kind: 'fetched', media: { bytes: Buffer.from(bytes), mimeType: 'image/jpeg' } });
    expect(coster.calls[0]).toMatchObject({ method: 'GET', path: '/bot/media/5001' });
    expect(coster.calls[0]?.headers['x-access-token']).toBe('token-0123456789');
  });

  it('takes the webhook\'s word where the answer has no type of its own', async () => {
    const untyped: ScriptedAnswer = { status: 200, text: bytes, headers: { 'content-type': 'application/octet-stream' } };
    expect(await fetchMedia(image, untyped)).toMatchObject({ media: { mimeType: 'image/png' } });
  });

  it('asks where and how the channel\'s settings say', async () => {
    await fetchMedia(image, picture, { baseUrl: `${coster.url}/proxy/`, authHeader: 'Authorization', authScheme: 'Bearer' });
    expect(coster.calls[0]).toMatchObject({ path: '/proxy/bot/media/5001' });
    expect(coster.calls[0]?.headers.authorization).toBe('Bearer token-0123456789');
  });

  it('compares the hash', async () => {
    expect(await fetchMedia({ ...image, sha256 })).toMatchObject({ kind: 'fetched' });
    expect(await fetchMedia({ ...image, sha256: 'f'.repeat(64) })).toMatchObject({ kind: 'retry' });
  });

  it.each<[string, ScriptedAnswer]>([
    ['announces too much', { status: 200, text: 'x'.repeat(1_001), headers: { 'content-type': 'image/png', 'content-length': '1001' } }],
    ['sends too much', { status: 200, text: 'x'.repeat(1_001), headers: { 'content-type': 'image/png', 'transfer-encoding': 'chunked' } }],
    ['does not have it', { status: 404, json: {} }],
    ['has something else than a picture', { status: 200, text: bytes, headers: { 'content-type': 'application/pdf' } }],
    ['has a page that a browser would run', { status: 200, text: bytes, headers: { 'content-type': 'text/html' } }],
  ])('is refused for good when Coster %s', async (_what, answer) => {
    expect(await fetchMedia(image, answer)).toMatchObject({ kind: 'refused' });
  });

  it.each<[string, ScriptedAnswer]>([
    ['is down', { status: 503, text: '' }],
    ['refuses the token', { status: 401, json: {} }],
    ['answers with an error in place of the bytes', { status: 200, json: { errors: [{ code: 1014 }] } }],
    ['does not answer', 'silence'],
    ['loses the connection', 'cut'],
  ])('is to be repeated when Coster %s', async (_what, answer) => {
    expect(await fetchMedia({ type: 'document', mediaId: '5001' }, answer)).toMatchObject({ kind: 'retry' });
  });
});

describe('the access token', () => {
  it('goes to no address that a body names, but to Coster\'s own', async () => {
    expect(await fetchMedia({ type: 'image', url: `${stranger.url}/steal` })).toMatchObject({ kind: 'refused' });
    expect(stranger.calls).toEqual([]);
    expect(await fetchMedia({ type: 'image', url: `${coster.url}/files/1` })).toMatchObject({ kind: 'fetched' });
  });

  it('follows no redirection', async () => {
    const away: ScriptedAnswer = { status: 302, text: '', headers: { location: `${stranger.url}/steal` } };
    expect(await fetchMedia(image, away)).toMatchObject({ kind: 'retry' });
    expect(stranger.calls).toEqual([]);
  });

  it.each(['../../v1/a/messages', '..', 'a/b', 'a?b', ''])('is not led astray by the id %s', async (mediaId) => {
    expect(await fetchMedia({ type: 'image', mediaId })).toMatchObject({ kind: 'refused' });
    expect(coster.calls).toEqual([]);
  });
});
