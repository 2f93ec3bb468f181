import { describe, expect, it } from '@jest/globals';
import { balanceOf } from './balance.js';

const view = { received: 7, accepted: 5, refused: { BadSignature: 2 }, read: 4, waiting: 1, items: { handled: 6, parked: 1 } };

describe('the balance on screen', () => {
  it('adds up calls, items and refusals', () => {
    const { calls, items, refusals, addsUp } = balanceOf(view);
    expect(Object.fromEntries(calls.map(({ what, count }) => [what, count]))).toEqual({ received: 7, accepted: 5, refused: 2, read: 4, waiting: 1 });
    expect(items.filter(({ count }) => count > 0)).toEqual([{ verdict: 'handled', count: 6 }, { verdict: 'parked', count: 1 }]);
    expect(refusals).toEqual([{ reason: 'BadSignature', count: 2 }]);
    expect(addsUp).toBe(true);
  });

  it.each([{ received: 8 }, { waiting: 2 }, { refused: {} }])('says so where it does not add up: %j', (change) => {
    expect(balanceOf({ ...view, ...change }).addsUp).toBe(false);
  });
});
