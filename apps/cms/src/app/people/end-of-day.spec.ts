import { describe, expect, it } from '@jest/globals';
import { dayOf, endOfDay } from './end-of-day.js';

const now = Date.UTC(2026, 10, 23, 12);

describe('the end of a seat or a token', () => {
  it.each([['UTC', Date.UTC(2026, 10, 23, 23, 59, 59)], ['Asia/Jakarta', Date.UTC(2026, 10, 23, 16, 59, 59)]])(
    'is the last second of the day in the zone %s, and shows as that day', (zone, end) => {
      expect(endOfDay('2026-11-23', zone, now)).toBe(end);
      expect(dayOf(end, zone)).toBe('2026-11-23');
    });

  it.each(['', '2026-11-22', 'tomorrow', '2026-1-1'])('is not "%s"', (typed) => expect(endOfDay(typed, 'UTC', now)).toBeUndefined());
});
