// needs the protocol: meta-cloud
// needs the protocol: coster
// needs the protocol: qontak
import { describe, expect, it } from '@jest/globals';
import { planOf } from './plan.js';
import { simulate } from './simulate.js';
import { splitPlan, sumOf } from './worlds.js';

describe('several worlds', () => {
  it('share customers and messages, and have seeds of their own', () => {
    const plans = splitPlan(planOf({ seed: 7, conversations: 10, messages: 101, days: 3 }), 3);
    expect(plans.map(({ seed, conversations, messages, days }) => ({ seed, conversations, messages, days }))).toEqual([
      { seed: 7, conversations: 4, messages: 34, days: 3 },
      { seed: 8, conversations: 3, messages: 34, days: 3 },
      { seed: 9, conversations: 3, messages: 33, days: 3 },
    ]);
  });

  it('come to what all of them are, and break where one does', async () => {
    const plans = splitPlan(planOf({ seed: 3, conversations: 6, messages: 30 }), 2);
    const [one, other] = [await simulate(plans[0] as never), await simulate(plans[1] as never)];
    const sum = sumOf([one, other]);
    expect(sum.counts.messages).toBe(one.counts.messages + other.counts.messages);
    expect([sum.events, sum.replies, sum.plan.conversations]).toEqual([one.events + other.events, one.replies + other.replies, 6]);
    expect(Object.values(sum.ends).reduce((all, count) => all + count, 0))
      .toBe([one, other].flatMap(({ ends }) => Object.values(ends)).reduce((all, count) => all + count, 0));
    const broken = { ...other, violation: { at: 0, rule: 'a rule', words: 'words' } };
    expect(sumOf([one, broken]).violation?.rule).toBe('a rule');
  });
});
