import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sealed } from '@tandem/domain';
import { startKurrentDouble } from '@tandem/event-store/kurrentdb/testing';
import { systemClock } from '../clock.js';
import { silentLog } from '../logging/log.js';
import { openStores, type Stores } from '../stores.js';
import { rewrapKeys } from './rewrap-keys.js';

const [oldKey, newKey] = ['ab'.repeat(32), 'cd'.repeat(32)];

describe('rotating the master key', () => {
  let data = '';
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'tandem-rewrap-'));
  });
  afterEach(() => rmSync(data, { recursive: true, force: true }));

  const config = (...masterKeys: readonly string[]) => ({ eventStore: 'sqlite' as const, data, masterKeys });

  const using = async <T>(keys: readonly string[], work: (stores: Stores) => Promise<T>): Promise<T> => {
    const stores = await openStores(config(...keys), { clock: systemClock, log: silentLog });
    try {
      return await work(stores);
    } finally {
      await stores.close();
    }
  };
  const open = (sealed: Sealed, ...keys: readonly string[]) => using(keys, ({ vault }) => vault.open(sealed));

  it('makes the old key needless, and everything that was sealed stays readable', async () => {
    const first = await using([oldKey], ({ vault }) => vault.seal('customer-1', 'one'));
    const second = await using([oldKey], ({ vault }) => vault.seal('customer-2', 'two'));

    expect(await rewrapKeys(config(newKey, oldKey))).toBe(2);

    expect([await open(first, newKey), await open(second, newKey)]).toEqual(['one', 'two']);
    await expect(open(first, oldKey)).rejects.toThrow(/wrapped by a master key that was not given/);
  });

  it('works where the vault is in KurrentDB', async () => {
    const database = await startKurrentDouble();
    const inDatabase = (...masterKeys: readonly string[]) => ({ ...config(...masterKeys), eventStore: database.url });
    const opened = async <T>(keys: readonly string[], work: (stores: Stores) => Promise<T>): Promise<T> => {
      const stores = await openStores(inDatabase(...keys), { clock: systemClock, log: silentLog });
      try {
        return await work(stores);
      } finally {
        await stores.close();
      }
    };
    try {
      const sealed = await opened([oldKey], ({ vault }) => vault.seal('customer-1', 'one'));
      expect(await rewrapKeys(inDatabase(newKey, oldKey))).toBe(1);
      expect(await opened([newKey], ({ vault }) => vault.open(sealed))).toBe('one');
      await expect(opened([oldKey], async () => undefined)).rejects.toThrow(/wrapped by a master key that was not given/);
    } finally {
      await database.stop();
    }
  }, 30_000);

  it('is refused without the old key, and changes nothing', async () => {
    const sealed = await using([oldKey], ({ vault }) => vault.seal('customer-1', 'one'));

    await expect(rewrapKeys(config(newKey))).rejects.toThrow(/wrapped by a master key that was not given/);

    expect(await open(sealed, oldKey)).toBe('one');
  });

  it('is refused where there is no vault, and makes none', async () => {
    const nowhere = { ...config(newKey), data: join(data, 'nowhere') };

    await expect(rewrapKeys(nowhere)).rejects.toThrow(/There is no vault in/);
    expect(existsSync(nowhere.data)).toBe(false);
  });
});
