import type { Language } from '@tandem/domain';
import type { Page } from 'playwright-core';

/** A screen of the CMS in one of its states, to be looked at and measured. */
export interface Screen {
  readonly name: string;
  readonly path: string;
  readonly as?: 'nobody' | 'auditor';
  /** The language of the interface, where it is not English. */
  readonly language?: Language;
  /** What the server would answer in a situation that this story is not in. */
  readonly answers?: Readonly<Record<string, { readonly status?: number; readonly json: unknown }>>;
  /** The server's own answer, with a little changed. */
  readonly changes?: Readonly<Record<string, object>>;
  /** Resolves when the screen is in the state that is meant. */
  readonly until: (page: Page) => Promise<unknown>;
  /** Troubles that belong to the state. */
  readonly expected?: RegExp;
}

export const heading = (name: string) => (page: Page) => page.getByRole('heading', { name }).first().waitFor();
