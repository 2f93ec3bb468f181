import { afterAll, describe, expect, it } from '@jest/globals';
import type { Sealed, Vault } from '@tandem/domain';
import { vaultContract } from '@tandem/domain/testing';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readMasterKeys, type MasterKey } from '../master-key.js';
import { CannotOpenStore, openSqliteVault } from './index.js';
import { filesWith, folderBytes } from './testing/folder-bytes.js';
import { temporaryFolders } from './testing/temporary-folders.js';

const folders = temporaryFolders();
afterAll(folders.remove);

const newKey = (): MasterKey => readMasterKeys(randomBytes(32).toString('base64'), 'TEST_KEY')[0] as MasterKey;
const newFile = (): string => join(folders.make(), 'vault.sqlite');

vaultContract('sqlite', async () => openSqliteVault({ file: newFile(), masterKeys: [newKey()] }));
vaultContract('sqlite with hardly any memory', async () =>
  openSqliteVault({ file: newFile(), masterKeys: [newKey()], keysInMemory: 1 }));

/** Opens, works, closes. */
async function withVault<T>(file: string, masterKeys: readonly MasterKey[], work: (vault: Vault) => Promise<T>): Promise<T> {
  const vault = openSqliteVault({ file, masterKeys });
  try {
    return await work(vault);
  } finally {
    await vault.close();
  }
}

describe('a vault that is opened again', () => {
  it('opens what was sealed, hashes as before, and keeps destroyed keys destroyed', async () => {
    const [file, key] = [newFile(), newKey()];
    const before = await withVault(file, [key], async (vault) => {
      const sealed = { kept: await vault.seal('customer-1', 'kept'), gone: await vault.seal('customer-2', 'gone') };
      await vault.destroy('customer-2');
      return { ...sealed, hash: vault.keyedHash('+62812') };
    });
    await withVault(file, [key], async (vault) => {
      expect(await vault.open(before.kept)).toBe('kept');
      expect(await vault.open(before.gone)).toBeUndefined();
      await expect(vault.seal('customer-2', 'again')).rejects.toThrow('destroyed');
      expect(vault.keyedHash('+62812')).toBe(before.hash);
    });
  });

  it('has a key on disk before anything sealed with it is answered', async () => {
    const [file, key] = [newFile(), newKey()];
    const vault = openSqliteVault({ file, masterKeys: [key] });
    await vault.seal('customer-1', 'x');
    const other = new DatabaseSync(file, { readOnly: true });
    expect(other.prepare('SELECT name FROM keys').all().map(({ name }) => name)).toEqual(['customer-1']);
    other.close();
    await vault.close();
  });
});

describe('a destroyed key', () => {
  it('leaves no byte of itself in the folder, while the process runs and after', async () => {
    const [file, key] = [newFile(), newKey()];
    const vault = openSqliteVault({ file, masterKeys: [key] });
    for (let i = 0; i < 30; i++) await vault.seal(`customer-${i}`, 'x');
    const other = new DatabaseSync(file, { readOnly: true });
    const wrapped = other.prepare('SELECT wrapped FROM keys').all().map((row) => Buffer.from(row['wrapped'] as Uint8Array));
    other.close();
    // A piece of a key is as bad as all of it, so every piece is looked for.
    const left = (): number => wrapped.filter((bytes) => [0, 15, 30, 45].some((at) => filesWith(dirname(file), bytes.subarray(at, at + 12)).length > 0)).length;
    expect(left()).toBe(30);
    for (let i = 0; i < 20; i++) await vault.destroy(`customer-${i}`);
    expect(left()).toBe(10);
    await vault.close();
    expect(left()).toBe(10);
  });
});

describe('the master key of a vault', () => {
  const refuses = (file: string, masterKeys: readonly MasterKey[]): void => {
    const before = folderBytes(dirname(file));
    expect(() => openSqliteVault({ file, masterKeys })).toThrow(CannotOpenStore);
    expect(() => openSqliteVault({ file, masterKeys }))
      .toThrow(/^Cannot open the vault \S+: its keys are wrapped by a master key that was not given \(id [0-9a-f]{16}\)\.$/);
    expect(folderBytes(dirname(file))).toEqual(before);
  };

  it('is asked for when another one is given, and nothing is changed', async () => {
    const file = newFile();
    await withVault(file, [newKey()], (vault) => vault.seal('customer-1', 'x'));
    refuses(file, [newKey()]);
  });

  it('can be replaced: both are given, everything is rewrapped, then the new one is enough', async () => {
    const [file, old, fresh] = [newFile(), newKey(), newKey()];
    const first = await withVault(file, [old], async (vault) => ({ sealed: await vault.seal('customer-1', 'first'), hash: vault.keyedHash('v') }));
    const second = await withVault(file, [fresh, old], async (vault) => {
      expect(await vault.open(first.sealed)).toBe('first');
      return vault.seal('customer-2', 'second');
    });
    refuses(file, [fresh]);
    refuses(file, [old]);
    await withVault(file, [fresh, old], async (vault) => expect(await vault.rewrap()).toBe(2));
    refuses(file, [old]);
    await withVault(file, [fresh], async (vault) => {
      expect([await vault.open(first.sealed), await vault.open(second)]).toEqual(['first', 'second']);
      expect(vault.keyedHash('v')).toBe(first.hash);
    });
  });

  it('leaves nothing of the old wrapping behind when it is replaced', async () => {
    const [file, old, fresh] = [newFile(), newKey(), newKey()];
    await withVault(file, [old], (vault) => vault.seal('customer-1', 'first'));
    const reading = new DatabaseSync(file, { readOnly: true });
    const wrapped = reading.prepare('SELECT wrapped FROM keys UNION ALL SELECT wrapped FROM hash_key').all();
    reading.close();
    await withVault(file, [fresh, old], (vault) => vault.rewrap());
    for (const row of wrapped) expect(filesWith(dirname(file), Buffer.from(row['wrapped'] as Uint8Array))).toEqual([]);
  });

  it('rewraps many keys a part at a time, with others sealing in between', async () => {
    const [file, old, fresh] = [newFile(), newKey(), newKey()];
    await withVault(file, [old], (vault) => Promise.all(Array.from({ length: 1_200 }, (_, i) => vault.seal(`customer-${i}`, 'x'))));
    await withVault(file, [fresh, old], async (vault) => {
      const sealing: Promise<Sealed>[] = [];
      const rewrapping = vault.rewrap();
      for (let i = 0; i < 5; i++) sealing.push(vault.seal(`parked-${i}`, 'y'));
      expect(await rewrapping).toBeGreaterThanOrEqual(1_200);
      await Promise.all(sealing);
    });
    await withVault(file, [fresh], async (vault) => expect(await vault.keys('')).toHaveLength(1_205));
  });
});
