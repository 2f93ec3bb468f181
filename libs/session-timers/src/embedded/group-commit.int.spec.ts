import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { groupCommit, type GroupCommit } from './group-commit.js';

describe('writes in groups', () => {
  let db: DatabaseSync;
  let writes: GroupCommit;
  let syncs = 0;
  let disk = (): Promise<void> => Promise.resolve();
  const put = (n: number) => writes.write(() => db.prepare('INSERT INTO t VALUES (?)').run(n));
  const rows = () => db.prepare('SELECT n FROM t ORDER BY rowid').all().map(({ n }) => n);
  beforeEach(() => {
    db = new DatabaseSync(':memory:');
    db.exec('CREATE TABLE t (n INTEGER UNIQUE)');
    [syncs, disk] = [0, () => Promise.resolve()];
    writes = groupCommit(db, () => {
      syncs += 1;
      return disk();
    });
  });
  afterEach(() => db.close());

  it('keeps the order of asking', async () => {
    await Promise.all([3, 1, 2].map(put));
    expect(rows()).toEqual([3, 1, 2]);
  });

  it('tells everyone in a group that failed, keeps nothing of it, and goes on', async () => {
    const outcomes = await Promise.allSettled([put(1), put(1), put(2)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await put(3);
    expect(rows()).toEqual([3]);
  });

  it('waits for the disk once for all that came together, and not at all for what is only noted', async () => {
    await Promise.all([1, 2, 3].map(put));
    expect(syncs).toBe(1);
    await writes.note(() => db.exec('INSERT INTO t VALUES (4)'));
    expect([syncs, rows()]).toEqual([1, [1, 2, 3, 4]]);
  });

  it('answers a write when the disk has it, and not when it refuses', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    disk = () => promise;
    let isAnswered = false;
    const written = put(1).then(() => (isAnswered = true));
    while (syncs === 0) await new Promise((turn) => setImmediate(turn));
    expect([rows(), isAnswered]).toEqual([[1], false]);
    resolve();
    await written;
    disk = () => Promise.reject(new Error('the disk is gone'));
    await expect(put(2)).rejects.toThrow('the disk is gone');
  });

  it('lets the event loop turn between large groups', async () => {
    let turns = 0;
    const count = () => {
      turns += 1;
      if (turns < 100) setImmediate(count);
    };
    setImmediate(count);
    await Promise.all(Array.from({ length: 3_500 }, (_, n) => put(n)));
    expect(turns).toBeGreaterThanOrEqual(3);
    expect(rows()).toHaveLength(3_500);
  });
});
