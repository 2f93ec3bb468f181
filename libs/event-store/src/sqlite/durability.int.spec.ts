import { afterAll, describe, expect, it } from '@jest/globals';
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { NewEvent, RecordedEvent } from '@tandem/domain';
import { verifyChain } from '../chain.js';
import { openFile } from './file-open.js';
import { openSqliteStore } from './index.js';
import { logFile } from './log-schema.js';
import { startChild } from './testing/child.js';
import { temporaryFolders } from './testing/temporary-folders.js';

const folders = temporaryFolders();
afterAll(folders.remove);

const event = (id: string, size = 300): NewEvent => ({ id, type: 'MessageReceived', data: { text: 'x'.repeat(size) }, meta: { v: 1, at: 1 } });

/** Everything in a log, read as a newly started process would, after one more append proved that it goes on. */
async function contents(file: string): Promise<RecordedEvent[]> {
  const store = openSqliteStore({ file });
  const all = await store.readAll({ after: 0, limit: 1_000_000 });
  for (const stream of new Set(all.map(({ stream }) => stream))) {
    const { events, version } = await store.read(stream);
    expect(verifyChain(events)).toMatchObject({ kind: 'whole', version });
  }
  const { version } = await store.read('agent-probe');
  expect(await store.append('agent-probe', [event(`probe-${version}`)], version)).toMatchObject({ kind: 'appended' });
  await store.close();
  return [...all];
}

describe('a process that is killed while it appends', () => {
  it('has lost nothing that it acknowledged, kill after kill', async () => {
    const file = join(folders.make(), 'log.sqlite');
    const acknowledged: string[] = [];
    for (let run = 1; run <= 4; run++) {
      const child = startChild('append-without-end.ts', file, `run${run}`);
      await child.printed(50 * run).finally(child.kill);
      acknowledged.push(...child.lines.filter((line) => /\/\d+$/.test(line)));
      const found = (await contents(file)).map(({ id }) => id);
      const there = new Set(found);
      expect(there.size).toBe(found.length);
      expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(500);
  });
});

/** A log in the middle of its life: acknowledged commits, then one more whose acknowledgement nobody has seen. */
async function tornLife() {
  const folder = folders.make();
  const file = join(folder, 'log.sqlite');
  const store = openSqliteStore({ file });
  const acknowledged: string[] = [];
  for (let i = 0; i < 30; i++) {
    await store.append(`conversation-a.draft.${i % 5}`, [event(`id-${i}`, 700)], Math.floor(i / 5));
    acknowledged.push(`id-${i}`);
  }
  const sizes = { file: statSync(file).size, wal: statSync(`${file}-wal`).size };
  const last = [event('unseen-0', 5_000), event('unseen-1', 5_000)];
  await store.append('conversation-a.draft.0', last, 6);
  const [before, wal] = [readFileSync(file), readFileSync(`${file}-wal`)];
  new DatabaseSync(file).exec('PRAGMA wal_checkpoint(PASSIVE)'); // the write-ahead log stays as it is
  const after = readFileSync(file);
  await store.close();
  return { acknowledged, sizes, before, after, wal };
}

/** Some of the places between two sizes, both ends and uneven ones among them. */
const places = (from: number, to: number, count: number): number[] =>
  [...new Set([from, from + 1, to - 1, to, ...Array.from({ length: count }, (_, i) => from + Math.floor(((to - from) * (i + 0.37)) / count))])];

describe('writes that were torn', () => {
  const lost = async (acknowledged: readonly string[], files: { file: Uint8Array; wal: Uint8Array }): Promise<string[]> => {
    const file = join(folders.make(), 'log.sqlite');
    writeFileSync(file, files.file);
    writeFileSync(`${file}-wal`, files.wal);
    const found = new Set((await contents(file)).map(({ id }) => id));
    expect(found.has('unseen-0')).toBe(found.has('unseen-1')); // one append is there whole or not at all
    return acknowledged.filter((id) => !found.has(id));
  };

  it('loses nothing acknowledged when the write-ahead log is cut anywhere behind it', async () => {
    const { acknowledged, sizes, before, wal } = await tornLife();
    for (const cut of places(sizes.wal, wal.length, 30)) {
      expect(await lost(acknowledged, { file: before, wal: wal.subarray(0, cut) })).toEqual([]);
    }
  });

  it('nor when what lies behind it is zeros or rubbish', async () => {
    const { acknowledged, sizes, before, wal } = await tornLife();
    for (const cut of places(sizes.wal, wal.length, 8)) {
      for (const rubbish of [0, 0xa5]) {
        const torn = Buffer.from(wal);
        torn.fill(rubbish, cut);
        expect(await lost(acknowledged, { file: before, wal: torn })).toEqual([]);
      }
    }
  });

  it('nor when the file itself is cut anywhere while pages are moved into it', async () => {
    const { acknowledged, sizes, before, after, wal } = await tornLife();
    expect(after.length).toBeGreaterThan(before.length);
    for (const cut of places(sizes.file, after.length, 20)) {
      expect(await lost(acknowledged, { file: after.subarray(0, cut), wal })).toEqual([]);
    }
  });

  it('nor when the old pages have become new ones only up to some byte', async () => {
    const { acknowledged, sizes, before, after, wal } = await tornLife();
    for (const cut of places(0, sizes.file, 20)) {
      expect(await lost(acknowledged, { file: Buffer.concat([after.subarray(0, cut), before.subarray(cut)]), wal })).toEqual([]);
    }
  });

  it('would notice a loss: a cut before what was acknowledged loses it', async () => {
    const { acknowledged, sizes, before, wal } = await tornLife();
    expect(await lost(acknowledged, { file: before, wal: wal.subarray(0, sizes.wal - 1) })).toEqual(['id-29']);
  });
});

describe('group commit', () => {
  it('waits for the disk at every commit', () => {
    const db = openFile(join(folders.make(), 'log.sqlite'), logFile);
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 }); // FULL
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    db.close();
  });

  it('waits for the disk once for appends of one turn, however many conflict', async () => {
    const store = openSqliteStore({ file: join(folders.make(), 'log.sqlite') });
    await store.append('agent-0', [event('first')], 0);
    const appends = Array.from({ length: 300 }, (_, i) => store.append(`agent-${i % 150}`, [event(`id-${i}`)], 0));
    const answers = await Promise.all(appends);
    expect(answers.filter(({ kind }) => kind === 'appended')).toHaveLength(149);
    expect(store.stats).toEqual({ appends: 301, conflicts: 151, commits: 2, events: 150 });
    await store.close();
  });

  it('commits a flood in several groups', async () => {
    const store = openSqliteStore({ file: join(folders.make(), 'log.sqlite') });
    await Promise.all(Array.from({ length: 3_000 }, (_, i) => store.append(`agent-${i}`, [event(`id-${i}`, 10)], 0)));
    expect(store.stats.commits).toBe(3);
    await store.close();
  });

  it('commits what is waiting when the store is closed, and refuses what comes later', async () => {
    const file = join(folders.make(), 'log.sqlite');
    const store = openSqliteStore({ file });
    const waiting = store.append('agent-1', [event('last')], 0);
    await store.close();
    expect(await waiting).toMatchObject({ kind: 'appended' });
    await expect(store.append('agent-1', [event('late')], 1)).rejects.toThrow('The event store is closed.');
    await store.close();
    expect((await contents(file)).map(({ id }) => id)).toEqual(['last']);
  });

  it('rejects every append of a group that the disk refuses, and goes on with the versions as they were', async () => {
    const file = join(folders.make(), 'log.sqlite');
    const store = openSqliteStore({ file });
    await store.append('agent-1', [event('a')], 0);
    const other = new DatabaseSync(file);
    other.exec("CREATE TRIGGER full BEFORE INSERT ON events WHEN new.id = 'bad' BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    const answers = await Promise.allSettled([store.append('agent-1', [event('b')], 1), store.append('agent-2', [event('bad')], 0)]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    other.exec('DROP TRIGGER full');
    other.close();
    expect(await store.append('agent-1', [event('b')], 1)).toMatchObject({ kind: 'appended', version: 2 });
    expect(await store.append('agent-2', [event('good')], 0)).toMatchObject({ kind: 'appended', version: 1 });
    await store.close();
    expect((await contents(file)).map(({ id }) => id)).toEqual(['a', 'b', 'good']);
  });
});

describe('a store that is opened again', () => {
  it('goes on with versions, hashes, positions and repeats', async () => {
    const file = join(folders.make(), 'log.sqlite');
    let store = openSqliteStore({ file });
    const answer = await store.append('agent-1', [event('a'), event('b')], 0);
    await store.close();
    store = openSqliteStore({ file });
    expect(await store.append('agent-1', [event('a'), event('b')], 0)).toEqual(answer);
    expect(await store.append('agent-1', [event('c')], 2)).toMatchObject({ version: 3 });
    await store.close();
    expect((await contents(file)).map(({ position }) => position)).toEqual([1, 2, 3]);
  });

  it('gives no position and no time out twice when the newest events were forgotten', async () => {
    const file = join(folders.make(), 'log.sqlite');
    let store = openSqliteStore({ file });
    await store.append('agent-1', [event('a')], 0);
    await store.append('webhooks-1', [event('b'), event('c')], 0);
    await store.forget('webhooks-', Number.MAX_SAFE_INTEGER);
    await store.close();
    store = openSqliteStore({ file, clock: { now: () => 0, monotonic: () => 0, wakeAt: () => () => undefined } });
    expect(await store.head()).toBe(3);
    expect(await store.append('webhooks-1', [event('d')], 2)).toMatchObject({ version: 3, position: 4 });
    await store.forget('webhooks-', 1_000);
    expect((await store.read('webhooks-1')).events).toHaveLength(1);
    await store.close();
  });

  it('reads what a copy of it without its write-ahead log has', async () => {
    const folder = folders.make();
    const file = join(folder, 'log.sqlite');
    const store = openSqliteStore({ file });
    await store.append('agent-1', [event('a')], 0);
    await store.close();
    copyFileSync(file, join(folder, 'copy.sqlite'));
    expect((await contents(join(folder, 'copy.sqlite'))).map(({ id }) => id)).toEqual(['a']);
  });
});
