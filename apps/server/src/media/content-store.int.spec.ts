import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Vault } from '@tandem/domain';
import { openMemoryVault } from '@tandem/event-store/memory';
import { openContentStore, openMemoryContentStore, type ContentStore, type Medium } from './content-store.js';

const ref = 'a-medium-of-a-customer_1';
const other = 'a-medium-of-a-customer_2';
const key = 'customer-c1';
const closing: (() => void)[] = [];

afterEach(() => closing.splice(0).forEach((close) => close()));

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-media-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = { bytes: bytesOf('the menu of the day'), mimeType: 'text/plain', filename: 'menu.txt' };
const large = { bytes: Uint8Array.from({ length: 2_500_000 }, (_, place) => place % 251), mimeType: 'video/mp4' };

const contract = (name: string, open: (vault: Vault) => ContentStore): void => {
  describe(`the content store (${name})`, () => {
    it.each([['a small medium', text], ['one of several pieces', large], ['an empty one', { bytes: new Uint8Array(), mimeType: 'audio/ogg' }]])('gives back %s as it came', async (_what, medium) => {
      const store = open(openMemoryVault());
      await store.put(ref, medium, key);
      const found = await store.get(ref);
      if (found.kind !== 'there') throw new Error(found.kind);
      expect(Buffer.from(found.medium.bytes).equals(medium.bytes)).toBe(true);
      expect(found.medium).toMatchObject({ mimeType: medium.mimeType });
    });

    it('says what is not there yet, what never will be, and what no name is', async () => {
      const store = open(openMemoryVault());
      expect(await store.get(ref)).toEqual({ kind: 'absent' });
      await store.refuse(ref);
      expect(await store.get(ref)).toEqual({ kind: 'none' });
      expect(await store.get('../../etc/passwd')).toEqual({ kind: 'absent' });
      await expect(Promise.resolve().then(() => store.put('../outside', text, key))).rejects.toThrow('not the name');
    });

    it('loses a medium with its key, and keeps the others', async () => {
      const vault = openMemoryVault();
      const store = open(vault);
      await store.put(ref, text, key);
      await store.put(other, text, 'customer-c2');
      await vault.destroy(key);
      expect(await store.get(ref)).toEqual({ kind: 'none' });
      expect(await store.get(other)).toMatchObject({ kind: 'there' });
      await expect(store.put(ref, text, key)).rejects.toThrow('destroyed');
    });

    it('removes what it is told to, there or not', async () => {
      const store = open(openMemoryVault());
      await store.put(ref, text, key);
      await store.remove([ref, other]);
      expect(await store.get(ref)).toEqual({ kind: 'absent' });
    });

    it('takes the same medium again', async () => {
      const store = open(openMemoryVault());
      await store.put(ref, text, key);
      await store.put(ref, large, key);
      expect(await store.get(ref)).toMatchObject({ kind: 'there', medium: { mimeType: 'video/mp4' } });
    });
  });
};

contract('memory', openMemoryContentStore);
contract('files', (vault) => openContentStore({ folder: join(newFolder(), 'media'), vault }));

describe('the files of the content store', () => {
  const onDisk = async (medium: Medium = large) => {
    const folder = join(newFolder(), 'media');
    const store = openContentStore({ folder, vault: openMemoryVault() });
    await store.put(ref, medium, key);
    return { folder, store, file: join(folder, ref.slice(0, 2), ref) };
  };

  it('say nothing of what is in them', async () => {
    const { folder, file } = await onDisk(text);
    const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());
    expect(all).toEqual([join(ref.slice(0, 2), ref)]);
    for (const hidden of ['menu', 'text/plain', 'day']) expect(readFileSync(file, 'latin1')).not.toContain(hidden);
  });

  it('are not made before there is a medium', () => {
    const folder = newFolder();
    openContentStore({ folder: join(folder, 'media'), vault: openMemoryVault() });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are there whole or not at all: a medium that fails on the way leaves nothing', async () => {
    const folder = join(newFolder(), 'media');
    const vault = openMemoryVault();
    let left = 2;
    const failing: Vault = { ...vault, seal: (...given) => ((left -= 1) < 0 ? Promise.reject(new Error('disk full')) : vault.seal(...given)) };
    const store = openContentStore({ folder, vault: failing });
    await expect(store.put(ref, large, key)).rejects.toThrow('disk full');
    expect(readdirSync(folder, { recursive: true })).toEqual([ref.slice(0, 2)]);
    expect(await store.get(ref)).toEqual({ kind: 'absent' });
  });

  it.each([
    ['cut off', (lines: string[]) => lines.slice(0, -1)],
    ['put in another order', ([head, ...pieces]: string[]) => [head!, ...pieces.toReversed()]],
    ['changed', ([head, first, ...rest]: string[]) => [head!, `${first!.slice(0, -4)}AAAA`, ...rest]],
  ])('are not believed when they were %s', async (_how, change) => {
    const { store, file } = await onDisk();
    writeFileSync(file, change(readFileSync(file, 'latin1').trimEnd().split('\n')).join('\n'));
    await expect(store.get(ref)).rejects.toThrow();
  });

  it('are not believed under another name', async () => {
    const { store, folder, file } = await onDisk();
    writeFileSync(join(folder, other.slice(0, 2), other), readFileSync(file));
    await expect(store.get(other)).rejects.toThrow('TamperedWith');
  });
});
