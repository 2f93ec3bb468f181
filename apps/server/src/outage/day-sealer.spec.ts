import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { Sealed } from '@tandem/domain';
import { readMasterKeys, type WrappedKey } from '@tandem/event-store';
import { openKept } from '@tandem/event-store/kurrentdb';
import { openMemoryVault } from '@tandem/event-store/memory';
import { createDaySealer } from './day-sealer.js';

const masterKeys = readMasterKeys(randomBytes(32).toString('base64'), 'TEST_KEY');
const [monday, tuesday] = ['receipts-w1-2026-11-23', 'receipts-w1-2026-11-24'];
const keyOf = (sealed: Sealed): string => sealed.split('.').slice(1, -1).join('.');

const begin = (away: { is: boolean; spoolFull?: boolean }) => {
  const vault = openMemoryVault();
  const queued = new Map<string, WrappedKey>();
  const asked: string[] = [];
  const seals = createDaySealer({
    vault: { seal: (key, plain) => (away.is ? new Promise(() => {}) : (asked.push(key), vault.seal(key, plain))) },
    masterKeys, patience: 20,
    queueKey: async (name, key) => {
      if (away.spoolFull) throw new Error('full');
      queued.set(name, key);
    },
  });
  return { seals, queued, asked, open: (sealed: Sealed) => openKept(queued, masterKeys)(sealed) };
};

describe('what seals receipts', () => {
  it('is the day\'s key of the vault while that answers', async () => {
    const { seals, queued } = begin({ is: false });
    expect(keyOf(await seals.seal(monday, 'call'))).toBe(monday);
    expect(queued.size).toBe(0);
  });

  it('is at midnight in an outage a key made here, queued before the first receipt that it seals, and one for all of them', async () => {
    const away = { is: false };
    const { seals, queued, open } = begin(away);
    await seals.seal(monday, 'call');
    away.is = true;
    const sealed = await Promise.all(['a', 'b', 'c'].map((text) => seals.seal(tuesday, text)));
    sealed.push(await seals.seal(tuesday, 'd'));
    expect([...queued.keys()]).toEqual([expect.stringMatching(/^receipts-w1\.[0-9a-f]{8}-2026-11-24$/)]);
    expect(sealed.map(keyOf)).toEqual(sealed.map(() => [...queued.keys()][0]));
    expect(sealed.map(open)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('stays that key for the day, and is the vault\'s again the day after', async () => {
    const away = { is: true };
    const { seals, queued, asked } = begin(away);
    await seals.seal(monday, 'call');
    away.is = false;
    expect(keyOf(await seals.seal(monday, 'call'))).toBe([...queued.keys()][0]);
    expect(asked).toEqual([]);
    expect(keyOf(await seals.seal(tuesday, 'call'))).toBe(tuesday);
  });

  it('is nothing while its key could not be kept', async () => {
    const away = { is: true, spoolFull: true };
    const { seals, open } = begin(away);
    await expect(seals.seal(monday, 'call')).rejects.toThrow('full');
    away.spoolFull = false;
    expect(open(await seals.seal(monday, 'call'))).toBe('call');
  });
});
