import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE } from '@tandem/domain';
import { manualClock } from '@tandem/domain/testing';
import { startKurrentDouble, type KurrentDouble } from '@tandem/event-store/kurrentdb/testing';
import type { ApiToken, Me } from '@tandem/wire';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configWith } from '../config.js';
import { silentLog } from '../logging/log.js';
import { createServer, type RunningServer } from '../server.js';
import { openStores } from '../stores.js';
import { callerOf, cookieIn, password, signIn, type Caller } from '../testing/api-client.js';
import { lateStore, type LateStore } from '../testing/late-store.js';
import { noon } from '../testing/trial.js';

/** One key for all processes of the installation. */
const masterKeys = [Buffer.alloc(32, 7).toString('base64')];
const email = 'ann@example.com';

describe('people at two server processes on one log', () => {
  const clock = manualClock(noon);
  let database: KurrentDouble;
  let folders: readonly string[];
  let servers: readonly RunningServer[];
  let first: RunningServer;
  let second: RunningServer;
  /** What the second hears, when. */
  let late: LateStore;
  /** The owner, signed in at the first, at both. */
  let here: Caller;
  let there: Caller;

  beforeAll(async () => {
    database = await startKurrentDouble();
    folders = ['a', 'b'].map((name) => mkdtempSync(join(tmpdir(), `tandem-people-${name}-`)));
    const boot = (data = '', open = openStores) =>
      createServer(configWith({ port: 0, eventStore: database.url, masterKeys, data }), { clock, log: silentLog, openStores: open });
    first = await boot(folders[0]);
    second = await boot(folders[1], async (given, deps) => {
      const stores = await openStores(given, deps);
      late = lateStore(stores.store);
      return { ...stores, store: late.store };
    });
    servers = [first, second];
    const owner = { token: first.context.people.firstOwnerLink() ?? '', name: 'Ann', email, password };
    const answer = await callerOf(first.url).call<Me>('POST', '/api/invitations/take', owner);
    const known = { cookie: cookieIn(answer), me: answer.body };
    [here, there] = [callerOf(first.url, known), callerOf(second.url, known)];
  }, 60_000);
  afterAll(async () => {
    for (const server of servers) await server.close();
    await database.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  /** What does not match a subscription moves it on within a tenth of a second of the clock, which passes meanwhile. */
  const inTime = async <T>(work: Promise<T>): Promise<T> => {
    let done = false;
    const ended = () => (done = true);
    work.then(ended, ended);
    while (!done) {
      await clock.advance(100);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return work;
  };

  /** The second hears of what is done here only when it has been asked for something, and has asked so often where the log ends. */
  const askedTooEarly = async <Done, T>(
    change: () => Promise<Done>, ask: (done: Done) => Promise<T>, { except, looks = 1 }: { except?: string; looks?: number } = {},
  ): Promise<T> => {
    late.hold(except);
    try {
      const done = await change();
      const before = late.heads();
      let answered = false;
      const asked = ask(done);
      const ended = () => (answered = true);
      asked.then(ended, ended);
      while (!answered && late.heads() < before + looks) {
        await clock.advance(100);
        await new Promise(setImmediate);
      }
      late.release();
      return await inTime(asked);
    } finally {
      late.release();
    }
  };

  it('are known at the other in the moment in which they signed in, and unknown in the one in which they signed out', async () => {
    const elsewhere = ({ cookie, me }: Caller) => callerOf(second.url, { cookie, me });
    let come: Caller | undefined;
    const seen = await askedTooEarly(() => signIn(first.url, email), (caller) => elsewhere(come = caller).call('GET', '/api/me'));
    expect(seen.status).toBe(200);
    const after = { 'x-tandem-after': '1' };
    const gone = await askedTooEarly(
      async () => come?.call('POST', '/api/sign-out'), () => elsewhere(come as Caller).call('GET', '/api/me', undefined, after),
    );
    expect(gone.status).toBe(401);
  });

  it('an API token made at one is good at the other, and dead at both once it is revoked', async () => {
    const until = clock.now() + HOUR;
    let token: ApiToken | undefined;
    const program = ({ url }: RunningServer) => callerOf(url, { token: token?.token });
    const make = async () => (token = (await here.call<ApiToken>('POST', '/api/api-tokens', { name: 'Report', role: 'auditor', until })).body);
    expect((await askedTooEarly(make, () => program(second).call('GET', '/api/agents'))).status).toBe(200);
    expect((await inTime(program(first).call('GET', '/api/agents'))).status).toBe(200);
    const revoked = await askedTooEarly(
      () => here.call<{ position: number }>('DELETE', `/api/api-tokens/${token?.id}`),
      ({ body }) => program(second).call('GET', '/api/agents', undefined, { 'x-tandem-after': String(body.position) }),
    );
    expect([revoked.status, (await program(first).call('GET', '/api/agents')).status]).toEqual([401, 401]);
    expect((await program(second).call('GET', '/api/agents')).status).toBe(401);
  });

  it('a change made at one is read at the other by whoever names its position', async () => {
    const agents = await askedTooEarly(
      () => here.call<{ position: number }>('POST', '/api/agents', { name: 'Desk' }),
      ({ body }) => there.get<{ name: string }[]>('/api/agents', { 'x-tandem-after': String(body.position) }),
      { except: 'operator-', looks: 2 },
    );
    expect(agents.map(({ name }) => name)).toContain('Desk');
  });

  it('the stream of one tells of a change made at the other', async () => {
    const enough = new AbortController();
    const stream = await there.open('/api/live', enough.signal);
    await here.call('POST', '/api/agents', { name: 'Told of' });
    let told = '';
    while (!told.includes('"what":"agents"')) {
      const more = await stream.text();
      if (more === '') throw new Error(`the stream ended: ${told}`);
      told += more;
    }
    enough.abort();
    expect((await there.get<{ name: string }[]>('/api/agents')).map(({ name }) => name)).toContain('Told of');
  });

  describe('a medium that one of them has fetched', () => {
    const ref = 'a-medium-of-a-customer_1';
    const sealed = 'customer-media';
    /** The link of the first, at whichever. */
    const ask = (server: RunningServer, of = ref) => fetch(`${server.url}${first.context.mediaLinks.make(of).slice(first.url.length)}`);

    it('is not promised by the other, which says who has it and what to do', async () => {
      await first.context.content.put(ref, { bytes: Buffer.from('nasi goreng'), mimeType: 'text/plain' }, sealed);
      expect(await (await ask(first)).text()).toBe('nasi goreng');
      const answer = await ask(second);
      expect(answer.status).toBe(421);
      expect(await answer.json()).toMatchObject({ error: 'MediumElsewhere', detail: expect.stringContaining('share one folder') });
      expect((await ask(first, 'a-medium-that-is-awaited')).status).toBe(202);
    });

    it('is given out by the other where they share the folder, and awaited there while it is fetched', async () => {
      const [theirs, ours] = folders.map((folder) => join(folder, 'media'));
      await rm(ours ?? '', { recursive: true });
      await symlink(theirs ?? '', ours ?? '');
      expect(await (await ask(second)).text()).toBe('nasi goreng');
      expect((await ask(second, 'a-medium-that-is-awaited')).status).toBe(202);
    });
  });

  it('guesses at both are counted together, and the one who knows waits as well; a quarter of an hour later he is let in', async () => {
    const guess = (n: number) => callerOf(servers[n % 2]?.url ?? '').call('POST', '/api/sign-in', { email, password: `guess ${n} at it` });
    const answers = [];
    for (let n = 0; n < 12; n += 1) answers.push((await guess(n)).status);
    expect(answers).toEqual([...Array<number>(10).fill(401), 429, 429]);
    for (const { url } of servers) {
      expect(await callerOf(url).problem('POST', '/api/sign-in', { email, password })).toMatchObject({ code: 'TooManyAttempts' });
    }
    await clock.advance(15 * MINUTE);
    expect((await signIn(second.url, email)).me?.email).toBe(email);
    expect(JSON.stringify(await first.context.store.readAll({ after: 0, limit: 10_000, prefixes: ['attempts-'] }))).not.toContain('127.0.0.1');
  });

  it('of counted attempts one event is left, and after a day none', async () => {
    const { store } = first.context;
    await callerOf(first.url).call('POST', '/api/sign-in', { email: 'nobody@example.com', password });
    const streams = [...new Set((await store.readAll({ after: 0, limit: 10_000, prefixes: ['attempts-'] })).map(({ stream }) => stream))];
    expect(streams.length).toBeGreaterThan(2);
    for (const stream of streams) expect((await store.read(stream)).events).toHaveLength(1);
    await store.forget('attempts-', Number.MAX_SAFE_INTEGER);
    for (const stream of streams) expect((await store.read(stream)).events).toEqual([]);
    expect((await signIn(second.url, email)).me?.email).toBe(email);
  });
});
