import { describe, expect, it } from '@jest/globals';
import { shownNumber } from './shown-number.js';

describe('a number as people read it', () => {
  it.each([
    ['6281234567890', '+62 812 3456 7890'], ['12025550141', '+1 202 555 0141'], ['+4915112345678', '+49 151 1234 5678'], ['35312345678', '+353 123 45678'],
    ['1234567', '+1 234 567'],
  ])('%s is %s', (number, shown) => expect(shownNumber(number)).toBe(shown));

  it('stays as it is where somebody has written it himself, or it is no number', () => {
    expect(shownNumber('+62 812-3456')).toBe('+62 812-3456');
    expect(shownNumber('ID.4711')).toBe('ID.4711');
  });

  it('loses no digit', () => {
    for (let length = 7; length <= 15; length += 1) {
      const digits = '628123456789012'.slice(0, length);
      expect(shownNumber(digits).replace(/\D/g, '')).toBe(digits);
    }
  });
});
