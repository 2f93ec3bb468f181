export type NumberProblem = 'NumberMissing' | 'NumberNotValid';

/** The digits of an E.164 number: 7 to 15 of them, a country code first (ITU-T E.164, 6). */
const e164 = /^[1-9]\d{6,14}$/;

/** Everything that people write between digits: spaces of any kind, dashes of any kind, dots, slashes, brackets. */
const separators = /[\s\p{Pd}./()\u200b-\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The digits of a number as a person types or pastes it (`+62 812-3456-7890`), or undefined where it is none. */
export const normaliseNumber = (text: string): string | undefined => {
  const digits = text.replace(separators, '').replace(/^\+/, '');
  return e164.test(digits) ? digits : undefined;
};

/** What is wrong with a number; the form and the rule ask the same function. */
export const numberProblem = (text: string): NumberProblem | undefined => {
  if (text.trim() === '') return 'NumberMissing';
  return normaliseNumber(text) === undefined ? 'NumberNotValid' : undefined;
};
