import type { LookupAddress } from 'node:dns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { InboundMedia } from '@tandem/domain';
import { startScriptedProvider, type ScriptedAnswer, type ScriptedProvider } from '../scripted-provider.js';
import { canBePublic, isPublicAddress, publicLookup } from './addresses.js';
import { trustOf } from './download.js';
import { createQontak } from './index.js';

const credentials = { channelIntegrationId: 'channel-1', token: 'user-token-0123456789' };
const content = (text: string, type = 'image/jpeg'): ScriptedAnswer => ({ status: 200, text, headers: { 'content-type': type } });

let provider: ScriptedProvider;
beforeEach(async () => {
  provider = await startScriptedProvider();
});
afterEach(() => provider.stop());

const fetchMedia = (media: InboundMedia, ...script: readonly ScriptedAnswer[]) => {
  provider.answers(...script);
  return createQontak({ url: provider.url }).fetchMedia?.(media, credentials, { timeout: 2_000, maxBytes: 1_000 });
};
const image = (path = '/photo.jpg'): InboundMedia => ({ type: 'image', url: `${provider.url}${path}` });

describe('fetching a customer\'s medium', () => {
  it('brings bytes and type, without any token', async () => {
    expect(await fetchMedia(image(), content('bytes'))).toEqual({ kind: 'fetched', media: { bytes: Buffer.from('bytes'), mimeType: 'image/jpeg' } });
    expect(provider.calls[0]?.headers).not.toHaveProperty('authorization');
  });

  it('takes the type by the name where a store calls every file a stream of bytes', async () => {
    expect(await fetchMedia(image(), content('bytes', 'binary/octet-stream'))).toMatchObject({ media: { mimeType: 'image/jpeg' } });
    expect(await fetchMedia(image('/photo'), content('bytes', 'binary/octet-stream'))).toMatchObject({ kind: 'refused' });
    expect(await fetchMedia({ ...image('/photo.exe'), type: 'document' }, content('bytes', 'binary/octet-stream')))
      .toMatchObject({ media: { mimeType: 'binary/octet-stream' } });
  });

  it('follows a redirection to an address that may be read, and no other', async () => {
    const to = (location: string): ScriptedAnswer => ({ status: 302, text: '', headers: { location } });
    expect(await fetchMedia(image(), to('/other.jpg'), content('bytes'))).toMatchObject({ kind: 'fetched' });
    for (const location of ['http://10.0.0.1/a.jpg', 'https://169.254.169.254/latest', 'http://files.example/a.jpg', 'file:///etc/passwd', 'https://[::1]/']) {
      expect(await fetchMedia(image(), to(location))).toEqual({ kind: 'refused', reason: 'not a public https address' });
    }
    expect(await fetchMedia(image(), to('/loop.jpg'))).toEqual({ kind: 'refused', reason: 'too many redirections' });
  });

  it.each<[string, ScriptedAnswer, string]>([
    ['is larger than was asked for', content('x'.repeat(1_001)), 'refused'],
    ['sends more than it announced', { status: 200, text: 'x'.repeat(1_001), headers: { 'content-type': 'image/jpeg', 'transfer-encoding': 'chunked' } }, 'refused'],
    ['would run in a browser', content('<svg/>', 'image/svg+xml'), 'refused'],
    ['is gone', { status: 404, text: '' }, 'refused'],
    ['has nothing in it', { status: 204, text: '' }, 'refused'],
    ['is down', { status: 502, text: '' }, 'retry'],
    ['is silent', 'silence', 'retry'],
    ['is cut', 'cut', 'retry'],
  ])('that %s: %#', async (_what, answer, kind) => {
    expect(await fetchMedia(image(), answer)).toMatchObject({ kind });
  });

  it('has nothing to go by without an address', async () => {
    expect(await fetchMedia({ type: 'image', mediaId: '1' })).toMatchObject({ kind: 'refused' });
    expect(provider.calls).toEqual([]);
  });
});

describe('an address that somebody else named', () => {
  const real = {};
  const simulated = { url: 'http://127.0.0.1:7401/qontak' };

  it.each<[string, boolean, boolean]>([
    ['https://cdn.qontak.com/a.jpg', true, true],
    ['https://cdn.qontak.com:8443/a.jpg', true, true],
    ['http://cdn.qontak.com/a.jpg', false, false],
    ['http://127.0.0.1:7401/a.jpg', false, true],
    ['http://localhost:9/a.jpg', false, true],
    ['https://127.0.0.1/a.jpg', false, false],
    ['https://intranet/a.jpg', false, false],
    ['https://printer.local/a.jpg', false, false],
    ['https://user:pass@cdn.qontak.com/a.jpg', false, false],
    ['https://[2606:4700::1]/a.jpg', true, true],
    ['https://[fd00::1]/a.jpg', false, false],
    ['ftp://cdn.qontak.com/a.jpg', false, false],
    ['nonsense', false, false],
  ])('%s is read: by an installation %s, by one with a simulator %s', (address, inReality, inSimulation) => {
    expect([trustOf(address, real) !== undefined, trustOf(address, simulated) !== undefined]).toEqual([inReality, inSimulation]);
  });

  it('is public only where the whole internet could read it', () => {
    for (const address of ['8.8.8.8', '172.15.0.1', '2606:4700::1']) expect(isPublicAddress(address)).toBe(true);
    const others = ['0.0.0.0', '10.1.1.1', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.16.0.1', '192.168.0.1', '198.18.0.1', '224.0.0.1',
      '255.255.255.255', '::', '::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', 'fe80::1', 'fc00::1', 'ff02::1', '2002:a00:1::', '2001:db8::1', 'x', ''];
    expect(others.filter(isPublicAddress)).toEqual([]);
    expect(['localhost', 'a', '10.0.0.1', '[::1]', 'a.internal', 'a.localhost.'].filter(canBePublic)).toEqual([]);
  });

  it('is judged once more by what its name stands for', async () => {
    const found = await new Promise<[Error | null, string | LookupAddress[]]>((resolve) => {
      publicLookup('localhost', { all: true }, (error, addresses) => resolve([error, addresses]));
    });
    expect(found).toEqual([expect.objectContaining({ code: 'NOT_PUBLIC' }), []]);
  });
});
