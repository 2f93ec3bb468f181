// needs the protocol: meta-cloud
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApi, type ApiTrial } from '../testing/api-client.js';

const index = '<!doctype html><html><head><title>Tandem</title></head><body><tandem-root></tandem-root></body></html>';

let folder = '';
let trial: ApiTrial;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-cms-'));
  mkdirSync(join(folder, 'media'));
  for (const [name, text] of Object.entries(
    {
      'index.html': index, 'main-ABCDEFGH.js': 'run()', 'main-ABCDEFGH.js.map': '{}', 'favicon.svg': '<svg/>',
      '.hidden': 'x',
    },
  )) {
    writeFileSync(join(folder, name), text);
  }
  trial = await startApi({}, { cmsFolder: folder });
});
afterAll(async () => {
  await trial.stop();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string, method = 'GET') => trial.nobody.call<string>(method, path);

describe('the CMS', () => {
  it.each(
    ['/', '/agents/a1/channel', '/join', '/sign-in?back=%2F'],
  )('answers %s with its page, whose styles are let in by a number that is used once', async (path) => {
    const [one, other] = [await get(path), await get(path)];
    expect(
      [one.status, one.headers.get('content-type'), one.headers.get('cache-control')],
    ).toEqual([200, 'text/html; charset=utf-8', 'no-cache']);
    const nonce = /<tandem-root ngCspNonce="([^"]+)">/.exec(one.body)?.[1] ?? '';
    expect(one.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(other.body).not.toContain(nonce);
  });

  it('keeps files whose name says what is in them for ever, and asks again for the others', async () => {
    expect((await get('/main-ABCDEFGH.js')).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await get('/favicon.svg')).headers.get('cache-control')).toBe('no-cache');
  });

  it.each(
    [
      '/main-00000000.js', '/main-ABCDEFGH.js.map', '/index.html', '/.hidden', '/..%2f..%2fpackage.json', '/webhooks/x',
      '/api/nothing', '/media/x', '/health/x',
    ],
  )('has no page at %s', async (path) => {
    expect((await get(path)).status).toBeGreaterThanOrEqual(400);
  });

  it('answers an unknown address of the API as the API does', async () => {
    expect(await trial.nobody.problem('GET', '/api/nothing')).toEqual(
      { type: 'about:blank', title: 'There is nothing at this address.', status: 404, code: 'NotFound' },
    );
    expect((await get('/agents', 'POST')).status).toBe(404);
  });
});

describe('what a browser gets', () => {
  it.each(
    ['/', '/main-ABCDEFGH.js', '/api/me', '/api/docs', '/api/nothing'],
  )('at %s may run no script of others, and stand in no frame', async (path) => {
    const { headers } = await get(path);
    const policy = headers.get('content-security-policy') ?? '';
    for (const rule of [
      "default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'self'",
    ]) expect(policy).toContain(rule);
    expect(policy).not.toMatch(/script-src[^;]*unsafe|\*/);
    expect(
      [headers.get('x-content-type-options'), headers.get('referrer-policy'), headers.get('x-frame-options')],
    ).toEqual(['nosniff', 'no-referrer', 'DENY']);
  });

  it('from the API is kept by no browser', async () => {
    expect((await trial.owner.call('GET', '/api/agents')).headers.get('cache-control')).toBe('no-store');
  });
});
