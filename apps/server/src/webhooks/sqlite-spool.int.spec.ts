import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { NewEvent } from '@tandem/domain';
import { SpoolFull, type Spool, type Spooling } from './spool.js';
import { DISK_RESERVE, openSqliteSpool, type SqliteSpoolOptions } from './sqlite-spool.js';

const stream = 'webhooks-a1.published.w1';
const event = (id: string, size = 10): NewEvent => ({ id, type: 'WebhookReceived', data: { body: 'x'.repeat(size) }, meta: { v: 1, at: 1 } });
const receipt = (id: string, more: { version?: number; size?: number; of?: string } = {}): Spooling =>
  ({ kind: 'receipt', stream: more.of ?? stream, event: event(id, more.size), version: more.version });
const all = { count: 1_000, bytes: 1e9 };

describe('the spool', () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'tandem-spool-'));
    ends.push(() => rmSync(made, { recursive: true, force: true }));
    return made;
  };
  const open = (options: Partial<SqliteSpoolOptions> & { file: string }): Spool => {
    const spool = openSqliteSpool({ clock: { now: () => 5 }, maxBytes: 1e6, freeBytes: () => undefined, ...options });
    ends.push(() => spool.close());
    return spool;
  };
  const opened = (options: Partial<SqliteSpoolOptions> = {}): Spool => open({ file: join(folder(), 'spool.sqlite'), ...options });
  const waiting = (spool: Spool, of = stream): string[] => spool.receipts(of, all).map(({ event: { id } }) => id);

  it('keeps the order of each stream, and hands on what another process left with its versions', async () => {
    const file = join(folder(), 'spool.sqlite');
    const before = open({ file });
    await Promise.all([before.add([receipt('a', { version: 4 })]), before.add([receipt('z', { of: 'webhooks-b2.draft.w1' })]), before.add([receipt('b')])]);
    await before.sending([{ seq: before.receipts(stream, all)[1]?.seq ?? 0, version: 5 }]);
    await before.close();
    const spool = open({ file });
    expect(spool.receipts(stream, all).map(({ event: { id }, version }) => [id, version])).toEqual([['a', 4], ['b', 5]]);
    expect(spool.streams()).toEqual([stream, 'webhooks-b2.draft.w1']);
    expect(spool.standing()).toMatchObject({ receipts: 3, oldestAt: 5, setAside: 0, full: false });
  });

  it('hands out at most so many, and so much, but one at least', async () => {
    const spool = opened();
    await spool.add(['a', 'b', 'c'].map((id) => receipt(id, { size: 1_000 })));
    expect(spool.receipts(stream, { count: 2, bytes: 1e9 })).toHaveLength(2);
    expect(spool.receipts(stream, { count: 9, bytes: 2_500 })).toHaveLength(2);
    expect(spool.receipts(stream, { count: 9, bytes: 1 })).toHaveLength(1);
  });

  it('answers when the disk has it and not before; many at once share a wait', async () => {
    const waits: (() => void)[] = [];
    const spool = opened({ sync: () => new Promise((resolve) => waits.push(resolve)) });
    let answered = 0;
    const adding = Array.from({ length: 50 }, (_, n) => spool.add([receipt(`r${n}`)]).then(() => (answered += 1)));
    while (waits.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect([answered, spool.isEmpty(), spool.hasWaiting()]).toEqual([0, false, false]);
    waits.shift()?.();
    await Promise.all(adding);
    expect([answered, waits.length, spool.standing().receipts]).toEqual([50, 0, 50]);
  });

  it('refuses what does not fit and keeps the rest; with room it takes again', async () => {
    const spool = opened({ maxBytes: 3_000 });
    await spool.add([receipt('a', { size: 1_000 }), receipt('b', { size: 1_000 })]);
    await expect(spool.add([receipt('c', { size: 1_000 })])).rejects.toBeInstanceOf(SpoolFull);
    expect([waiting(spool), spool.standing().full]).toEqual([['a', 'b'], true]);
    spool.done([spool.receipts(stream, all)[0]?.seq ?? 0]);
    await spool.add([receipt('c', { size: 1_000 })]);
    expect([waiting(spool), spool.standing().full]).toEqual([['b', 'c'], false]);
  });

  it('leaves a reserve of the disk free', async () => {
    let free = DISK_RESERVE - 1;
    const spool = opened({ freeBytes: () => free });
    await expect(spool.add([receipt('a')])).rejects.toBeInstanceOf(SpoolFull);
    expect(spool.standing().full).toBe(true);
    free = DISK_RESERVE;
    await spool.add([receipt('a')]);
    expect(waiting(spool)).toEqual(['a']);
  });

  it('tells who asked when the disk fails, and knows what stands in the file all the same', async () => {
    let fails = true;
    const spool = opened({ sync: () => (fails ? Promise.reject(new Error('EIO')) : Promise.resolve()) });
    await expect(spool.add([receipt('a')])).rejects.toThrow('did not take');
    fails = false;
    await spool.add([receipt('b')]);
    expect(waiting(spool)).toEqual(['a', 'b']);
    spool.done(spool.receipts(stream, all).map(({ seq }) => seq));
    expect([spool.isEmpty(), spool.standing().receipts, spool.standing().bytes]).toEqual([true, 0, 0]);
  });

  it('sets one aside for those behind it, and still counts its bytes', async () => {
    const spool = opened();
    await spool.add([receipt('a'), receipt('b')]);
    const { bytes } = spool.standing();
    await spool.setAside(spool.receipts(stream, all)[0]?.seq ?? 0, 'refused');
    expect(waiting(spool)).toEqual(['b']);
    expect(spool.standing()).toMatchObject({ receipts: 1, setAside: 1, bytes });
  });

  it('takes back what was set aside, in the words of the guide', async () => {
    const file = join(folder(), 'spool.sqlite');
    const before = open({ file });
    await before.add([receipt('a', { version: 7 }), receipt('b')]);
    await before.setAside(before.receipts(stream, all)[0]?.seq ?? 0, 'stream-deleted');
    await before.close();
    const guide = readFileSync(join(import.meta.dirname, '../../../../docs/how-to/kurrentdb.md'), 'utf8');
    const db = new DatabaseSync(file);
    db.exec(/sqlite3 spool\.sqlite "(.+)"/.exec(guide)?.[1] ?? 'no such line');
    db.close();
    const spool = open({ file });
    expect(spool.receipts(stream, all).map(({ event: { id }, version }) => [id, version])).toEqual([['b', undefined], ['a', undefined]]);
    expect(spool.standing()).toMatchObject({ receipts: 2, setAside: 0 });
  });

  it('keeps keys apart from receipts, as they were wrapped', async () => {
    const spool = opened();
    const key = { master: 'm1', wrapped: Buffer.from([1, 2, 3]) };
    await spool.add([{ kind: 'key', name: 'receipts-w1.ab-2026-11-23', key }]);
    expect(spool.keys()).toMatchObject([{ name: 'receipts-w1.ab-2026-11-23', key }]);
    expect([spool.streams(), spool.isEmpty(), spool.standing().receipts]).toEqual([[], false, 0]);
    spool.done(spool.keys().map(({ seq }) => seq));
    expect(spool.isEmpty()).toBe(true);
  });
});
