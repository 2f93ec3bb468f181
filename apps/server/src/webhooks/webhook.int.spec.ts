// needs the protocol: meta-cloud
// needs the protocol: qontak
import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINUTE, intakeStream, webhooksStream, type IntakeEvent, type RecordedEvent, type WebhookReceived } from '@tandem/domain';
import { manualClock } from '@tandem/domain/testing';
import { configWith, type Config } from '../config.js';
import { silentLog } from '../logging/log.js';
import { createServer, type RunningServer, type ServerOptions } from '../server.js';
import { openStores } from '../stores.js';
import { aNumber, by, connectMeta, saveMetaCredentials, saved, signed } from '../testing/installation.js';
import { roomProvider } from '../testing/room-protocol.js';
import { MAX_BODY_BYTES } from './accept-webhook.js';
import { openBody } from './receipt-body.js';

const channel = 'a1.published';
const closing: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const start = async (
  eventStore: 'memory' | 'sqlite', options: ServerOptions = {}, config: Partial<Config> = {},
): Promise<RunningServer & { address: string }> => {
  const data = mkdtempSync(join(tmpdir(), 'tandem-webhooks-'));
  closing.push(() => rmSync(data, { recursive: true, force: true }));
  const server = await createServer(configWith({ port: 0, eventStore, data, ...config }), { log: silentLog, ...options });
  closing.push(() => server.close());
  return { ...server, address: await connectMeta(server.context.procedures, channel) };
};

type Call = { body?: string | Uint8Array; headers?: Record<string, string>; address?: string; method?: string };

const call = async (server: { url: string; address: string }, { body, headers = {}, address, method = 'POST' }: Call) => {
  const answer = await fetch(`${server.url}/webhooks/meta-cloud/${address ?? server.address}`, {
    method, headers, body: body as string,
  });
  return { status: answer.status, body: await answer.text(), type: answer.headers.get('content-type') };
};

const receipts = async ({ context }: RunningServer, of: typeof channel | 'a1.draft' = channel) => {
  const { events } = await context.store.read(webhooksStream(of, context.writer));
  return events as readonly RecordedEvent<WebhookReceived>[];
};

const bodies = async (server: RunningServer): Promise<(string | undefined)[]> => {
  const opened = (await receipts(server)).map(async ({ data }) => {
    const bytes = await openBody(server.context.vault, data.body);
    return bytes && Buffer.from(bytes).toString('utf8');
  });
  return Promise.all(opened);
};

const refusedIn = async ({ context }: RunningServer) => {
  const { events } = await context.store.read(intakeStream(channel));
  return (events as readonly RecordedEvent<IntakeEvent>[]).flatMap(({ type, data }) =>
    type === 'CallsRefused' ? [(data as Extract<IntakeEvent, { type: 'CallsRefused' }>['data']).counts] : []);
};

describe.each(['memory', 'sqlite'] as const)('a webhook on the %s store', (eventStore) => {
  it('is answered 200 with nothing once its receipt stands in the log, byte for byte', async () => {
    const server = await start(eventStore);
    const body = '{"entry":[{"changes":[{"value":{"text":"\\u00e4\\/ é"}}]}]}';
    expect(await call(server, { body, headers: { ...signed(body), 'content-type': 'application/json' } })).toMatchObject({ status: 200, body: '' });
    expect(await bodies(server)).toEqual([body]);
    const [receipt] = await receipts(server);
    expect(receipt?.data).toMatchObject({ bytes: Buffer.byteLength(body), contentType: 'application/json' });
    expect(receipt?.meta.prev).toBeUndefined();
  });

  it('is verified over the raw bytes: the same JSON written otherwise is refused', async () => {
    const server = await start(eventStore);
    const headers = signed('{"a":"\\u00e4"}');
    expect((await call(server, { body: '{"a":"ä"}', headers })).status).toBe(401);
    expect((await call(server, { body: '{"a":"\\u00e4"}', headers })).status).toBe(200);
  });

  it('is refused without a signature, in the words of every refusal', async () => {
    const server = await start(eventStore);
    const missing = await call(server, { body: '{}' });
    const wrong = await call(server, { body: '{}', headers: signed('{}', 'another secret') });
    const unknown = await call(server, { body: '{}', headers: signed('{}'), address: 'nowhere' });
    expect([missing.status, wrong.status, unknown.status]).toEqual([401, 401, 404]);
    expect(new Set([missing.body, wrong.body, unknown.body])).toEqual(new Set(['refused']));
    expect(await receipts(server)).toEqual([]);
  });

  it('becomes a receipt whatever its body and content type are', async () => {
    const server = await start(eventStore);
    const odd: { body: string; type?: string }[] = [
      { body: '{"broken":', type: 'application/json' },
      { body: '', type: 'application/json' },
      { body: '' },
      { body: '{"__proto__":{"a":1},"constructor":{"prototype":1}}', type: 'application/json' },
      { body: '{}', type: 'text/plain' },
      { body: 'a=b', type: 'application/x-www-form-urlencoded' },
      { body: '{}', type: 'no type at all' },
      { body: '\u0000\u0001', type: 'application/octet-stream' },
      { body: '--x', type: 'multipart/form-data; boundary=x' },
      { body: '[1,2]', type: 'application/json; charset=utf-16' },
    ];
    for (const { body, type } of odd) {
      const headers = { ...signed(body), ...(type && { 'content-type': type }) };
      expect({ body, type, status: (await call(server, { body: Buffer.from(body), headers })).status }).toEqual({ body, type, status: 200 });
    }
    expect(await bodies(server)).toEqual(odd.map(({ body }) => body));
  });

  it('takes 3 MB as Meta sends them, 4 MiB to the byte, and counts one byte more as too large', async () => {
    const server = await start(eventStore);
    for (const size of [3_000_000, MAX_BODY_BYTES]) {
      const body = Buffer.alloc(size, 'ab');
      expect((await call(server, { body, headers: signed(body) })).status).toBe(200);
    }
    const over = Buffer.alloc(MAX_BODY_BYTES + 1, 'ab');
    expect((await call(server, { body: over, headers: signed(over) })).status).toBe(413);
    expect((await receipts(server)).map(({ data }) => data.bytes)).toEqual([3_000_000, MAX_BODY_BYTES]);
    await server.close();
  });

  it('keeps 1,000 calls at once apart, each with a version of its own', async () => {
    const server = await start(eventStore);
    const wanted = Array.from({ length: 1_000 }, (_, n) => `{"n":${n}}`);
    const answers = await Promise.all(wanted.map((body) => call(server, { body, headers: signed(body) })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const versions = (await receipts(server)).map(({ version }) => version);
    expect(versions).toEqual(Array.from({ length: 1_000 }, (_, n) => n + 1));
    expect(new Set(await bodies(server))).toEqual(new Set(wanted));
  });

  it('of a disconnected channel is still verified and recorded', async () => {
    const server = await start(eventStore);
    await server.context.procedures.channels.disconnect(channel, by());
    expect((await call(server, { body: '{}', headers: signed('{}') })).status).toBe(200);
    expect((await call(server, { body: '{}', headers: signed('{}', 'wrong') })).status).toBe(401);
    expect(await bodies(server)).toEqual(['{}']);
  });

  it('is answered 503 and not acknowledged when the store takes nothing, and works again when it does', async () => {
    let full = false;
    const server = await start(eventStore, {
      openStores: async (config, deps) => {
        const stores = await openStores(config, deps);
        const append: typeof stores.store.append = async (...args) => {
          if (full) throw new Error('disk full');
          return stores.store.append(...args);
        };
        return { ...stores, store: { ...stores.store, append } };
      },
    });
    expect((await call(server, { body: '1', headers: signed('1') })).status).toBe(200);
    full = true;
    const answers = await Promise.all(['2', '3', '4'].map((body) => call(server, { body, headers: signed(body) })));
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(await (await fetch(`${server.url}/health/ready`)).json()).toEqual({ status: 'not-ready', reasons: ['StoreRefusesWrites'] });
    full = false;
    expect((await call(server, { body: '5', headers: signed('5') })).status).toBe(200);
    expect(await bodies(server)).toEqual(['1', '5']);
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
  });
});

describe('refused calls', () => {
  it('are appended at once, and then at most once a minute', async () => {
    const clock = manualClock(Date.UTC(2026, 10, 23));
    const server = await start('memory', { clock });
    for (let n = 0; n < 3; n += 1) await call(server, { body: '{}', headers: signed('{}', 'wrong') });
    await clock.settle();
    expect(await refusedIn(server)).toEqual([{ BadSignature: 1, WrongSecret: 0, TooLarge: 0 }]);
    await clock.advance(MINUTE - 1);
    expect(await refusedIn(server)).toHaveLength(1);
    await clock.advance(1);
    expect((await refusedIn(server)).at(1)).toEqual({ BadSignature: 2, WrongSecret: 0, TooLarge: 0 });
    await clock.advance(10 * MINUTE);
    expect(await refusedIn(server)).toHaveLength(2);
    await call(server, { body: '{}' });
    await clock.settle();
    expect(await refusedIn(server)).toHaveLength(3);
  });

  it('at an unknown address, or under another protocol, are known to the metrics alone', async () => {
    const server = await start('memory');
    const head = await server.context.store.head();
    await call(server, { body: '{}', address: 'nowhere' });
    await fetch(`${server.url}/webhooks/qontak/${server.address}/secret`, { method: 'POST', body: '{}' });
    await fetch(`${server.url}/webhooks/nobody/${server.address}`, { method: 'POST', body: '{}' });
    expect(await server.context.metrics.page()).toContain('tandem_calls_refused_total{reason="UnknownAddress"} 3');
    expect(await server.context.store.head()).toBe(head);
  });
});

describe('an app secret that is replaced', () => {
  const replaced = async (config: Partial<Config> = {}) => {
    const clock = manualClock(Date.UTC(2026, 10, 23));
    const server = await start('memory', { clock }, config);
    const newer = { ...aNumber, appSecret: 'the next app secret' };
    await saveMetaCredentials(server.context.procedures, channel, newer);
    const status = async (appSecret: string) => (await call(server, { body: '{}', headers: signed('{}', appSecret) })).status;
    return { clock, server, older: () => status(aNumber.appSecret), newer: () => status(newer.appSecret) };
  };

  it('is taken beside the new one until an hour after the new one was first used', async () => {
    const { clock, server, older, newer } = await replaced({ roles: ['http'] });
    await clock.advance(48 * 60 * MINUTE);
    expect([await older(), await newer()]).toEqual([200, 200]);
    await clock.settle();
    await clock.advance(60 * MINUTE - 1);
    expect(await older()).toBe(200);
    await clock.advance(1);
    expect([await older(), await newer()]).toEqual([401, 200]);
    const { events } = await server.context.store.read(`channel-${channel}`);
    expect(events.at(-1)?.type).toBe('NewSecretSeen');
  });

  it('is written down as retired when its hour is over', async () => {
    const { clock, server, newer } = await replaced();
    await newer();
    await clock.settle();
    await clock.advance(60 * MINUTE);
    const { events } = await server.context.store.read(`channel-${channel}`);
    expect(events.map(({ type }) => type).slice(-2)).toEqual(['NewSecretSeen', 'WebhookSecretRetired']);
  });
});

describe('a verification request', () => {
  const verifyToken = async ({ context }: RunningServer): Promise<string> => {
    const state = context.directory.byKey(channel)?.state;
    return (await context.vault.open(state!.setups['meta-cloud']!.webhookSecrets[0]!.secret))!;
  };

  it('is answered with its challenge as plain text under the right token only', async () => {
    const server = await start('memory');
    const ask = (token: string, challenge = '1158201444') =>
      call(server, { method: 'GET', address: `${server.address}?hub.mode=subscribe&hub.challenge=${challenge}&hub.verify_token=${token}` });
    expect(await ask(await verifyToken(server), '%3Cb%3E')).toEqual({ status: 200, body: '<b>', type: 'text/plain; charset=utf-8' });
    expect(await ask('guess')).toMatchObject({ status: 403, body: 'refused' });
    expect(await server.context.metrics.page()).toContain('tandem_challenges_answered_total{protocol="meta-cloud"} 1');
  });
});

describe('a caller that goes away in the middle of its body', () => {
  it('leaves nothing behind and disturbs nobody', async () => {
    const server = await start('memory');
    const { port, hostname } = new URL(server.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(`POST /webhooks/meta-cloud/${server.address} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{`, () => socket.destroy());
      });
      socket.on('close', () => resolve());
    });
    expect((await call(server, { body: '{}', headers: signed('{}') })).status).toBe(200);
    expect(await receipts(server)).toHaveLength(1);
  });
});

describe('a webhook that is proven by its path', () => {
  const begin = async () => {
    const data = mkdtempSync(join(tmpdir(), 'tandem-webhooks-'));
    closing.push(() => rmSync(data, { recursive: true, force: true }));
    const server = await createServer(configWith({ port: 0, eventStore: 'memory', data }), { log: silentLog, protocols: [roomProvider().protocol] });
    closing.push(() => server.close());
    const { state } = saved(await server.context.procedures.channels.connect(channel, by(), { protocol: 'qontak', number: aNumber.number }));
    const url = `${server.url}/webhooks/qontak/${state.address}`;
    return { server, url, secret: server.context.directory.byAddress(state.address, 'qontak')?.proofs[0]?.secrets[0] ?? '' };
  };
  const post = async (url: string, body: string, type?: string) =>
    (await fetch(url, { method: 'POST', body: Buffer.from(body), headers: type === undefined ? {} : { 'content-type': type } })).status;

  it('is taken whatever its content type is, byte for byte, and knows under which protocol it came', async () => {
    const { server, url, secret } = await begin();
    const odd: readonly (readonly [string, string?])[] = [
      ['{"id":1}'], ['{"id":1}', 'text/plain'], ['payload=%7B%22id%22%3A1%7D', 'application/x-www-form-urlencoded'], ['{"id":1}', 'nonsense'], [''],
    ];
    for (const [body, type] of odd) expect([body, type, await post(`${url}/${secret}`, body, type)]).toEqual([body, type, 200]);
    expect(await bodies({ ...server })).toEqual(odd.map(([body]) => body));
    expect(new Set((await receipts(server)).map(({ data }) => data.protocol))).toEqual(new Set(['qontak']));
  });

  it('is refused with another secret, or none', async () => {
    const { server, url, secret } = await begin();
    expect([await post(`${url}/${secret}x`, '{}'), await post(url, '{}'), await post(`${url}/`, '{}')]).toEqual([401, 401, 401]);
    expect(await receipts(server)).toEqual([]);
  });

  it('answers a GET by which the provider looks whether somebody is there, and records nothing', async () => {
    const { server, url, secret } = await begin();
    const get = async (address: string) => (await fetch(address)).status;
    expect([await get(`${url}/${secret}`), await get(`${url}/${secret}x`)]).toEqual([200, 401]);
    expect(await receipts(server)).toEqual([]);
  });
});
