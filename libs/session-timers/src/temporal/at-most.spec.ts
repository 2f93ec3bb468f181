import { describe, expect, it } from '@jest/globals';
import { atMost } from './at-most.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('at most so many at the same time', () => {
  it('lets the others wait in the order in which they came, also behind one that fails', async () => {
    const calls = atMost(2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const results = [0, 1, 2, 3].map((n) => calls(() => {
      begun.push(n);
      return new Promise<number>((resolve, reject) => ends.push(() => (n === 0 ? reject(new Error('away')) : resolve(n))));
    }));
    results[0]?.catch(() => {});
    for (const expected of [[0, 1], [0, 1, 2], [0, 1, 2, 3]]) {
      await turn();
      expect(begun).toEqual(expected);
      ends.shift()?.();
    }
    ends.shift()?.();
    expect((await Promise.allSettled(results)).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  });

  it('is free again when all have ended', async () => {
    const calls = atMost(1);
    expect([await calls(async () => 1), await calls(async () => 2)]).toEqual([1, 2]);
  });
});
