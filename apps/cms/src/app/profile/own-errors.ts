import type { Problem } from '@tandem/wire';
import { fieldWords, problemInWords } from '../api/api-problem.js';
import type { ProblemCode } from '../words/en-reasons.js';
import type { Words } from '../words/words.js';

interface Wrong {
  readonly refused: Problem | undefined;
  readonly wrong: readonly { readonly field: string; readonly problem: ProblemCode }[];
}

/** What is wrong by field; a password that is not one's own is said at it. */
export const ownErrors = ({ refused, wrong }: Wrong, words: Words): Readonly<Record<string, string | undefined>> => ({
  ...fieldWords(refused, words),
  ...(refused?.code === 'SignInRefused' && { current: words.profile.wrong }),
  ...Object.fromEntries(wrong.map(({ field, problem }) => [field, words.problems[problem]])),
});

/** What is wrong with no field. */
export const ownProblem = (refused: Problem | undefined, words: Words): string => (refused && !refused.fields?.length ? problemInWords(refused, words) : '');
