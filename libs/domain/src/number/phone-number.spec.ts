import { describe, expect, it } from '@jest/globals';
import { normaliseNumber, numberProblem } from './phone-number.js';

describe('a WhatsApp number as people write it', () => {
  it.each([
    ['+62 812-3456-7890', '6281234567890'],
    ['62 812 3456 7890', '6281234567890'],
    ['+1 (555) 010-9999', '15550109999'],
    ['+49.151/234 567', '49151234567'],
    ['\u202a+62\u00a0812\u20113456\u20117890\u202c', '6281234567890'],
    ['123456789012345', '123456789012345'],
  ])('%j is %s', (text, digits) => {
    expect(normaliseNumber(text)).toBe(digits);
    expect(numberProblem(text)).toBeUndefined();
  });

  it.each(['0812 3456 7890', '123456', '1234567890123456', '62812a4567890', '62+8123456789', '++628123456789', '+', '٦٢٨١٢٣٤٥٦٧٨'])(
    '%j is not valid',
    (text) => expect(numberProblem(text)).toBe('NumberNotValid'),
  );

  it.each(['', '   '])('%j is missing', (text) => expect(numberProblem(text)).toBe('NumberMissing'));
});
