import type { Millis } from '../kernel/time.js';
import type { Sealed } from '../kernel/vault.js';
import type { CredentialField } from './protocol.js';

/** A secret as it stands in events: sealed, with what may be shown of it. */
export interface SavedSecret {
  readonly sealed: Sealed;
  readonly fingerprint: string;
  readonly lastFour: string;
}

/** Everything that a channel's credentials are, by name of the field. */
export interface SavedCredentials {
  readonly values: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SavedSecret>>;
}

export const noCredentials: SavedCredentials = { values: {}, secrets: {} };

/** What a provider's check can bear out: the token works, it may do what we need, it reaches the account, the number is there. */
export const provenFacts = ['token', 'scopes', 'account', 'number'] as const;
export type ProvenFact = (typeof provenFacts)[number];

/** What a provider said of credentials that hold. */
export interface Findings {
  readonly holds: readonly ProvenFact[];
  /** When the token ends; 0 = never. */
  readonly tokenUntil?: Millis;
  /** Its word for how the number is rated, e.g. Meta's `GREEN`. */
  readonly quality?: string;
}

export interface CredentialFieldProblem {
  readonly field: string;
  readonly problem: 'CredentialMissing' | 'CredentialUnknown' | 'SecretNotSealed';
}

/** What the form and the API refuse, at the field it belongs to; empty = may be saved. */
export const credentialFieldProblems = (
  fields: readonly CredentialField[],
  { values, secrets }: SavedCredentials,
): readonly CredentialFieldProblem[] => [
  ...fields.flatMap((field) => missing(field, { fields, values, secrets })),
  ...[...Object.keys(values), ...Object.keys(secrets)]
    .filter((name) => !fields.some((field) => field.name === name))
    .map((field): CredentialFieldProblem => ({ field, problem: 'CredentialUnknown' })),
  ...fields
    .filter((field) => field.secret && values[field.name] !== undefined)
    .map((field): CredentialFieldProblem => ({ field: field.name, problem: 'SecretNotSealed' })),
];

type Filled = SavedCredentials & { readonly fields: readonly CredentialField[] };

/** Whether the field must be filled in, given what stands in the others. */
export const isRequired = ({ required, requiredWhen }: CredentialField, { fields, values }: Pick<Filled, 'fields' | 'values'>): boolean => {
  if (!requiredWhen) return required;
  const usual = fields.find(({ name }) => name === requiredWhen.field)?.options?.[0]?.value ?? '';
  return (values[requiredWhen.field] || usual) === requiredWhen.value;
};

const missing = (field: CredentialField, { fields, values, secrets }: Filled): CredentialFieldProblem[] => {
  const there = field.secret ? secrets[field.name] !== undefined : (values[field.name] ?? '') !== '';
  return isRequired(field, { fields, values }) && !there ? [{ field: field.name, problem: 'CredentialMissing' }] : [];
};

/** What is entered over what is kept: all values anew, secrets only where one was typed; blanks count as left out. */
export const mergeCredentials = (
  kept: SavedCredentials,
  entered: SavedCredentials & { readonly removed?: readonly string[] },
): SavedCredentials => ({
  values: Object.fromEntries(
    Object.entries(entered.values).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value !== ''),
  ) as Record<string, string>,
  secrets: {
    ...Object.fromEntries(Object.entries(kept.secrets).filter(([name]) => !entered.removed?.includes(name))),
    ...Object.fromEntries(Object.entries(entered.secrets).map(([name, secret]) => [name, older(kept.secrets[name], secret)])),
  },
});

/** The same secret typed again keeps its first sealing, so that a repeat changes nothing. */
const older = (kept: SavedSecret | undefined, entered: SavedSecret): SavedSecret =>
  kept?.fingerprint === entered.fingerprint ? kept : entered;
