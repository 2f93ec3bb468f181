// needs the protocol: meta-cloud
import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINUTE } from '@tandem/domain';
import { customer, metaBody, noon, shop, startTrial, type Trial } from '../testing/trial.js';
import { openSearch, type Search } from './search.js';

const other = '6281234500002';
const closing: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const folderFor = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-search-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** Two people have written; the agent says again what they say. */
const lived = async (): Promise<Trial> => {
  const trial = await startTrial();
  closing.push(() => trial.stop());
  await trial.receive(metaBody({ text: 'My order of Sambal Matah is late' }));
  await trial.until(async () => (await trial.events()).filter(({ type }) => type === 'SendAccepted').length === 1);
  await trial.clock.advance(MINUTE);
  await trial.receive(metaBody({ from: other, text: 'Crème brûlée, ya?', at: trial.clock.now() }));
  await trial.until(async () => (await trial.events()).filter(({ type }) => type === 'SendAccepted').length === 2);
  return trial;
};

/** Everything that there is so far is in. */
const searching = async ({ store, vault, events }: Trial, given: { file?: string; most?: number } = {}): Promise<Search> => {
  const search = openSearch({ file: ':memory:', store, vault, ...given });
  await search.start();
  closing.push(() => search.stop());
  const end = (await events()).at(-1)?.position ?? 0;
  while (search.reached() < end) await new Promise(setImmediate);
  return search;
};

const conversationOf = ({ views }: Trial, phone: string): string => views.conversations().find((view) => view.phone === phone)?.conversation ?? '';

describe('the search', () => {
  it('finds a conversation by words of one message, or their beginnings, in small or large letters, with or without accents', async () => {
    const trial = await lived();
    const search = await searching(trial);
    const [first, second] = [conversationOf(trial, customer), conversationOf(trial, other)];
    const found = (text: string) => search.find({ text }).conversations;
    expect(found('sambal')).toEqual([first]);
    expect(found('LATE order')).toEqual([first]);
    expect(found('mat')).toEqual([first]);
    expect(found('creme brulee')).toEqual([second]);
    expect(found('ya')).toEqual([second]);
    expect(found('sambal ya')).toEqual([]);
    expect(found('atah')).toEqual([]);
    expect(found('said')).toEqual([second, first]);
  });

  it('takes what stands between words for no order to the index', async () => {
    const search = await searching(await lived());
    for (const text of ['"', 'late"', 'late OR NOT', '(late', 'words:late', '*', '^late', 'late*', '-late', '…']) expect(() => search.find({ text })).not.toThrow();
    expect(search.find({ text: '"?*' })).toEqual({ conversations: [], cut: false });
    expect(search.find({ text: 'late"*' }).conversations).toHaveLength(1);
  });

  it('finds a number by all of its digits or how they begin', async () => {
    const trial = await lived();
    const search = await searching(trial);
    const found = (digits: string) => search.find({ digits }).conversations.toSorted();
    expect(found(other)).toEqual([conversationOf(trial, other)]);
    expect(found(customer)).toEqual([conversationOf(trial, customer)]);
    expect(found('628')).toEqual([conversationOf(trial, customer), conversationOf(trial, other)].toSorted());
    expect(found('8123')).toEqual([]);
    expect(search.find({ digits: other, text: 'sambal' }).conversations).toEqual([]);
    expect(search.find({ digits: customer, text: 'sambal' }).conversations).toHaveLength(1);
  });

  it('looks only where it is told to', async () => {
    const search = await searching(await lived());
    const count = (where: object) => [search.find({ text: 'late', ...where }), search.find({ digits: '62', ...where })].map(({ conversations }) => conversations.length);
    expect(count({ channel: shop })).toEqual([1, 2]);
    expect(count({ channel: 'shop.draft' })).toEqual([0, 0]);
    expect(count({ channel: 'shop.draft', orChannel: shop })).toEqual([1, 2]);
    expect(count({ version: 'draft' })).toEqual([0, 0]);
    expect(count({ version: 'published' })).toEqual([1, 2]);
  });

  it('looks at the newest of what is too frequent, and says so', async () => {
    const trial = await lived();
    const search = await searching(trial, { most: 1 });
    expect(search.find({ text: 'said' })).toEqual({ conversations: [conversationOf(trial, other)], cut: true });
    expect(search.find({ text: 'late order' }).cut).toBe(true); // the question, and the agent's answer to it
    expect(search.find({ text: 'said late' }).cut).toBe(false);
  });

  it('comes back equal after its file is deleted, and goes on where it was', async () => {
    const trial = await lived();
    const file = join(folderFor(), 'search.sqlite');
    const before = (await searching(trial, { file })).find({ text: 'said' });
    expect((await searching(trial)).find({ text: 'said' })).toEqual(before);
    expect(openSearch({ file, store: trial.store, vault: trial.vault }).find({ text: 'said' })).toEqual(before);
  });

  it('holds nothing of whom was purged, in no file', async () => {
    const trial = await lived();
    const folder = folderFor();
    const search = await searching(trial, { file: join(folder, 'search.sqlite') });
    const files = () => readdirSync(folder).map((file) => readFileSync(join(folder, file), 'latin1')).join('');
    expect(files()).toContain('Sambal Matah');
    expect(files()).toContain('mbal'); // in the index, whose words begin where they differ from the one before
    await search.purge(conversationOf(trial, customer));
    expect([search.find({ text: 'said' }).conversations, search.find({ digits: '62' }).conversations]).toEqual([[conversationOf(trial, other)], [conversationOf(trial, other)]]);
    for (const gone of ['Sambal', 'mbal', 'mata', customer]) expect(files()).not.toContain(gone);
  });

  it('follows the log when it forgets: older words go, and the number with the last of them', async () => {
    const trial = await lived();
    const search = await searching(trial);
    await search.forget(conversationOf(trial, other), noon + MINUTE);
    expect(search.find({ text: 'brulee' }).conversations).toHaveLength(1);
    await search.forget(conversationOf(trial, other), Infinity);
    expect(search.find({ text: 'brulee' }).conversations).toEqual([]);
    expect(search.find({ digits: other }).conversations).toEqual([]);
    expect(search.find({ text: 'sambal' }).conversations).toHaveLength(1);
  });
});
