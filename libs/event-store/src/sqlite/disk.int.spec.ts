import { afterAll, describe, expect, it } from '@jest/globals';
import { copyFileSync, fstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { NewEvent } from '@tandem/domain';
import { openSqliteStore, type SqliteStore } from './index.js';
import { temporaryFolders } from './testing/temporary-folders.js';

const folders = temporaryFolders();
afterAll(folders.remove);

const event = (id: string): NewEvent => ({ id, type: 'MessageReceived', data: { id }, meta: { v: 1, at: 1 } });
const turns = async (count = 20): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** A disk that answers when the test lets it. */
const heldDisk = () => {
  const waits: { resolve: () => void; reject: (error: Error) => void }[] = [];
  return {
    waits,
    sync: () => new Promise<void>((resolve, reject) => waits.push({ resolve, reject })),
    async answer(): Promise<void> {
      waits.shift()?.resolve();
      await turns();
    },
    async fail(): Promise<void> {
      waits.shift()?.reject(new Error('EIO'));
      await turns();
    },
  };
};

const opened = (sync?: (file: number) => Promise<void>) => {
  const file = join(folders.make(), 'log.sqlite');
  return { file, store: openSqliteStore({ file, sync }) };
};
const settled = async (work: Promise<unknown>): Promise<boolean> => {
  let isSettled = false;
  work.then(() => (isSettled = true), () => (isSettled = true));
  await turns();
  return isSettled;
};
const ids = async (store: SqliteStore): Promise<string[]> => (await store.readAll({ after: 0, limit: 100 })).map(({ id }) => id);

/** The file alone, without its write-ahead log. */
const copyOf = (file: string): string => {
  const copy = join(folders.make(), 'copy.sqlite');
  copyFileSync(file, copy);
  return copy;
};
const idsIn = async (file: string): Promise<string[]> => {
  const store = openSqliteStore({ file });
  try {
    return await ids(store);
  } finally {
    await store.close();
  }
};

describe('a disk that takes its time', () => {
  it('is waited for before an append is acknowledged', async () => {
    const disk = heldDisk();
    const { store } = opened(disk.sync);
    const appending = store.append('agent-1', [event('a')], 0);
    expect(await settled(appending)).toBe(false);
    await disk.answer();
    expect(await appending).toEqual({ kind: 'appended', version: 1, position: 1 });
    await store.close();
  });

  it('shows nobody what it does not have yet', async () => {
    const disk = heldDisk();
    const { store } = opened(disk.sync);
    const seen: string[] = [];
    store.subscribe({ after: 0, deliver: async (events) => void seen.push(...events.map(({ id }) => id)) });
    const appending = store.append('agent-1', [event('a')], 0);
    await turns();
    const reading = store.read('agent-1');
    expect(await settled(reading)).toBe(false);
    expect({ head: await store.head(), all: await ids(store), seen }).toEqual({ head: 0, all: [], seen: [] });
    expect(await store.read('agent-2')).toEqual({ events: [], version: 0 });
    await disk.answer();
    await appending;
    expect(await reading).toMatchObject({ version: 1 });
    expect({ head: await store.head(), seen }).toEqual({ head: 1, seen: ['a'] });
    await store.close();
  });

  it('gets everything that came meanwhile in one piece', async () => {
    const disk = heldDisk();
    const { store } = opened(disk.sync);
    const first = store.append('agent-0', [event('first')], 0);
    await turns();
    const later: Promise<unknown>[] = [];
    for (let i = 1; i <= 50; i++) {
      later.push(store.append(`agent-${i}`, [event(`later-${i}`)], 0));
      await turns(1);
    }
    expect(disk.waits).toHaveLength(1);
    await disk.answer();
    await disk.answer();
    await Promise.all([first, ...later]);
    expect(store.stats).toEqual({ appends: 51, conflicts: 0, commits: 2, events: 51 });
    await store.close();
  });

  it('is waited for when the store is closed, one commit after the other', async () => {
    const disk = heldDisk();
    const { store } = opened(disk.sync);
    const first = store.append('agent-1', [event('a')], 0);
    await turns();
    const second = store.append('agent-1', [event('b')], 1);
    const closing = store.close();
    expect(await settled(closing)).toBe(false);
    expect(disk.waits).toHaveLength(1);
    await disk.answer();
    expect(await settled(closing)).toBe(false);
    await disk.answer();
    await closing;
    expect(await Promise.all([first, second])).toMatchObject([{ kind: 'appended', version: 1 }, { kind: 'appended', version: 2 }]);
  });
});

describe('a disk that fails', () => {
  it('has its commit refused, and the log is made whole before anything more is appended', async () => {
    const disk = heldDisk();
    const { file, store } = opened(disk.sync);
    const lost = store.append('agent-1', [event('a')], 0);
    lost.catch(() => undefined);
    await turns();
    await disk.fail();
    await expect(lost).rejects.toThrow('EIO');
    const next = store.append('agent-2', [event('b')], 0);
    await turns();
    await disk.answer();
    expect(await next).toMatchObject({ kind: 'appended', position: 2 });
    expect(await idsIn(copyOf(file))).toEqual(['a']); // what nobody knew of stands in the file itself before anything is acknowledged
    const again = store.append('agent-1', [event('a')], 0); // the very same: it is there
    await turns();
    await disk.answer();
    expect(await again).toEqual({ kind: 'appended', version: 1, position: 1 });
    await store.close();
    expect(await idsIn(file)).toEqual(['a', 'b']);
  });
});

it('is the write-ahead log that is synced, once for every commit', async () => {
  const synced: number[] = [];
  const { file, store } = opened(async (fd) => void synced.push(fstatSync(fd).ino));
  for (let i = 0; i < 5; i++) await store.append('agent-1', [event(`id-${i}`)], i);
  const { ino } = statSync(`${file}-wal`);
  expect(synced).toEqual([ino, ino, ino, ino, ino]);
  await store.close();
});
