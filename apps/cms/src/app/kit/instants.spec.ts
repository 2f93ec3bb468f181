import { describe, expect, it } from '@jest/globals';
import { instantOf, localOf, timeIn } from './instants.js';

describe('an instant in a field', () => {
  const at = Date.UTC(2026, 10, 24, 8, 33, 47);

  it.each([['UTC', '2026-11-24T08:33:47'], ['Asia/Jakarta', '2026-11-24T15:33:47'], ['Asia/Kathmandu', '2026-11-24T14:18:47'], ['America/New_York', '2026-11-24T03:33:47']])(
    'stands in the zone %s as %s, to the second, and comes back', (zone, local) => {
      expect(localOf(at + 123, zone)).toBe(local);
      expect(instantOf(local, zone)).toBe(at);
      expect(instantOf(local.slice(0, 16), zone)).toBe(at - 47_000);
    });

  it.each([
    ['just before the clocks go forward', '2026-03-29T01:59:59', Date.UTC(2026, 2, 29, 0, 59, 59)],
    ['just after', '2026-03-29T03:00:00', Date.UTC(2026, 2, 29, 1)],
    ['just before they go back', '2026-10-25T01:59:59', Date.UTC(2026, 9, 24, 23, 59, 59)],
    ['after they went back', '2026-10-25T03:00:00', Date.UTC(2026, 9, 25, 2)],
  ])('is right %s', (_when, typed, instant) => {
    expect(instantOf(typed, 'Europe/Berlin')).toBe(instant);
    expect(localOf(instant, 'Europe/Berlin')).toBe(typed);
  });

  it('is none where nothing was entered, or no date', () => expect([instantOf('', 'UTC'), instantOf('2026-13-45', 'UTC')]).toEqual([undefined, undefined]));
});

describe('an instant in the address', () => {
  it.each([['1790000000000', 1_790_000_000_000], ['0', 0], ['', undefined], [undefined, undefined], ['now', undefined], ['-1', undefined], ['1.5', undefined]] as const)(
    '%s is %s', (text, time) => expect(timeIn(text)).toBe(time));
});
