import { describe, expect, it } from '@jest/globals';
import { noCounts, type IntakeEvent } from '@tandem/domain';
import { evolveBalance, noBalance } from './balance-view.js';

const handled = (calls: number, counts: object): IntakeEvent =>
  ({ type: 'ReceiptsHandled', data: { at: 1, upTo: {}, calls, counts: { ...noCounts, ...counts }, exceptions: [] } });

const refused = (counts: object): IntakeEvent =>
  ({ type: 'CallsRefused', data: { from: 1, until: 2, counts: { BadSignature: 0, WrongSecret: 0, TooLarge: 0, ...counts } } });

describe('the balance of a channel', () => {
  it('adds up what was read, verdict by verdict', () => {
    const balance = [handled(2, { handled: 3, parked: 1 }), handled(1, { handled: 1, foreign: 2 })].reduce(evolveBalance, noBalance);
    expect(balance).toMatchObject({ callsRead: 3, counts: { ...noCounts, handled: 4, parked: 1, foreign: 2 } });
  });

  it('adds up what was refused, reason by reason', () => {
    const balance = [refused({ BadSignature: 2, TooLarge: 1 }), refused({ BadSignature: 1, WrongSecret: 4 })].reduce(evolveBalance, noBalance);
    expect(balance).toMatchObject({ callsRead: 0, refused: { BadSignature: 3, WrongSecret: 4, TooLarge: 1 } });
  });

  it('is not changed by the balance of a day, which sums up what it has counted', () => {
    const before = evolveBalance(noBalance, handled(1, { handled: 1 }));
    expect(evolveBalance(before, { type: 'DayBalanced', data: { day: '2026-11-02', calls: 1, counts: { ...noCounts, handled: 1 } } })).toBe(before);
  });
});
