import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { groupCommit, type GroupCommit } from './group-commit.js';

describe('writes in groups', () => {
  let db: DatabaseSync;
  let writes: GroupCommit;
  const put = (n: number) => writes.write(() => db.prepare('INSERT INTO t VALUES (?)').run(n));
  const rows = () => db.prepare('SELECT n FROM t ORDER BY rowid').all().map(({ n }) => n);
  beforeEach(() => {
    db = new DatabaseSync(':memory:');
    db.exec('CREATE TABLE t (n INTEGER UNIQUE)');
    writes = groupCommit(db);
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
