import { describe, expect, it } from '@jest/globals';
import { endOfDay } from './end-of-day.js';

const now = new Date(2026, 10, 23, 12).getTime();

describe('the end of a seat or a token', () => {
  it('is the last second of the day, as the browser has it', () => expect(endOfDay('2026-11-23', now)).toBe(new Date(2026, 10, 23, 23, 59, 59).getTime()));

  it.each(['', '2026-11-22', 'tomorrow', '2026-1-1'])('is not "%s"', (typed) => expect(endOfDay(typed, now)).toBeUndefined());
});
