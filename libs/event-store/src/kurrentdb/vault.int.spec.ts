import { afterAll, describe, expect, it } from '@jest/globals';
import { vaultContract } from '@tandem/domain/testing';
import { randomBytes, randomUUID } from 'node:crypto';
import { readMasterKeys, type MasterKey } from '../master-key.js';
import { openKurrentStore, openKurrentVault } from './index.js';
import { kurrentServers, realServer } from './testing/servers.js';

const servers = kurrentServers();
afterAll(servers.stop);

const newKey = (): MasterKey => readMasterKeys(randomBytes(32).toString('base64'), 'TEST_KEY')[0] as MasterKey;

vaultContract('kurrentdb', async () => openKurrentVault({ url: (await servers.start()).url, masterKeys: [newKey()] }));

const real = realServer();
if (real !== undefined) {
  vaultContract('kurrentdb, a real server', async () =>
    openKurrentVault({ url: real, namespace: `test-${randomUUID()}`, masterKeys: [newKey()] }));
}

describe('a vault in KurrentDB', () => {
  it('is the same for every process, and tells all of them when a key is destroyed', async () => {
    const { url } = await servers.start();
    const masterKeys = [newKey()];
    const [one, other] = [await openKurrentVault({ url, masterKeys }), await openKurrentVault({ url, masterKeys })];
    const sealed = await one.seal('customer-1', 'his words');
    expect(await other.open(sealed)).toBe('his words');
    expect(other.keyedHash('x')).toBe(one.keyedHash('x'));
    await one.destroy('customer-1');
    while ((await other.open(sealed)) !== undefined) await new Promise((resolve) => setImmediate(resolve));
    await expect(other.seal('customer-1', 'more')).rejects.toThrow(/destroyed/);
    await one.close();
    await other.close();
  });

  it('leaves nothing of a destroyed key once the database is scavenged, and no key in the log', async () => {
    const double = await servers.start();
    const vault = await openKurrentVault({ url: double.url, masterKeys: [newKey()] });
    await vault.seal('customer-1', 'x');
    const [key] = double.log.all().filter(({ stream }) => stream === 'key-customer-1');
    const left = () => double.log.all().filter(({ data }) => Buffer.from(data).equals(Buffer.from(key?.data ?? [])));
    await vault.destroy('customer-1');
    expect(double.log.stream('key-customer-1')).toMatchObject([{ type: 'KeyDestroyed', revision: 1 }]);
    expect(left()).toHaveLength(1);
    double.log.scavenge();
    expect(left()).toEqual([]);
    const store = await openKurrentStore({ url: double.url });
    expect(await store.readAll({ after: 0, limit: 10 })).toEqual([]);
    expect(await store.readAll({ after: 0, limit: 10, prefixes: ['key-', 'tandem-'] })).toEqual([]);
    expect(await store.head()).toBe(0);
    await store.close();
    await vault.close();
  });

  it('is not opened by another master key, which is named by its id', async () => {
    const { url } = await servers.start();
    await (await openKurrentVault({ url, masterKeys: [newKey()] })).close();
    await expect(openKurrentVault({ url, masterKeys: [newKey()] })).rejects.toThrow(/wrapped by a master key that was not given \(id [0-9a-f]{16}\)/);
  });
});
