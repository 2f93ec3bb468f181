import { characters } from '@tandem/domain';

export const SHORTEST_PASSWORD = 12;

export interface WhoEntries {
  readonly name: string;
  readonly email: string;
}

export interface JoinEntries extends WhoEntries {
  readonly password: string;
}

export interface JoinProblem {
  readonly field: keyof JoinEntries;
  readonly problem: 'Missing' | 'EmailNotValid' | 'PasswordTooShort';
}

export const whoProblems = ({ name, email }: WhoEntries): readonly JoinProblem[] => [
  ...(name === '' ? [{ field: 'name', problem: 'Missing' } as const] : []),
  ...(/^[^\s@]+@[^\s@]+$/.test(email) ? [] : [{ field: 'email', problem: 'EmailNotValid' } as const]),
];

export const passwordProblems = (password: string): readonly JoinProblem[] =>
  characters(password) < SHORTEST_PASSWORD ? [{ field: 'password', problem: 'PasswordTooShort' }] : [];

/** What the form refuses before it asks the server. */
export const joinProblems = (entries: JoinEntries): readonly JoinProblem[] => [...whoProblems(entries), ...passwordProblems(entries.password)];
