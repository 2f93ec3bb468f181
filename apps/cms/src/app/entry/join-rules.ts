import { characters } from '@tandem/domain';

export const SHORTEST_PASSWORD = 12;

export interface JoinEntries {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export interface JoinProblem {
  readonly field: keyof JoinEntries;
  readonly problem: 'Missing' | 'EmailNotValid' | 'PasswordTooShort';
}

/** What the form refuses before it asks the server. */
export const joinProblems = ({ name, email, password }: JoinEntries): readonly JoinProblem[] => [
  ...(name === '' ? [{ field: 'name', problem: 'Missing' } as const] : []),
  ...(/^[^\s@]+@[^\s@]+$/.test(email) ? [] : [{ field: 'email', problem: 'EmailNotValid' } as const]),
  ...(characters(password) < SHORTEST_PASSWORD ? [{ field: 'password', problem: 'PasswordTooShort' } as const] : []),
];
