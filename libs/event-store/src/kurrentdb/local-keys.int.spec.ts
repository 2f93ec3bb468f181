import { afterAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readMasterKeys, type MasterKey } from '../master-key.js';
import { makeLocalKey, openKept, openKurrentStore, openKurrentVault } from './index.js';
import { kurrentServers } from './testing/servers.js';

const servers = kurrentServers();
afterAll(servers.stop);

const newKey = (): MasterKey => readMasterKeys(randomBytes(32).toString('base64'), 'TEST_KEY')[0] as MasterKey;

describe('a key that was made while the database was away', () => {
  it('is the vault\'s once it is adopted, however often, and is destroyed like every other', async () => {
    const masterKeys = [newKey()];
    const key = makeLocalKey('receipts-w1.ab-2026-11-23', masterKeys);
    const sealed = key.seal('a call');
    const vault = await openKurrentVault({ url: (await servers.start()).url, masterKeys });
    await expect(vault.open(sealed)).rejects.toThrow(/never had/);
    await vault.adopt(key.name, key.wrapped);
    await vault.adopt(key.name, key.wrapped);
    expect([await vault.open(sealed), await vault.keys('receipts-')]).toEqual(['a call', [key.name]]);
    await vault.destroy(key.name);
    expect(await vault.open(sealed)).toBeUndefined();
    await vault.close();
  });

  it('is never taken for another of the same name', async () => {
    const masterKeys = [newKey()];
    const vault = await openKurrentVault({ url: (await servers.start()).url, masterKeys });
    const sealed = await vault.seal('receipts-w1-2026-11-23', 'a call');
    await expect(vault.adopt('receipts-w1-2026-11-23', makeLocalKey('receipts-w1-2026-11-23', masterKeys).wrapped)).rejects.toThrow(/another key/);
    expect(await vault.open(sealed)).toBe('a call');
    await vault.close();
  });
});

describe('keys that are kept beside the vault', () => {
  it('open what the vault has sealed, by the same master key alone', async () => {
    const masterKeys = [newKey()];
    const vault = await openKurrentVault({ url: (await servers.start()).url, masterKeys });
    const sealed = await vault.seal('credentials', 'app secret');
    const wrapped = await vault.wrappedKey('credentials');
    const kept = new Map(wrapped && [['credentials', wrapped]]);
    expect(openKept(kept, masterKeys)(sealed)).toBe('app secret');
    expect(openKept(new Map(), masterKeys)(sealed)).toBeUndefined();
    expect(() => openKept(kept, [newKey()])(sealed)).toThrow(/cannot be unwrapped/);
    await vault.destroy('credentials');
    expect(await vault.wrappedKey('credentials')).toBeUndefined();
    await vault.close();
  });
});

describe('a store that is closed while the database is away', () => {
  it('is closed soon, whatever waits for an answer', async () => {
    const double = await servers.start();
    const store = await openKurrentStore({ url: double.url });
    const event = (n: number) => ({ id: `e${n}`, type: 'Tested', data: {}, meta: { v: 1, at: 0 } });
    await store.append('agent-1', [event(0)], 0);
    await double.stop();
    const waiting = Promise.allSettled(Array.from({ length: 20 }, (_, n) => store.append('agent-1', [event(n + 1)], n + 1)));
    const from = performance.now();
    await store.close();
    expect((await waiting).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 'rejected'));
    expect(performance.now() - from).toBeLessThan(9_000); // one patience alone is 10 s, and there are 20
  }, 60_000);
});
