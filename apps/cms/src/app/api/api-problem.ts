import type { Problem } from '@tandem/wire';
import type { Words } from '../words/words.js';

export const notReached: Problem = { type: 'about:blank', title: 'Not reached', status: 0, code: 'NotReached' };

/** The only error that calls of the API end with. */
export class ApiProblem extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

/** Whatever was thrown, as a problem to show. What is no answer of the API is a bug: it is thrown on. */
export const problemFrom = (error: unknown): Problem => {
  // a resource wraps what its loader threw
  const thrown = error instanceof ApiProblem ? error : (error as { cause?: unknown } | undefined)?.cause;
  if (thrown instanceof ApiProblem) return thrown.problem;
  throw error;
};

/** A literal in words: the dictionary's, else what the API says itself. */
export const inWords = (code: string, words: Words, otherwise?: string): string =>
  (words.problems as Readonly<Record<string, string | undefined>>)[code] ?? otherwise ?? words.problems.Unknown;

export const problemInWords = ({ code, detail, title }: Problem, words: Words): string => inWords(code, words, detail ?? title);

/** Problems by field, each in words; the provider's own words behind ours. */
export const fieldWords = (problem: Problem | undefined, words: Words): Readonly<Record<string, string>> =>
  Object.fromEntries((problem?.fields ?? []).map(({ field, problem: code, words: said }) => [field, said ?? inWords(code, words)]));
