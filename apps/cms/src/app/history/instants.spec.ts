import { describe, expect, it } from '@jest/globals';
import { instantOf, localOf, timeIn } from './instants.js';

describe('an instant in a field', () => {
  const at = Date.UTC(2026, 10, 24, 8, 33, 47);

  it('comes back as it was entered, to the second', () => expect(instantOf(localOf(at + 123))).toBe(at));

  it('is none where nothing was entered, or no date', () => expect([instantOf(''), instantOf('2026-13-45')]).toEqual([undefined, undefined]));
});

describe('an instant in the address', () => {
  it.each([['1790000000000', 1_790_000_000_000], ['0', 0], ['', undefined], [undefined, undefined], ['now', undefined], ['-1', undefined], ['1.5', undefined]] as const)(
    '%s is %s', (text, time) => expect(timeIn(text)).toBe(time));
});
