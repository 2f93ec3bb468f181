import { MAX_HISTORY_LINES, type RuntimeConfig } from './runtime-config.js';

export interface RuntimeProblem {
  readonly field: 'url' | 'baseUrl' | 'model' | 'historyLimit';
  readonly problem: 'Missing' | 'NotAnAddress' | 'NotAWholeNumber' | 'OutOfBounds';
}

/** `http:` or `https:`, a host, no user and password, no fragment. */
const address = /^https?:\/\/[^\s/?#@]+([/?][^\s#]*)?$/i;

/** Everything the form and the API refuse, at the field it belongs to; empty = may be connected. */
export const runtimeProblems = (runtime: RuntimeConfig): readonly RuntimeProblem[] => {
  switch (runtime.kind) {
    case 'demo':
      return [];
    case 'http':
      return addressProblems('url', runtime.url);
    case 'openai':
      return [
        ...addressProblems('baseUrl', runtime.baseUrl),
        ...(runtime.model.trim() === '' ? [{ field: 'model', problem: 'Missing' } as const] : []),
        ...limitProblems(runtime.historyLimit),
      ];
  }
};

const addressProblems = (field: 'url' | 'baseUrl', text: string): RuntimeProblem[] => {
  if (text.trim() === '') return [{ field, problem: 'Missing' }];
  return address.test(text) ? [] : [{ field, problem: 'NotAnAddress' }];
};

const limitProblems = (limit: number): RuntimeProblem[] => {
  if (!Number.isInteger(limit)) return [{ field: 'historyLimit', problem: 'NotAWholeNumber' }];
  return limit < 0 || limit > MAX_HISTORY_LINES ? [{ field: 'historyLimit', problem: 'OutOfBounds' }] : [];
};
