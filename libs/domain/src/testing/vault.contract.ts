import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Sealed, Vault } from '../kernel/vault.js';

/** What every adapter of `Vault` promises; `open` answers a new, empty vault of another installation each time. */
export function vaultContract(name: string, open: () => Promise<Vault>): void {
  describe(`vault: ${name}`, () => {
    let vault: Vault;
    beforeEach(async () => { vault = await open(); });
    afterEach(() => vault.close());

    describe('sealing', () => sealingContract(() => vault));
    describe('destroying', () => destroyingContract(() => vault));
    describe('tampering', () => tamperingContract(() => vault));
    describe('keyed hashes and rotation', () => hashContract(() => vault, open));
  });
}

function sealingContract(vault: () => Vault): void {
  it('gives back the text that was sealed', async () => {
    for (const text of ['Halo, saya butuh bantuan 🙏', '', '\u0000', '\ufeffwith a mark', 'x'.repeat(100_000)]) {
      expect(await vault().open(await vault().seal('customer-1', text))).toBe(text);
    }
  });

  it('gives back the bytes that were sealed', async () => {
    const bytes = Uint8Array.from({ length: 1_000 }, (_, i) => i % 256);
    const opened = await vault().openBytes(await vault().seal('receipts-w.2026-11-23', bytes));
    expect(Uint8Array.from(opened ?? [])).toEqual(bytes);
  });

  it('shows nothing of the text, and not that two texts are equal', async () => {
    const one = await vault().seal('customer-1', '+62 812-0000-0001');
    const two = await vault().seal('customer-1', '+62 812-0000-0001');
    expect(one).not.toContain('812');
    expect(one).not.toBe(two);
    expect(one).toMatch(/^[\w.-]+$/);
  });

  it('makes one key when many seal for the first time at once', async () => {
    const sealed = await Promise.all(Array.from({ length: 20 }, (_, i) => vault().seal('customer-1', `text ${i}`)));
    expect(await Promise.all(sealed.map((one) => vault().open(one)))).toEqual(sealed.map((_, i) => `text ${i}`));
    expect(await vault().keys('customer-')).toEqual(['customer-1']);
  });

  it('names living keys by the beginning of their names', async () => {
    for (const name of ['parked-1', 'customer-2', 'customer-1']) await vault().seal(name, 'x');
    expect(await vault().keys('customer-')).toEqual(['customer-1', 'customer-2']);
    expect(await vault().keys('')).toEqual(['customer-1', 'customer-2', 'parked-1']);
    await vault().destroy('customer-1');
    expect(await vault().keys('customer-')).toEqual(['customer-2']);
  });

  it('refuses a name that could not stand in a sealed text', async () => {
    for (const name of ['', 'a b', '../x', 'x'.repeat(300)]) await expect(vault().seal(name, 'x')).rejects.toThrow();
  });
}

function destroyingContract(vault: () => Vault): void {
  it('makes what was sealed unreadable for ever, and nothing else', async () => {
    const gone = await vault().seal('customer-1', 'his words');
    const kept = await vault().seal('customer-2', 'her words');
    await vault().destroy('customer-1');
    expect(await vault().open(gone)).toBeUndefined();
    expect(await vault().openBytes(gone)).toBeUndefined();
    expect(await vault().open(kept)).toBe('her words');
  });

  it('never makes a destroyed key again', async () => {
    const gone = await vault().seal('customer-1', 'his words');
    await vault().destroy('customer-1');
    await expect(vault().seal('customer-1', 'more')).rejects.toThrow(/customer-1 was destroyed/);
    expect(await vault().open(gone)).toBeUndefined();
  });

  it('does nothing to a key that is absent or destroyed already', async () => {
    await vault().destroy('customer-1');
    expect(await vault().open(await vault().seal('customer-1', 'x'))).toBe('x');
    await vault().destroy('customer-1');
    await vault().destroy('customer-1');
    expect(await vault().keys('')).toEqual([]);
  });

  it('leaves no way back to a seal that was under way', async () => {
    const sealing = vault().seal('customer-1', 'x').catch(() => undefined);
    await vault().destroy('customer-1');
    const sealed = await sealing;
    if (sealed !== undefined && (await vault().keys('')).length === 0) expect(await vault().open(sealed)).toBeUndefined();
  });
}

function tamperingContract(vault: () => Vault): void {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  /** One bit of one character of the payload flipped. */
  const flipped = (sealed: string, place: number): Sealed => {
    const letter = letters[letters.indexOf(sealed[place] ?? 'A') ^ 1] ?? 'A';
    return `${sealed.slice(0, place)}${letter}${sealed.slice(place + 1)}` as Sealed;
  };

  it('throws on any flipped bit', async () => {
    const sealed = await vault().seal('customer-1', 'some words');
    for (let place = sealed.lastIndexOf('.') + 1; place < sealed.length; place++) {
      await expect(vault().open(flipped(sealed, place))).rejects.toThrow(/tampered/);
    }
  });

  it('throws on a text moved to another key, one cut short, and one with something behind it', async () => {
    const sealed = await vault().seal('customer-1', 'some words');
    await vault().seal('customer-2', 'x');
    const payload = sealed.slice(sealed.lastIndexOf('.'));
    for (const bad of [`v1.customer-2${payload}`, `v1.customer-3${payload}`, sealed.slice(0, -1), `${sealed}A`, `${sealed}=`, 'v1.customer-1.', 'v1.x', '', 'hello', `v2.${sealed.slice(3)}`]) {
      await expect(vault().open(bad as Sealed)).rejects.toThrow();
      await expect(vault().openBytes(bad as Sealed)).rejects.toThrow();
    }
  });

  it('throws on a text of another vault that says nothing about the words', async () => {
    const sealed = await vault().seal('customer-1', 'some words');
    await expect(vault().open(flipped(sealed, sealed.length - 2))).rejects.not.toThrow(/some words/);
  });
}

function hashContract(vault: () => Vault, open: () => Promise<Vault>): void {
  it('hashes a value the same every time, url-safe, whatever rotation does', async () => {
    const before = vault().keyedHash('+6281200000001');
    expect(before).toMatch(/^[\w-]{22,}$/);
    await vault().seal('customer-1', 'x');
    await vault().rewrap();
    expect(vault().keyedHash('+6281200000001')).toBe(before);
    expect(vault().keyedHash('+6281200000002')).not.toBe(before);
  });

  it('hashes differently in another installation', async () => {
    const other = await open();
    expect(other.keyedHash('+6281200000001')).not.toBe(vault().keyedHash('+6281200000001'));
    await other.close();
  });

  it('opens after rewrapping what was sealed before, and answers how many living keys there are', async () => {
    const sealed = await Promise.all(['customer-1', 'customer-2', 'customer-3'].map((name) => vault().seal(name, name)));
    await vault().destroy('customer-3');
    expect(await vault().rewrap()).toBe(2);
    expect(await Promise.all(sealed.map((one) => vault().open(one)))).toEqual(['customer-1', 'customer-2', undefined]);
  });
}
