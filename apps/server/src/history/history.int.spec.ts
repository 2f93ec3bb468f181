// needs the protocol: meta-cloud
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  MINUTE, SECOND, channelKey, defaultSessionSettings, fieldsOfChannel, readsStream, type Channel, type ConnectedChannel, type SessionSettings,
} from '@tandem/domain';
import { manualClock, type ManualClock } from '@tandem/domain/testing';
import { by, connectMeta, install, saved, type Installation } from '../testing/installation.js';
import { openHistory, type EntryFilter, type History } from './history.js';
import { SNAPSHOT_EVERY } from './take-event.js';

const noon = Date.UTC(2026, 10, 2, 12);
const shop = channelKey('shop', 'published');

let clock: ManualClock;
let installation: Installation;
let folder: string;
let history: History;

const open = async (): Promise<void> => {
  history = openHistory({ file: join(folder, 'history.sqlite'), store: installation.store });
  await history.start();
  await history.waitFor(await installation.store.head());
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-history-'));
  clock = manualClock(noon);
  installation = await install({ clock });
  await installation.procedures.agents.register('shop', by(), 'Shop');
  await connectMeta(installation.procedures, shop);
  await open();
});
afterEach(async () => {
  await history.stop();
  await rm(folder, { recursive: true, force: true });
});

const saves = async (change: Partial<SessionSettings>, who: object = {}): Promise<string> => {
  await clock.advance(SECOND);
  const giver = { ...by(), ...who };
  const { position } = saved(await installation.procedures.channels.saveSessionSettings(shop, giver, { ...defaultSessionSettings, ...change }));
  await history.waitFor(position);
  return `${giver.id}/0`;
};
const delays = async (...seconds: readonly number[]): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (const delayBeforeAskSeconds of seconds) ids.push(await saves({ delayBeforeAskSeconds }));
  return ids;
};
const found = (filter: Partial<EntryFilter> = {}): readonly string[] => history.find('shop', { limit: 50, ...filter }).map(({ entry }) => entry.id);
const fieldsAt = async (at: number) => {
  const { state } = await history.stoodAt('shop', 'published', at);
  return Object.fromEntries(fieldsOfChannel(state as Channel).map(({ field, value }) => [field, value]));
};

describe('the history of an agent', () => {
  it('has an entry for each save, newest first, with what it changed', async () => {
    const id = await saves({ delayBeforeAskSeconds: 60 }, { actor: 'sari', reason: 'Too slow' });
    const [newest, ...older] = history.find('shop', { limit: 50 });
    expect(newest?.entry).toEqual({
      id, at: noon + SECOND, subject: 'published', action: 'SessionSettingsChanged', actor: 'sari', means: 'api', reason: 'Too slow', revision: 4,
      changes: [{ field: 'settings.delayBeforeAskSeconds', old: 300, new: 60 }],
    });
    expect(older.map(({ entry }) => entry.action)).toEqual(['CredentialsSaved', 'ChannelConnected', 'AgentRegistered']);
  });

  it('is one entry for the commands of one save, though something came between them', async () => {
    const save = by();
    const { channels } = installation.procedures;
    const [before] = history.find('shop', { limit: 1 });
    const settings = { ...defaultSessionSettings, delayBeforeAskSeconds: 60 };
    saved(await channels.saveSessionSettings(shop, { ...save, id: `${save.id}-settings` }, settings));
    await clock.advance(SECOND);
    saved(await channels.prove(shop, { ...by(), means: 'system' }, 'receipt-1'));
    const { position } = saved(await channels.regenerateSecret(shop, { ...save, id: `${save.id}-callback` }));
    await history.waitFor(position);
    const [one, between, earlier] = history.find('shop', { limit: 3 });
    expect(one?.entry).toMatchObject({ id: `${save.id}-settings/0`, at: noon + SECOND, revision: 5, action: 'SessionSettingsChanged' });
    expect(one?.entry.changes.map(({ field }) => field)).toEqual(['settings.delayBeforeAskSeconds', 'webhookSecret', expect.stringMatching(/^webhookSecret\.old\./)]);
    expect(between?.entry).toMatchObject({ action: 'ChannelProven', changes: [] });
    expect(earlier).toEqual(before);
    expect(found({ field: 'settings' })).toContain(`${save.id}-settings/0`);
  });

  it('shows of secrets the fingerprints', async () => {
    const entries = JSON.stringify(history.find('shop', { limit: 50 }));
    expect(entries).toMatch(/"credentials.appSecret","new":{"secret":"[\w-]+"}/);
    expect(entries).not.toMatch(/v1\.credentials/);
  });

  it('finds the entry behind a revision', async () => {
    const [one, two] = await delays(60, 61);
    expect([4, 5, 6].map((revision) => history.ofRevision('shop', 'published', revision)?.id)).toEqual([one, two, undefined]);
    expect(history.ofRevision('shop', 'published', 2)).toEqual(history.ofRevision('shop', 'published', 1)); // the wizard's save made both
  });

  it('comes back from the log when its file is deleted', async () => {
    await delays(...Array.from({ length: SNAPSHOT_EVERY }, (_, n) => 60 + n));
    const whole = history.find('shop', { limit: 200 });
    await history.stop();
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, `history.sqlite${suffix}`), { force: true });
    await open();
    expect(history.find('shop', { limit: 200 })).toEqual(whole);
  });

  it('goes on where it was when it is opened again', async () => {
    const [one] = await delays(60);
    await history.stop();
    saved(await installation.procedures.channels.saveSessionSettings(shop, by(), defaultSessionSettings));
    await open();
    expect(history.find('shop', { limit: 2 }).map(({ entry }) => entry.changes)).toEqual([
      [{ field: 'settings.delayBeforeAskSeconds', old: 60, new: 300 }], [{ field: 'settings.delayBeforeAskSeconds', old: 300, new: 60 }],
    ]);
    expect(found()[1]).toBe(one);
  });

  it('never goes back in time, whatever the clocks of several servers say', async () => {
    const { store } = installation;
    const { version } = await store.read('agent-shop');
    const late = { id: 'late/0', type: 'AgentRenamed', data: { name: 'Late' }, meta: { v: 1, at: noon - MINUTE } };
    await store.append('agent-shop', [late], version);
    await history.waitFor(await store.head());
    expect(history.entry('late/0')?.entry.at).toBe(noon);
  });
});

describe('a page of the history', () => {
  it('goes on where the last one ended, whatever came meanwhile', async () => {
    const ids = await delays(60, 61, 62, 63);
    const first = history.find('shop', { limit: 2 });
    await delays(64);
    const second = found({ limit: 2, before: first.at(-1)?.n });
    expect([...first.map(({ entry }) => entry.id), ...second]).toEqual([...ids].reverse());
  });

  it('shows only what changed a field, or anything below its path', async () => {
    const [delay] = await delays(60);
    const texts = await saves({ delayBeforeAskSeconds: 60, texts: { ...defaultSessionSettings.texts, en: { ...defaultSessionSettings.texts.en, ask: 'Still there?' } } });
    expect(found({ field: 'settings.texts' })).toEqual([texts, expect.stringMatching(/\/0$/)]);
    expect(found({ field: 'settings.texts.en.ask' })[0]).toBe(texts);
    expect(found({ field: 'settings.delayBeforeAskSeconds' })[0]).toBe(delay);
    expect(found({ field: 'settings.delay' })).toEqual([]);
  });

  it('shows only one actor, action or subject, or what was done in a time', async () => {
    const sari = await saves({ delayBeforeAskSeconds: 60 }, { actor: 'sari' });
    const budi = await saves({ delayBeforeAskSeconds: 61 }, { actor: 'budi' });
    expect(found({ actor: 'sari' })).toEqual([sari]);
    expect(found({ action: 'SessionSettingsChanged' })).toEqual([budi, sari]);
    expect(history.find('shop', { limit: 50, subject: 'agent' }).map(({ entry }) => entry.action)).toEqual(['AgentRegistered']);
    expect(found({ from: noon + SECOND, to: noon + 2 * SECOND })).toEqual([sari]);
    expect(found({ from: noon + 3 * SECOND })).toEqual([]);
    expect(found({ to: noon })).toEqual([]);
    expect(found({ actor: 'sari', action: 'SessionSettingsChanged', field: 'settings', subject: 'published', text: '60', from: noon, to: noon + MINUTE })).toEqual([sari]);
    expect(found({ actor: 'budi', text: '300' })).toEqual([]);
  });

  it('shows only what holds a text, in old values, new ones and reasons, in any letters', async () => {
    const texts = { ...defaultSessionSettings.texts, en: { ...defaultSessionSettings.texts.en, ask: 'Noch da, "Süße"?' } };
    const one = await saves({ texts }, { reason: 'A joke' });
    const two = await saves({});
    expect(found({ text: 'NOCH DA' })).toEqual([two, one]);
    expect(found({ text: '"süSSe"'.replace('SS', 'ß') })).toEqual([two, one]);
    expect(found({ text: 'joke' })).toEqual([one]);
    expect(found({ text: 'e?' })).toEqual([two, one, expect.any(String)]);
    expect(found({ text: 'nowhere' })).toEqual([]);
    expect(found({ text: '" OR words : *' })).toEqual([]);
  });

  it('finds what a later part of a save has changed, and no more what it undid', async () => {
    const save = by();
    const settle = async (part: string, settings: Partial<SessionSettings>) => {
      const { position } = saved(await installation.procedures.channels.saveSessionSettings(
        shop, { ...save, id: `${save.id}-${part}` }, { ...defaultSessionSettings, ...settings },
      ));
      await history.waitFor(position);
    };
    await settle('settings', { delayBeforeAskSeconds: 4_321 });
    expect(found({ text: '4321' })).toHaveLength(1);
    await settle('callback', { delayBeforeEndSeconds: 777 });
    expect([found({ text: '4321' }), found({ text: '777' }).length, found({ field: 'settings.delayBeforeAskSeconds' }).length]).toEqual([[], 1, 1]);
  });
});

describe('an instant', () => {
  it('is what had happened until then, on either side of a snapshot', async () => {
    await delays(...Array.from({ length: 2 * SNAPSHOT_EVERY }, (_, n) => 1_000 + n));
    for (const n of [0, 1, SNAPSHOT_EVERY - 5, SNAPSHOT_EVERY - 4, SNAPSHOT_EVERY - 3, SNAPSHOT_EVERY, 2 * SNAPSHOT_EVERY - 1]) {
      expect([n, (await fieldsAt(noon + (n + 1) * SECOND))['settings.delayBeforeAskSeconds']]).toEqual([n, 1_000 + n]);
    }
    expect((await fieldsAt(noon + 1.5 * SECOND))['settings.delayBeforeAskSeconds']).toBe(1_000);
  });

  it('names the entry that made it so, and knows what it was not yet', async () => {
    const [one] = await delays(60);
    expect(await history.stoodAt('shop', 'published', noon + SECOND)).toMatchObject({ entry: one, version: 4 });
    expect(await history.stoodAt('shop', 'published', noon - 1)).toEqual({ version: 0, state: { status: 'none' } });
    expect(await history.stoodAt('shop', 'draft', noon)).toEqual({ version: 0, state: { status: 'none' } });
  });

  it('keeps secrets sealed as they were', async () => {
    const { state } = await history.stoodAt('shop', 'published', noon);
    expect((state as ConnectedChannel).setups['meta-cloud']?.secrets['appSecret']?.sealed).toMatch(/^v1\.credentials/);
  });

  it('has neighbours, and a place among the marks', async () => {
    const [one, two] = await delays(60, 61);
    expect(history.neighbours('shop', noon + SECOND)).toMatchObject({ before: { at: noon }, after: { id: two, at: noon + 2 * SECOND } });
    expect(history.neighbours('shop', noon + 1.5 * SECOND).before?.id).toBe(one);
    expect(history.bins('shop', { from: noon, width: 1.5 * SECOND })).toEqual([
      expect.objectContaining({ bin: 0, subject: 'agent', entries: 1, at: noon }), expect.objectContaining({ bin: 0, subject: 'published', entries: 3, at: noon + SECOND }),
      expect.objectContaining({ bin: 1, subject: 'published', entries: 1 }),
    ]);
  });
});

describe('what was read', () => {
  it('is kept by reader, newest first', async () => {
    const { store } = installation;
    const read = (id: string, at: number) => ({ id, type: 'HistoryRead', data: { agent: 'shop' }, meta: { v: 1, at } });
    await store.append(readsStream('sari'), [read('r1', noon), read('r2', noon + MINUTE)], 0);
    await history.waitFor(await store.head());
    expect(history.reads({ before: Number.MAX_SAFE_INTEGER, limit: 5 })).toMatchObject([{ id: 'r2', reader: 'sari' }, { id: 'r1' }]);
    expect(history.lastRead('sari', { type: 'HistoryRead', data: { agent: 'shop' } })).toBe(noon + MINUTE);
    expect(history.lastRead('sari', { type: 'HistoryRead', data: { agent: 'other' } })).toBeUndefined();
  });
});
