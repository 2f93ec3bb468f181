import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '@tandem/domain';
import { manualClock } from '@tandem/domain/testing';
import { createThrottle } from './throttle.js';

const limits = { window: 15 * MINUTE, perAccount: 3, perAddress: 5 };

describe('sign-in attempts', () => {
  it('are stopped per account, whatever address they come from, until the first of them is old enough', async () => {
    const clock = manualClock(0);
    const throttle = createThrottle(clock, limits);
    expect(throttle.attempt('a', '1')).toBe(0);
    await clock.advance(MINUTE);
    expect(
      [throttle.attempt('a', '2'), throttle.attempt('a', '3'), throttle.attempt('a', '4')],
    ).toEqual([0, 0, 14 * 60]);
    expect(throttle.attempt('b', '4')).toBe(0);
    await clock.advance(14 * MINUTE);
    expect(throttle.attempt('a', '4')).toBe(0);
  });

  it('are stopped per address, whatever account they try', () => {
    const throttle = createThrottle(manualClock(0), limits);
    expect(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((account) => throttle.attempt(account, '1')),
    ).toEqual([0, 0, 0, 0, 0, 15 * 60]);
    expect(throttle.attempt('f', '2')).toBe(0);
  });

  it('that succeed do not count', () => {
    const throttle = createThrottle(manualClock(0), limits);
    for (let time = 0; time < 20; time += 1) {
      expect(throttle.attempt('a', '1')).toBe(0);
      throttle.succeeded('a', '1');
    }
  });
});
