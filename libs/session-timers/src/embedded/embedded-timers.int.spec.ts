import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manualClock, sessionTimersContract, type ManualClock } from '@tandem/domain/testing';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openEmbeddedTimers, type EmbeddedTimers } from './embedded-timers.js';

const START = Date.UTC(2026, 10, 23, 9);
const ref = (session: string) => ({ conversation: `conversation-ch1.${session}`, session });
const newFolder = () => mkdtempSync(join(tmpdir(), 'session-timers-'));
const over = async () => ({ kind: 'over' as const });

const harness = (timers: EmbeddedTimers, file: string, clock: ManualClock) => ({
  timers,
  reopen: async () => {
    await timers.close();
    return harness(await openEmbeddedTimers({ file, clock }), file, clock);
  },
  close: async () => {
    await timers.close();
    rmSync(join(file, '..'), { recursive: true });
  },
});

sessionTimersContract('embedded', async (clock) => {
  const file = join(newFolder(), 'timers.db');
  return harness(await openEmbeddedTimers({ file, clock }), file, clock);
});

describe('embedded timers', () => {
  let folder: string;
  let file: string;
  let clock: ManualClock;
  beforeEach(() => {
    folder = newFolder();
    file = join(folder, 'timers.db');
    clock = manualClock(START);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const contents = () => readdirSync(folder).sort().map((name) => [name, readFileSync(join(folder, name)).toString('base64')]);

  it('has on disk what arm has answered, without being closed', async () => {
    const timers = await openEmbeddedTimers({ file, clock });
    await timers.arm(ref('s1'), START + 5);
    const onlooker = new DatabaseSync(file, { readOnly: true });
    expect(onlooker.prepare('SELECT session, due_at FROM timers').all().map((row) => ({ ...row }))).toEqual([{ session: 's1', due_at: START + 5 }]);
    onlooker.close();
    await timers.close();
  });

  it('holds a hundred thousand sessions in bounded memory and asks for one wake-up', async () => {
    const timers = await openEmbeddedTimers({ file, clock });
    await timers.start(over);
    const before = process.memoryUsage();
    const bornAt = performance.now();
    for (let n = 0; n < 100_000; n += 1_000) {
      await Promise.all(Array.from({ length: 1_000 }, (_, i) => timers.arm(ref(`s${n + i}`), START + 60_000 + ((n + i) % 977))));
    }
    const seconds = (performance.now() - bornAt) / 1_000;
    const grown = (process.memoryUsage().heapUsed - before.heapUsed) / 2 ** 20;
    expect(await timers.count()).toBe(100_000);
    expect(clock.pending()).toBe(1);
    // 100,000 sessions kept in memory would be 30 MiB and more; what is left here is rubbish not yet collected.
    expect({ grown: grown < 60, seconds: seconds < 15 }).toEqual({ grown: true, seconds: true });
    await timers.close();
  });

  it('begins anew from the log: emptied, it holds nothing and names no progress', async () => {
    const timers = await openEmbeddedTimers({ file, clock });
    await timers.arm(ref('s1'), START);
    await timers.saveProgress(42);
    expect(await timers.progress()).toBe(42);
    await timers.clear();
    expect([await timers.count(), await timers.progress()]).toEqual([0, 0]);
    await timers.close();
  });

  it('keeps the progress of arming with the sessions', async () => {
    const timers = await openEmbeddedTimers({ file, clock });
    await timers.saveProgress(7);
    await timers.close();
    const again = await openEmbeddedTimers({ file, clock });
    expect(await again.progress()).toBe(7);
    await again.close();
  });

  it('does not bring a session back that was cleared while it was evaluated', async () => {
    const timers = await openEmbeddedTimers({ file, clock });
    let answer: () => void = () => undefined;
    await timers.start(() => new Promise((resolve) => (answer = () => resolve({ kind: 'sleep', until: START + 9 }))));
    await timers.arm(ref('s1'), START);
    await clock.advance(0);
    await timers.clear();
    answer();
    await clock.settle();
    expect(await timers.count()).toBe(0);
    await timers.close();
  });

  it('remembers over a restart how often an evaluation has failed', async () => {
    const timers = await openEmbeddedTimers({ file, clock });
    await timers.start(() => Promise.reject(new Error('away')));
    await timers.arm(ref('s1'), START);
    await clock.advance(3_000); // fails at 0, 1 and 3 s
    await timers.close();
    const counted: number[] = [];
    const again = await openEmbeddedTimers({ file, clock, onFailure: (failures) => counted.push(failures) });
    await again.start(() => Promise.reject(new Error('away')));
    await clock.advance(4_000);
    expect(counted).toEqual([4]);
    await again.close();
  });

  it('says once and clearly that it is closed', async () => {
    const timers = await openEmbeddedTimers({ file, clock });
    await timers.close();
    await timers.close();
    await expect(timers.arm(ref('s1'), START)).rejects.toThrow('The session timers are closed');
  });

  it('commits what was asked for before it was closed', async () => {
    const timers = await openEmbeddedTimers({ file, clock });
    const armed = Array.from({ length: 2_500 }, (_, n) => timers.arm(ref(`s${n}`), START + n));
    await timers.close();
    await Promise.all(armed);
    const again = await openEmbeddedTimers({ file, clock });
    expect(await again.count()).toBe(2_500);
    await again.close();
  });

  describe('a file that cannot be used is refused and left as it is', () => {
    const damaged = async (): Promise<void> => {
      const timers = await openEmbeddedTimers({ file, clock });
      await Promise.all(Array.from({ length: 500 }, (_, n) => timers.arm(ref(`s${n}`), START + n)));
      await timers.close();
      const bytes = readFileSync(file);
      bytes.fill(0x5a, 4_096 * 3, 4_096 * 8);
      writeFileSync(file, bytes);
    };
    const foreign = async (): Promise<void> => {
      const db = new DatabaseSync(file);
      db.exec('CREATE TABLE recipes (name TEXT)');
      db.close();
    };
    const newer = async (): Promise<void> => {
      await (await openEmbeddedTimers({ file, clock })).close();
      const db = new DatabaseSync(file);
      db.exec('PRAGMA user_version = 2');
      db.close();
    };
    const cases: readonly [string, { make: () => Promise<void>; problem: string }][] = [
      ['no database', { make: async () => writeFileSync(file, 'not a database at all, but quite long'), problem: 'NotADatabase' }],
      ['another program\'s database', { make: foreign, problem: 'ForeignDatabase' }],
      ['a newer version\'s', { make: newer, problem: 'NewerVersion' }],
      ['a damaged one', { make: damaged, problem: 'Damaged' }],
    ];
    it.each(cases)('%s', async (_title, { make, problem }) => {
      await make();
      const before = contents();
      await expect(openEmbeddedTimers({ file, clock })).rejects.toMatchObject({ name: 'TimersFileError', problem });
      expect(contents()).toEqual(before);
    });

    it('but an empty one is a new one', async () => {
      writeFileSync(file, '');
      const timers = await openEmbeddedTimers({ file, clock });
      expect(await timers.count()).toBe(0);
      await timers.close();
    });
  });
});
