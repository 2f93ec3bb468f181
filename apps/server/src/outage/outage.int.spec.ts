// needs the protocol: meta-cloud
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY, webhooksStream, type Clock, type RecordedEvent, type WebhookReceived } from '@tandem/domain';
import { manualClock } from '@tandem/domain/testing';
import { startKurrentDouble, type KurrentDouble } from '@tandem/event-store/kurrentdb/testing';
import { configWith, type Config } from '../config.js';
import { silentLog } from '../logging/log.js';
import { createServer, type RunningServer } from '../server.js';
import { aNumber, connectMeta, saveMetaCredentials, saved, signed } from '../testing/installation.js';
import { openBody } from '../webhooks/receipt-body.js';

const channel = 'a1.published';
const masterKeys = [randomBytes(32).toString('base64')];
/** What a call may take that the database does not answer: its patience, and a busy machine. */
const BOUND = 4_000;

describe('a server whose database goes away', () => {
  let database: KurrentDouble;
  let data: string;
  let address: string;
  const running = new Set<RunningServer>();
  const aborts: AbortController[] = [];

  beforeEach(async () => {
    data = mkdtempSync(join(tmpdir(), 'tandem-away-'));
    database = await startKurrentDouble();
  });
  afterEach(async () => {
    for (const abort of aborts.splice(0)) abort.abort();
    for (const server of running) await server.close();
    running.clear();
    await database.stop();
    rmSync(data, { recursive: true, force: true });
  });

  const config = (more: Partial<Config> = {}) => configWith({ port: 0, eventStore: database.url, data, masterKeys, ...more });
  const start = async (more: Partial<Config> = {}, clock?: Clock): Promise<RunningServer> => {
    const server = await createServer(config(more), { log: silentLog, clock });
    running.add(server);
    return server;
  };
  /** A start that finds no database: where it listens, and the whole server once there is one. */
  const startWithout = async (): Promise<{ url: string; whole: Promise<RunningServer> }> => {
    const abort = new AbortController();
    aborts.push(abort);
    const told = Promise.withResolvers<string>();
    const whole = createServer(config(), { log: silentLog, stop: abort.signal, onAway: told.resolve });
    whole.then((server) => running.add(server), told.reject);
    return { url: await told.promise, whole };
  };
  const stop = async (server: RunningServer): Promise<void> => {
    running.delete(server);
    await server.close();
  };
  const goAway = () => database.stop();
  const comeBack = async () => void (database = await startKurrentDouble({ log: database.log, port: database.port }));
  const connected = async (more: Partial<Config> = {}, clock?: Clock): Promise<RunningServer> => {
    const server = await start(more, clock);
    address = await connectMeta(server.context.procedures, channel);
    return server;
  };

  const call = async ({ url }: { url: string }, body: string, secret?: string): Promise<{ status: number; milliseconds: number }> => {
    const from = performance.now();
    const { status } = await fetch(`${url}/webhooks/meta-cloud/${address}`, { method: 'POST', headers: signed(body, secret), body });
    return { status, milliseconds: performance.now() - from };
  };
  const until = async (is: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await is())) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const spooled = (server: RunningServer): number => server.context.outage?.standing().spooled ?? 0;
  const bodies = async ({ context }: RunningServer): Promise<string[]> => {
    const { events } = await context.store.read(webhooksStream(channel, context.writer));
    const opened = (events as readonly RecordedEvent<WebhookReceived>[]).map(async (event) => Buffer.from((await openBody(context.vault, event.data.body)) ?? []).toString());
    return Promise.all(opened);
  };
  const get = async (url: string, path: string) => {
    const answer = await fetch(`${url}${path}`);
    return { status: answer.status, text: await answer.text() };
  };

  it('answers every call 200 in time, and has each once and in its order when the database is back', async () => {
    const server = await connected();
    const senders = 10;
    let sending = true;
    const answers: { status: number; milliseconds: number }[] = [];
    const sent: string[] = [];
    const send = async (sender: number): Promise<void> => {
      for (let n = 0; sending; n += 1) {
        const body = JSON.stringify({ sender, n });
        sent.push(body);
        answers.push(await call(server, body));
      }
    };
    const all = Array.from({ length: senders }, (_, n) => send(n));
    await until(() => answers.length > 100);
    await goAway();
    const before = answers.length;
    await until(() => answers.length > before + 500);
    expect(spooled(server)).toBeGreaterThan(400);
    await comeBack();
    await until(() => spooled(server) === 0);
    sending = false;
    await Promise.all(all);
    await until(() => spooled(server) === 0);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(Math.max(...answers.map(({ milliseconds }) => milliseconds))).toBeLessThan(BOUND);
    const found = await bodies(server);
    expect(found.toSorted()).toEqual(sent.toSorted());
    for (let sender = 0; sender < senders; sender += 1) {
      const order = found.map((body) => JSON.parse(body) as { sender: number; n: number }).filter((one) => one.sender === sender).map(({ n }) => n);
      expect(order).toEqual(order.map((_, n) => n));
    }
  }, 60_000);

  it('has a call once whose append was done and whose answer was lost', async () => {
    const server = await connected();
    await call(server, 'first');
    database.faults.plan('append', 'lost', { times: 3, stream: (name) => name.startsWith('webhooks-') });
    expect((await call(server, 'lost')).status).toBe(200);
    expect(spooled(server)).toBe(1);
    expect((await call(server, 'next')).status).toBe(200);
    await until(() => spooled(server) === 0);
    expect(await bodies(server)).toEqual(['first', 'lost', 'next']);
  }, 60_000);

  it('waits out a password that is not taken, and another leader', async () => {
    const server = await connected();
    await call(server, 'first');
    database.faults.plan('append', 'denied', { times: 3, stream: (name) => name.startsWith('webhooks-') });
    expect((await call(server, 'denied')).status).toBe(200);
    await until(() => spooled(server) === 0);
    database.faults.plan('append', 'not-leader', { times: 1 });
    expect((await call(server, 'elsewhere')).status).toBe(200);
    await until(() => spooled(server) === 0);
    expect(server.context.outage?.standing()).toMatchObject({ setAside: 0 });
    expect(await bodies(server)).toEqual(['first', 'denied', 'elsewhere']);
  }, 60_000);

  it('says so on its health page, in its metrics and to the CMS, stays ready, and refuses changes at once', async () => {
    const server = await connected();
    await call(server, 'first');
    await until(() => server.context.outage?.standing().awaySince === undefined && spooled(server) === 0);
    expect(JSON.parse((await get(server.url, '/health/ready')).text)).toEqual({ status: 'ready', reasons: [], database: { spooled: 0, setAside: 0, full: false } });
    await goAway();
    await call(server, 'a');
    await call(server, 'b');
    const { status, text } = await get(server.url, '/health/ready');
    expect([status, JSON.parse(text)]).toEqual([200, {
      status: 'ready', reasons: [], database: { awaySince: expect.any(Number) as unknown, spooled: 2, setAside: 0, full: false },
    }]);
    const { text: page } = await get(server.url, '/metrics');
    expect(page).toMatch(/^tandem_spooled_receipts 2$/m);
    expect(page).toMatch(/^tandem_spool_bytes [1-9]\d+$/m);
    const change = await fetch(`${server.url}/api/sign-in`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
    expect([change.status, ((await change.json()) as { code: string }).code]).toEqual([503, 'DatabaseAway']);
    await comeBack();
    await until(async () => (await get(server.url, '/health/ready')).text.includes('"database":{"spooled":0'));
  }, 60_000);

  it('answers 503 and is not ready when the spool is full, and loses nothing that it acknowledged', async () => {
    const server = await connected({ spoolMaxBytes: 3_000 });
    await call(server, 'first');
    await goAway();
    const answers: number[] = [];
    for (let n = 0; n < 8; n += 1) answers.push((await call(server, `call ${n}`)).status);
    const kept = answers.flatMap((status, n) => (status === 200 ? [`call ${n}`] : []));
    expect([kept.length > 1, answers.at(-1)]).toEqual([true, 503]);
    expect(await get(server.url, '/health/ready')).toMatchObject({ status: 503, text: expect.stringContaining('SpoolFull') as unknown });
    expect((await get(server.url, '/health/live')).status).toBe(200);
    expect((await get(server.url, '/metrics')).text).toMatch(/tandem_calls_refused_total\{reason="SpoolFull"\} [1-9]/);
    await comeBack();
    await until(() => spooled(server) === 0);
    expect(await bodies(server)).toEqual(['first', ...kept]);
    expect((await call(server, 'later')).status).toBe(200);
  }, 60_000);

  it('takes the largest call that Meta sends in one append of the 24 line; what is larger sealed is kept for a person, and stops nobody', async () => {
    await database.stop();
    database = await startKurrentDouble({ maxAppendSize: 2 ** 20 });
    const server = await connected();
    const message = (n: number) => ({
      from: `62812${30_000_000 + n * 7_919}`, id: `wamid.${randomBytes(24).toString('base64')}`, timestamp: String(1_793_600_000 + n), type: 'text',
      text: { body: `Order ${n}: two plates of nasi goreng, please, and is there a table for ${n % 9} people tonight?` },
    });
    const value = Array.from({ length: 13_800 }, (_, n) => message(n));
    const large = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value: { messages: value } }] }] });
    expect(large.length).toBeGreaterThan(3_000_000);
    const noise = randomBytes(2 ** 20).toString('latin1');
    expect((await call(server, large)).status).toBe(200);
    expect(spooled(server)).toBe(0);
    const { events: [first] } = await server.context.store.read(webhooksStream(channel, server.context.writer));
    expect(JSON.stringify(first?.data).length).toBeLessThan(2 ** 20);
    expect((await call(server, noise)).status).toBe(200);
    await until(() => server.context.outage?.standing().setAside === 1 && spooled(server) === 0);
    expect((await call(server, '{"after":1}')).status).toBe(200);
    expect((await bodies(server)).map((body) => body.length)).toEqual([large.length, '{"after":1}'.length]);
    expect((await get(server.url, '/metrics')).text).toMatch(/tandem_set_aside 1/);
  });

  it('seals on a new day with a key that the vault gets with the calls', async () => {
    const clock = manualClock(Date.UTC(2026, 10, 23, 12));
    const server = await connected({}, clock);
    await call(server, 'monday');
    await goAway();
    await clock.advance(DAY);
    expect((await call(server, 'tuesday')).status).toBe(200);
    expect((await call(server, 'too')).status).toBe(200);
    await comeBack();
    await until(() => spooled(server) === 0);
    expect(await bodies(server)).toEqual(['monday', 'tuesday', 'too']);
    expect((await server.context.vault.keys('receipts-')).filter((key) => /\.[0-9a-f]{8}-2026-11-24$/.test(key))).toHaveLength(1);
  }, 60_000);

  it('starts without it, takes calls in behind those that an earlier process left, and is whole by itself when it is back', async () => {
    const first = await connected();
    await call(first, 'first');
    saved(await saveMetaCredentials(first.context.procedures, channel, { ...aNumber, appSecret: 'another secret' }));
    await until(() => readFileSync(join(data, 'doors.json'), 'utf8').split('fingerprint').length > 3);
    await goAway();
    expect((await call(first, 'before')).status).toBe(200);
    await stop(first);
    const { url, whole } = await startWithout();
    expect((await call({ url }, 'meanwhile')).status).toBe(200);
    expect((await call({ url }, 'by the new secret', 'another secret')).status).toBe(200);
    expect((await call({ url }, 'forged', 'no secret')).status).toBe(401);
    expect(await get(url, '/health/ready')).toMatchObject({ status: 200, text: expect.stringContaining('"spooled":3') as unknown });
    expect(await get(url, '/metrics')).toMatchObject({ status: 200, text: expect.stringContaining('tandem_spooled_receipts 3') as unknown });
    expect(await get(url, '/api/agents')).toMatchObject({ status: 503, text: expect.stringContaining('DatabaseAway') as unknown });
    expect(await get(url, '/')).toMatchObject({ status: 503, text: expect.stringContaining('the database cannot be reached') as unknown });
    await comeBack();
    const server = await whole;
    expect(server.url).toBe(url);
    await until(() => spooled(server) === 0);
    expect((await call(server, 'after')).status).toBe(200);
    expect(await bodies(server)).toEqual(['first', 'before', 'meanwhile', 'by the new secret', 'after']);
    expect((await get(url, '/api/agents')).status).toBe(401);
  }, 60_000);

  it('keeps nothing of a secret or a customer in clear in its folder', async () => {
    const server = await connected();
    await call(server, 'my address is Jalan Melati 7');
    await until(() => readdirSync(data).includes('doors.json'));
    await goAway();
    await call(server, 'my number is 6281234500001');
    const all = readdirSync(data, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => readFileSync(join(data, name), 'latin1')).join('\n');
    for (const word of ['Melati', '6281234500001', aNumber.appSecret, masterKeys[0] ?? '']) expect(all.includes(word)).toBe(false);
  }, 60_000);

  it('cannot start for the first time without it', async () => {
    await goAway();
    await expect(start()).rejects.toThrow(/cannot be reached/);
    expect(readdirSync(data)).toEqual([]);
  }, 60_000);
});
