import { describe, expect, it } from '@jest/globals';
import { limited } from './limited.js';

/** Jobs that end when the test says so. */
const jobs = (most: number) => {
  const run = limited(most);
  const begun: number[] = [];
  const end = new Map<number, (failed?: Error) => void>();
  const start = (n: number): Promise<number> =>
    run(() => new Promise((resolve, reject) => {
      begun.push(n);
      end.set(n, (failed) => (failed ? reject(failed) : resolve(n)));
    }));
  const finish = async (n: number, failed?: Error): Promise<void> => {
    end.get(n)?.(failed);
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
  };
  return { begun, start, finish };
};

describe('jobs with a limit', () => {
  it('begin as far as they may, the others in order as places come free', async () => {
    const { begun, start, finish } = jobs(2);
    const all = [1, 2, 3, 4, 5].map(start);
    expect(begun).toEqual([1, 2]);
    await finish(2);
    expect(begun).toEqual([1, 2, 3]);
    await finish(1);
    await finish(3);
    expect(begun).toEqual([1, 2, 3, 4, 5]);
    await finish(4);
    await finish(5);
    expect(await Promise.all(all)).toEqual([1, 2, 3, 4, 5]);
  });

  it('give their place free when they fail', async () => {
    const { begun, start, finish } = jobs(1);
    const failing = start(1);
    void start(2);
    failing.catch(() => {});
    await finish(1, new Error('no'));
    await expect(failing).rejects.toThrow('no');
    expect(begun).toEqual([1, 2]);
    await finish(2);
    void start(3);
    expect(begun).toEqual([1, 2, 3]);
  });
});
