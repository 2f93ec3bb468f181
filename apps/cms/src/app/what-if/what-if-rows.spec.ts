import { describe, expect, it } from '@jest/globals';
import { en } from '../words/en.js';
import { outcomeWords, whatIfRows } from './what-if-rows.js';

describe('really and instead', () => {
  it('stand side by side with their difference, every kind of end on either side included', () => {
    const really = { asked: 10, continued: 4, outsideWindow: 0, ended: { 'no-answer': 5, operator: 1 } };
    const instead = { asked: 7, continued: 4, outsideWindow: 2, ended: { 'no-answer': 3, inactivity: 4, operator: 1 } };
    expect(whatIfRows({ really, instead }, en).map(({ what, really: one, instead: other, difference }) => [what, one, other, difference])).toEqual([
      ['Asked', 10, 7, '−3'], ['Asked, and went on', 4, 4, ''], ['Question outside the 24 hours', 0, 2, '+2'], ['Ended: nobody answered the question', 5, 3, '−2'],
      ['Ended: an operator ended it', 1, 1, ''], ['Ended: inactivity', 0, 4, '+4'], ['Ended in all', 6, 8, '+2'],
    ]);
  });

  it('names what became of a session, whatever it will be called', () => {
    expect(['no-answer', 'continued', 'something-new'].map((outcome) => outcomeWords(outcome, en))).toEqual(['nobody answered the question', 'asked, and went on', 'something-new']);
  });
});
