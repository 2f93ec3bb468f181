import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitText } from './split-text.js';

describe('splitting a text that is too long for one message', () => {
  it('leaves a text alone that fits', () => {
    expect(splitText('Good morning', 12)).toEqual(['Good morning']);
  });

  it('cuts at the end of a paragraph before it cuts a line, a sentence or a word', () => {
    expect(splitText('One. Two.\n\nThree. Four five', 20)).toEqual(['One. Two.', 'Three. Four five']);
    expect(splitText('One two.\nThree four', 12)).toEqual(['One two.', 'Three four']);
    expect(splitText('One two. Three four', 13)).toEqual(['One two.', 'Three four']);
    expect(splitText('One two three', 9)).toEqual(['One two', 'three']);
  });

  it('cuts a word only where there is no other place', () => {
    expect(splitText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('never cuts a character in two', () => {
    expect(splitText('😀😀😀', 2)).toEqual(['😀😀', '😀']);
  });

  it('gives nothing for an empty text', () => {
    expect(splitText(' \n ', 10)).toEqual([]);
  });

  it('keeps every character but white space, in parts that fit', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 1, max: 40 }), (text, most) => {
      const parts = splitText(text, most);
      expect(parts.every((part) => part !== '' && [...part].length <= most)).toBe(true);
      expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    }));
  });
});
