import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore, NewEvent, Sealed, WebhookReceived } from '@tandem/domain';
import { manualClock } from '@tandem/domain/testing';
import { KurrentProblem } from '@tandem/event-store/kurrentdb';
import { openMemoryStore } from '@tandem/event-store/memory';
import { silentLog } from '../logging/log.js';
import { SpoolFull, type Spool } from '../webhooks/spool.js';
import { openSqliteSpool } from '../webhooks/sqlite-spool.js';
import { createDatabaseWatch, type DatabaseWatch } from './database-watch.js';
import { createSpooledReceipts, type SpooledReceipts } from './spooled-receipts.js';

const channel = 'a1.published';
const stream = 'webhooks-a1.published.w1';
const patience = 40;

const receipt = (id: string, size = 1): NewEvent<WebhookReceived> =>
  ({ id, type: 'WebhookReceived', data: { receivedAt: 1, body: 'x'.repeat(size) as Sealed, bytes: 1, provenBy: ['f'] }, meta: { v: 1, at: 1 } });

type Trouble = 'none' | 'away' | 'lost' | 'denied' | 'silent';

/** A database in trouble: away and denied are said soon, lost and silent never are. */
const troubled = () => {
  const inner = openMemoryStore();
  const asked: { expected: number; ids: readonly string[] }[] = [];
  const state = { trouble: 'none' as Trouble, refused: new Set<string>(), kind: 'refused' as 'refused' | 'stream-deleted' };
  const never = new Promise<never>(() => {});
  const problem = (kind: 'unreachable' | 'not-allowed' | 'refused' | 'stream-deleted') => Promise.reject(new KurrentProblem(kind, 'trouble'));
  const store: EventStore = {
    ...inner,
    append: async (name, events, expected) => {
      asked.push({ expected, ids: events.map(({ id }) => id) });
      if (state.trouble === 'away') return problem('unreachable');
      if (state.trouble === 'denied') return problem('not-allowed');
      if (state.trouble === 'silent') return never;
      if (events.some(({ id }) => state.refused.has(id))) return problem(state.kind);
      const answer = await inner.append(name, events, expected);
      return state.trouble === 'lost' ? never : answer;
    },
    readBackwards: (name, range) => (state.trouble === 'none' || state.trouble === 'lost' ? inner.readBackwards(name, range) : state.trouble === 'silent' ? never : problem('unreachable')),
  };
  return { store, asked, state, ids: async () => (await inner.read(stream)).events.map(({ id }) => id) };
};

describe('receipts of a process whose log is in a database', () => {
  let folder: string;
  let database: ReturnType<typeof troubled>;
  let spool: Spool;
  let watch: DatabaseWatch;
  let receipts: SpooledReceipts;
  const lines: string[] = [];
  const taken: string[] = [];
  const log = { ...silentLog, error: (event: string) => void lines.push(event), info: (event: string) => void lines.push(event) };
  const clock = manualClock(1_000);

  /** The vault is in the same database. */
  const adopt = async (name: string) => {
    if (database.state.trouble !== 'none') throw new KurrentProblem('unreachable', 'trouble');
    taken.push(name, ...(await database.ids()));
  };
  const openSpool = (maxBytes = 1e9) => openSqliteSpool({ file: join(folder, 'spool.sqlite'), clock, maxBytes, freeBytes: () => undefined });
  const begin = (maxBytes?: number) => {
    spool = openSpool(maxBytes);
    watch = createDatabaseWatch({ clock, log });
    receipts = createSpooledReceipts({ spool, store: database.store, adopt, writer: 'w1', clock, log, watch, patience });
  };
  const end = async () => {
    await receipts.stop();
    await spool.close();
  };
  const emptied = async () => {
    while (!spool.isEmpty()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const append = (...ids: string[]) => Promise.all(ids.map((id) => receipts.append(channel, receipt(id))));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tandem-outage-'));
    database = troubled();
    lines.length = 0;
    taken.length = 0;
    begin();
  });
  afterEach(async () => {
    await end();
    rmSync(folder, { recursive: true, force: true });
  });

  it('go straight to the database that answers, and nothing is written into the spool', async () => {
    let added = 0;
    spool.onAdded(() => (added += 1));
    await append('a', 'b', 'c');
    expect([await database.ids(), added, database.asked.length, lines]).toEqual([['a', 'b', 'c'], 0, 3, []]);
  });

  it('are acknowledged although it says nothing, and are asked for again at the same version with the same ids', async () => {
    await append('first');
    database.state.trouble = 'silent';
    await append('a', 'b');
    expect([await database.ids(), spool.standing().receipts, watch.awaySince()]).toEqual([['first'], 2, 1_000]);
    await append('c');
    database.state.trouble = 'none';
    begin2();
    await emptied();
    expect(await database.ids()).toEqual(['first', 'a', 'b', 'c']);
    const repeats = database.asked.filter(({ ids }) => ids[0] === 'a').map(({ expected }) => expected);
    expect(new Set(repeats)).toEqual(new Set([1]));
  });

  /** Another process on the same folder: the drain of the first hangs in an append that is never answered. */
  const begin2 = () => {
    void receipts.stop();
    receipts = createSpooledReceipts({ spool, store: database.store, adopt, writer: 'w1', clock, log, watch, patience });
  };

  it('whose appends were done and never answered stand in the log once', async () => {
    await append('first');
    database.state.trouble = 'lost';
    await append('a', 'b', 'c');
    database.state.trouble = 'none';
    begin2();
    await append('d');
    await emptied();
    expect(await database.ids()).toEqual(['first', 'a', 'b', 'c', 'd']);
  });

  it('of which the first alone was written stand in the log once each', async () => {
    await append('first');
    database.state.trouble = 'lost';
    const running = [append('a')];
    while (!(await database.ids()).includes('a')) await new Promise((resolve) => setImmediate(resolve));
    database.state.trouble = 'silent';
    running.push(append('b'));
    await Promise.all(running);
    database.state.trouble = 'none';
    begin2();
    await emptied();
    expect(await database.ids()).toEqual(['first', 'a', 'b']);
  });

  it('behind one that waits queue, although the database answers again', async () => {
    await append('first');
    database.state.trouble = 'away';
    await append('a');
    const later = Array.from({ length: 300 }, (_, n) => `r${n}`);
    database.state.trouble = 'none';
    await append(...later);
    await emptied();
    expect(await database.ids()).toEqual(['first', 'a', ...later]);
  });

  it('go straight again once the spool is empty, and the log says beginning and end once', async () => {
    await append('first');
    database.state.trouble = 'away';
    await append('a', 'b');
    await append('c');
    database.state.trouble = 'none';
    await emptied();
    await append('d');
    expect(await database.ids()).toEqual(['first', 'a', 'b', 'c', 'd']);
    expect([watch.awaySince(), lines.filter((line) => line === 'DatabaseAway').length, lines.filter((line) => line === 'DatabaseBack').length]).toEqual([undefined, 1, 1]);
    expect(database.asked.at(-1)).toEqual({ expected: 4, ids: ['d'] });
  });

  it('wait out a password that is not taken for a while', async () => {
    await append('first');
    database.state.trouble = 'denied';
    await append('a', 'b');
    expect(spool.standing()).toMatchObject({ receipts: 2, setAside: 0 });
    database.state.trouble = 'none';
    await emptied();
    expect(await database.ids()).toEqual(['first', 'a', 'b']);
  });

  it('that the database refuses for good are set aside; those behind take their version', async () => {
    await append('first');
    database.state.trouble = 'away';
    await append('a', 'bad', 'b', 'c');
    database.state.refused.add('bad');
    database.state.trouble = 'none';
    await emptied();
    expect(await database.ids()).toEqual(['first', 'a', 'b', 'c']);
    expect([spool.standing().setAside, lines.includes('ReceiptSetAside')]).toEqual([1, true]);
    expect(database.asked.slice(-3)).toEqual([{ expected: 2, ids: ['bad'] }, { expected: 2, ids: ['b'] }, { expected: 3, ids: ['c'] }]);
  });

  it('that the database refuses for good at once are kept and set aside: nobody sends them for ever, and none is lost', async () => {
    await append('first');
    database.state.refused.add('bad');
    await append('a', 'bad', 'b');
    await emptied();
    expect((await database.ids()).toSorted()).toEqual(['a', 'b', 'first']);
    expect([spool.standing(), lines.includes('ReceiptSetAside')]).toEqual([expect.objectContaining({ receipts: 0, setAside: 1 }), true]);
    await append('c');
    expect((await database.ids()).at(-1)).toBe('c');
  });

  it('of a full spool are refused, and none that was acknowledged is lost', async () => {
    await end();
    begin(2_000);
    database.state.trouble = 'away';
    const answers = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => receipts.append(channel, receipt(`r${n}`, 200))));
    const kept = answers.flatMap(({ status }, n) => (status === 'fulfilled' ? [`r${n}`] : []));
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    expect(kept.length).toBeGreaterThan(1);
    expect(refused.length).toBeGreaterThan(1);
    expect(refused.every((reason) => reason instanceof SpoolFull)).toBe(true);
    expect(spool.standing().full).toBe(true);
    database.state.trouble = 'none';
    await emptied();
    expect(await database.ids()).toEqual(kept);
    await append('later');
    expect(spool.standing().full).toBe(false);
  });

  it('in the spool of a process that is gone are taken over by the next on the folder', async () => {
    await append('first');
    database.state.trouble = 'away';
    await append('a', 'b');
    await end();
    begin();
    await append('c');
    expect(spool.standing().receipts).toBe(3);
    database.state.trouble = 'none';
    await emptied();
    expect(await database.ids()).toEqual(['first', 'a', 'b', 'c']);
  });

  it('that were never sent are asked for at one version alone, whatever ends the process in between', async () => {
    database.state.trouble = 'away';
    await append('a', 'b');
    database.state.trouble = 'lost';
    while (!(await database.ids()).includes('b')) await new Promise((resolve) => setTimeout(resolve, 5));
    void receipts.stop(); // its answer never comes
    await spool.close();
    database.state.trouble = 'none';
    begin();
    await append('c');
    await emptied();
    expect(await database.ids()).toEqual(['a', 'b', 'c']);
  });

  it('with a day\'s key are taken only after the key', async () => {
    database.state.trouble = 'away';
    await spool.add([{ kind: 'key', name: 'receipts-w1.aa-2026-11-23', key: { master: 'm', wrapped: Buffer.from('k') } }]);
    await append('a');
    database.state.trouble = 'none';
    await emptied();
    expect([taken, await database.ids()]).toEqual([['receipts-w1.aa-2026-11-23'], ['a']]);
  });
});
