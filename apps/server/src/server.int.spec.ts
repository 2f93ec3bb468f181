// needs the protocol: meta-cloud
import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedEvent, WebhookReceived } from '@tandem/domain';
import { configWith, type Config } from './config.js';
import { createLog, silentLog } from './logging/log.js';
import { createServer, type ServerOptions } from './server.js';
import { aNumber, connectMeta, signed } from './testing/installation.js';
import { openBody } from './webhooks/receipt-body.js';

const channel = 'a1.published';
const closing: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const dataFolder = (): string => {
  const data = mkdtempSync(join(tmpdir(), 'tandem-server-'));
  closing.push(() => rmSync(data, { recursive: true, force: true }));
  return data;
};

const start = async (config: Partial<Config> = {}, options: ServerOptions = {}) => {
  const server = await createServer(configWith({ port: 0, eventStore: 'memory', ...config }), { log: silentLog, ...options });
  closing.push(() => server.close());
  return server;
};

const post = (url: string, address: string, body = '{}', secret = aNumber.appSecret) =>
  fetch(`${url}/webhooks/meta-cloud/${address}`, { method: 'POST', body, headers: signed(body, secret) });

describe('the server', () => {
  it('says that it lives, that it is ready, and what it has counted', async () => {
    const { url } = await start();
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: 'ok' });
    const ready = await fetch(`${url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', reasons: [] }]);
    const metrics = await fetch(`${url}/metrics`);
    expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await metrics.text()).toContain('process_cpu_seconds_total');
    expect((await fetch(`${url}/nothing.txt`)).status).toBe(404);
  });

  it('has after a second start everything that the first left', async () => {
    const data = dataFolder();
    const first = await start({ eventStore: 'sqlite', data });
    const address = await connectMeta(first.context.procedures, channel);
    expect((await post(first.url, address, 'one')).status).toBe(200);
    await first.close();

    const second = await start({ eventStore: 'sqlite', data });
    expect((await post(second.url, address, 'two')).status).toBe(200);
    expect(second.context.writer).toBe(first.context.writer);
    const { events } = await second.context.store.read(`webhooks-${channel}.${second.context.writer}`);
    const bodies = await Promise.all((events as readonly RecordedEvent<WebhookReceived>[]).map(({ data: { body } }) => openBody(second.context.vault, body)));
    expect(bodies.map((body) => Buffer.from(body!).toString())).toEqual(['one', 'two']);
  });

  it('keeps texts, numbers and secrets out of its data folder and of its log', async () => {
    const data = dataFolder();
    const written: string[] = [];
    const log = createLog({ level: 'debug', destination: { write: (line: string) => void written.push(line) } });
    const { url, context, close } = await start({ eventStore: 'sqlite', data }, { log });
    const address = await connectMeta(context.procedures, channel);
    const body = JSON.stringify({ from: '6281999888777', text: { body: 'my order is late' } });
    await post(url, address, body);
    await post(url, address, body, 'wrong');
    await post(url, 'nowhere', body);
    await fetch(`${url}/webhooks/%E0%A4%A/6281999888777`, { method: 'POST', body });
    await fetch(`${url}/6281999888777`);
    await close();
    expect(written.length).toBeGreaterThan(0);
    const logged = written.join('');
    const onDisk = readdirSync(data).map((file) => readFileSync(join(data, file), 'latin1')).join('');
    for (const hidden of ['6281999888777', 'my order is late', aNumber.appSecret, 'access token of the trial', address]) {
      expect(logged).not.toContain(hidden);
      if (hidden !== address) expect(onDisk).not.toContain(hidden);
    }
    expect(onDisk).toContain('WebhookReceived');
  });

  it('does not work on receipts in a process that only takes calls, and takes none in one that only works', async () => {
    let ways = 0;
    const createWay = () => {
      ways += 1;
      return { start: async () => {}, stop: async () => {} };
    };
    await start({ roles: ['http'] }, { createWay });
    expect(ways).toBe(0);
    const worker = await start({ roles: ['worker'] }, { createWay });
    expect(ways).toBe(1);
    const address = await connectMeta(worker.context.procedures, channel);
    expect((await post(worker.url, address)).status).toBe(404);
    expect((await fetch(`${worker.url}/health/ready`)).status).toBe(200);
  });
});

describe('a stop', () => {
  it('answers what is under way, refuses what comes, stops the workers and loses nothing', async () => {
    const data = dataFolder();
    const order: string[] = [];
    const server = await start({ eventStore: 'sqlite', data }, {
      createWay: () => ({ start: async () => void order.push('start'), stop: async () => void order.push('stop') }),
    });
    const address = await connectMeta(server.context.procedures, channel);
    const answers: Promise<number>[] = [];
    const ask = (n: number) => post(server.url, address, `call ${n}`).then(({ status }) => status, () => 0);
    for (let n = 0; n < 200; n += 1) answers.push(ask(n));
    await Promise.race(answers);
    const closed = server.close();
    for (let n = 200; n < 220; n += 1) answers.push(ask(n));
    const began = performance.now();
    await closed;
    expect(performance.now() - began).toBeLessThan(5_000);
    const statuses = await Promise.all(answers);
    const again = await start({ eventStore: 'sqlite', data });
    const { version } = await again.context.store.read(`webhooks-${channel}.${again.context.writer}`);
    expect(version).toBe(statuses.filter((status) => status === 200).length);
    expect(version).toBeGreaterThan(0);
    expect(new Set(statuses)).not.toContain(500);
    expect(order).toEqual(['start', 'stop']);
  });

  it('closes the log also when a worker fails to stop', async () => {
    const data = dataFolder();
    const createWay = () => ({ start: async () => {}, stop: () => Promise.reject(new Error('stuck')) });
    const server = await start({ eventStore: 'sqlite', data }, { createWay });
    await server.close();
    expect(readdirSync(data).filter((file) => file.endsWith('-wal') || file.startsWith('lock'))).toEqual([]);
    await (await start({ eventStore: 'sqlite', data })).close();
  });

  it('does not wait for a worker that does not stop, nor for a connection that stays open', async () => {
    const server = await start({}, { createWay: () => ({ start: async () => {}, stop: () => new Promise(() => {}) }) });
    const { port, hostname } = new URL(server.url);
    const half = connect(Number(port), hostname).on('error', () => {});
    closing.push(() => void half.destroy());
    await new Promise((sent) => half.write('POST /webhooks/meta-cloud/x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf', sent));
    await fetch(`${server.url}/health/live`, { keepalive: true });
    const began = performance.now();
    await server.close();
    expect(performance.now() - began).toBeLessThan(5_000);
    await expect(fetch(`${server.url}/health/live`)).rejects.toThrow();
  });
});
