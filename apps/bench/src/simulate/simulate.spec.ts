// needs the protocol: meta-cloud
// needs the protocol: coster
// needs the protocol: qontak
import { describe, expect, it } from '@jest/globals';
import { planOf } from './plan.js';
import { explain } from './shrink.js';
import { simulate } from './simulate.js';

const small = { days: 1, conversations: 12, messages: 90 };
const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

describe('The way of a message under a seeded simulation', () => {
  it('is the same history to the byte for the same seed, and another for another', async () => {
    const [one, again, other] = [await run(7), await run(7), await run(8)];
    expect(again).toEqual(one);
    expect(other.hash).not.toBe(one.hash);
  });

  it.each(seeds)('keeps every rule for a day, seed %i', async (seed) => {
    const result = await simulate(planOf({ seed, ...small }));
    if (result.violation) throw new Error(await explain(result));
    expect(result.counts.turns).toBeGreaterThan(0);
    expect(result.counts.crashes).toBeGreaterThan(0);
  });
});

const run = async (seed: number) => {
  const { hash, events, counts, violation } = await simulate(planOf({ seed, ...small }), { hash: true });
  expect(violation).toBeUndefined();
  return { hash, events, counts };
};
