import type { RegistrationStep } from '@tandem/domain';

/** What went wrong with a request, as `application/problem+json` (RFC 9457). */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  /** A literal that a program can tell apart, e.g. `SettingsRefused`, `ChangedMeanwhile`, `NumberHeld`. */
  readonly code: string;
  readonly detail?: string;
  /** One entry per field that is wrong; the form shows each at its field. */
  readonly fields?: readonly FieldProblem[];
  /** With `NumberHeld`: who holds it. */
  readonly heldBy?: readonly { readonly what: string; readonly agent: string; readonly agentName: string; readonly version: 'published' | 'draft' }[];
  /** With `CallbackRefused`: which step the provider refused, where it answers them apart; those before it are done. */
  readonly step?: RegistrationStep;
  /** With `ChangedMeanwhile`. */
  readonly changed?: { readonly by: string; readonly at: number; readonly version: number };
}

export interface FieldProblem {
  /** Path in the request, e.g. `settings.delayBeforeAskSeconds`. */
  readonly field: string;
  /** A literal of the domain, e.g. `LessThanOne`. */
  readonly problem: string;
  /** The provider's own words, where it refused. */
  readonly words?: string;
}

/** Every change answers where it stands in the log: a read with `X-Tandem-After: <position>` waits for it. */
export interface Saved {
  readonly position: number;
  /** Version of what was changed; the next change names it in `If-Match`. */
  readonly version: number;
  /** Nothing is changed yet: it waits for a second person. */
  readonly proposed?: true;
}
