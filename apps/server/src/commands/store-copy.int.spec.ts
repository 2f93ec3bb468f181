import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore, Sealed } from '@tandem/domain';
import { hashEvent } from '@tandem/event-store';
import { startKurrentDouble, type KurrentDouble } from '@tandem/event-store/kurrentdb/testing';
import { createHeadSigner } from '../audit/heads.js';
import { systemClock } from '../clock.js';
import { silentLog } from '../logging/log.js';
import { openStores, type Stores } from '../stores.js';
import { copyBetween } from './store-copy.js';

const masterKeys = ['ab'.repeat(32)];

describe('copying a store', () => {
  let root = '';
  let database: KurrentDouble;
  const others: KurrentDouble[] = [];
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'tandem-copy-'));
    database = await startKurrentDouble();
  });
  afterEach(async () => {
    for (const other of [database, ...others.splice(0)]) await other.stop();
    rmSync(root, { recursive: true, force: true });
  });

  const using = async <T>(eventStore: string, folder: string, work: (stores: Stores) => Promise<T>): Promise<T> => {
    const stores = await openStores({ eventStore, data: join(root, folder), masterKeys }, { clock: systemClock, log: silentLog });
    try {
      return await work(stores);
    } finally {
      await stores.close();
    }
  };
  const hashes = async (store: EventStore) => (await store.readAll({ after: 0, limit: 10_000 })).map((event) => `${event.stream} ${event.version} ${hashEvent(event)}`);
  const copy = (from: string, to: string) => copyBetween(from, to, { masterKeys });
  const folder = (name: string): string => join(root, name);

  /** Streams with and without a chain, one whose beginning is forgotten and one that is forgotten wholly, signed heads, three keys. */
  const fill = async ({ store, vault }: Stores): Promise<{ kept: Sealed; gone: Sealed; hash: string }> => {
    const event = (id: string) => ({ id, type: 'AgentRenamed', data: { name: id }, meta: { v: 1, at: 1 } });
    for (let version = 0; version < 3; version++) {
      await store.append('conversation-a.draft.1', [event(`old-${version}`)], version);
      await store.append('webhooks-a.draft.w', [event(`receipt-${version}`)], version);
      await store.append('conversation-a.draft.2', [event(`gone-${version}`)], version);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
    const now = Date.now();
    await store.append('conversation-a.draft.1', [event('new-1'), event('new-2')], 3);
    await store.append('webhooks-a.draft.w', [event('receipt-3')], 3);
    for (const prefix of ['conversation-', 'webhooks-']) await store.forget(prefix, now);
    for (let i = 0; i < 40; i++) await store.append(`agent-${i % 7}`, [event(`agent-${i}`)], Math.floor(i / 7));
    await createHeadSigner({ store, vault, clock: systemClock }).sign();
    const [kept, gone] = [await vault.seal('customer-1', 'kept'), await vault.seal('customer-2', 'gone')];
    await vault.destroy('customer-2');
    return { kept, gone, hash: vault.keyedHash('v') };
  };
  const check = async (stores: Stores, { sealed, log }: { sealed: Awaited<ReturnType<typeof fill>>; log: readonly string[] }) => {
    const { store, vault } = stores;
    expect(await hashes(store)).toEqual(log);
    expect(await vault.open(sealed.kept)).toBe('kept');
    expect(await vault.open(sealed.gone)).toBeUndefined();
    expect(vault.keyedHash('v')).toBe(sealed.hash);
    expect((await store.read('conversation-a.draft.2'))).toEqual({ events: [], version: 3 });
    const answer = await store.append('conversation-a.draft.1', [{ id: 'later', type: 'AgentRenamed', data: {}, meta: { v: 1, at: 2 } }], 5);
    expect(answer).toMatchObject({ kind: 'appended', version: 6 });
  };

  it('leaves behind who shares the log and who guesses at passwords, forgotten or not', async () => {
    const event = (id: string) => ({ id, type: 'AgentRenamed', data: {}, meta: { v: 1, at: 1 } });
    await using(database.url, 'one', async ({ store }) => {
      await store.append('attempts-old', [event('old')], 0);
      await store.forget('attempts-', Number.MAX_SAFE_INTEGER);
      for (const stream of ['attempts-new', 'attempts-new', 'lease-a', 'process-w']) {
        await store.append(stream, [event(stream)], (await store.read(stream)).version);
      }
      await store.append('agent-1', [event('agent')], 0);
    });
    expect(await copy(database.url, folder('two'))).toMatchObject({ events: 1 });
    await using('sqlite', 'two', async ({ store }) => {
      expect((await store.readAll({ after: 0, limit: 10 })).map(({ stream }) => stream)).toEqual(['agent-1']);
      expect((await store.read('attempts-old')).version).toBe(0);
    });
  });

  it.each(['into the database', 'out of the database', 'there and back'])('%s keeps events, versions, hashes, signed heads and keys', async (way) => {
    const source = way === 'out of the database' ? database.url : 'sqlite';
    const { sealed, log } = await using(source, 'one', async (stores) => ({ sealed: await fill(stores), log: await hashes(stores.store) }));
    const copied = source === 'sqlite' ? await copy(folder('one'), database.url) : await copy(database.url, folder('two'));
    expect(copied).toMatchObject({ events: log.length, keys: 3 });
    expect(database.log.all().some(({ stream }) => stream === 'key-customer-1')).toBe(true);
    if (way === 'there and back') await copy(database.url, folder('two'));
    if (way === 'into the database') await using(database.url, 'two', (stores) => check(stores, { sealed, log }));
    else await using('sqlite', 'two', (stores) => check(stores, { sealed, log }));
    if (way !== 'into the database') expect(log.some((line) => line.startsWith('key-'))).toBe(false);
  }, 60_000);

  it('goes on where it was broken off, and changes nothing when it is run again', async () => {
    const log = await using('sqlite', 'one', async (stores) => {
      await fill(stores);
      return hashes(stores.store);
    });
    database.faults.plan('append', 'denied', { stream: (name) => name === 'agent-5' });
    await expect(copy(folder('one'), database.url)).rejects.toThrow(/refuses this user/);
    await copy(folder('one'), database.url);
    const before = database.log.all().length;
    expect(await copy(folder('one'), database.url)).toMatchObject({ events: log.length });
    expect(database.log.all()).toHaveLength(before);
    expect(existsSync(join(folder('one'), 'store-copy'))).toBe(false);
  }, 60_000);

  it('makes the server drop what the data folder had made from the other log, once', async () => {
    await using('sqlite', 'one', fill);
    const views = join(folder('one'), 'views.sqlite');
    writeFileSync(views, 'of the log in SQLite');
    await using('sqlite', 'one', async () => expect(existsSync(views)).toBe(true));
    await copy(folder('one'), database.url);
    await using(database.url, 'one', async () => expect(existsSync(views)).toBe(false));
    writeFileSync(views, 'of the log in KurrentDB');
    await using(database.url, 'one', async () => expect(existsSync(views)).toBe(true));
    await using('sqlite', 'one', async () => expect(existsSync(views)).toBe(false));
  }, 60_000);

  it('is refused into another installation, and where an event there is another', async () => {
    await using('sqlite', 'one', fill);
    await using(database.url, 'other', ({ vault }) => vault.seal('customer-9', 'x'));
    await expect(copy(folder('one'), database.url)).rejects.toThrow(/holds another installation/);
    const other = await startKurrentDouble();
    others.push(other);
    await copy(folder('one'), other.url);
    for (const [place, id] of [['sqlite', 'here'], [other.url, 'there']] as const) {
      await using(place, 'one', async ({ store }) => {
        await store.append('agent-0', [{ id, type: 'AgentRenamed', data: {}, meta: { v: 1, at: 1 } }], (await store.read('agent-0')).version);
      });
    }
    await expect(copy(folder('one'), other.url)).rejects.toThrow(/differs from the source: stream agent-0, version 7/);
  }, 60_000);

  it('is refused where there is nothing to copy, or between two of a kind', async () => {
    await expect(copy(folder('nowhere'), database.url)).rejects.toThrow(/There is no log.sqlite/);
    await expect(copy(folder('one'), folder('two'))).rejects.toThrow(/One of the two must be a data folder/);
    await expect(copy(database.url, 'kurrentdb://')).rejects.toThrow(/must look like/);
  });
});
