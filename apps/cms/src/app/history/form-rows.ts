import type { CredentialField, Fact } from '@tandem/domain';
import type { FormAt } from '@tandem/wire';
import { factWords, fieldName, sectionOf, sections, type Naming, type Section } from './field-names.js';

/** A field as the form shows it, to look at. */
export interface FormRow {
  readonly field: string;
  readonly label: string;
  readonly kind: 'text' | 'area' | 'code' | 'secret' | 'switch';
  readonly value: string;
  readonly on: boolean;
}

export interface FormGroup {
  readonly section: Section;
  /** Texts stand by language, under its name. */
  readonly language?: string;
  readonly rows: readonly FormRow[];
}

const areas = /\.(ask|closing|systemPrompt)$/;
const codes = /^(credentials\.|address$|runtimes\..*\.(url|baseUrl|model)$)/;

const rowOf = (field: string, value: Fact, naming: Naming): FormRow => ({
  field, label: fieldName(field, naming), on: value === true,
  kind: typeof value === 'boolean' ? 'switch' : typeof value === 'object' ? 'secret' : areas.test(field) ? 'area' : codes.test(field) ? 'code' : 'text',
  value: factWords(field, value, naming),
});

/** A configuration in the sections and the order of its form. */
export const formGroups = (form: FormAt, naming: Naming, ofAgent = false): readonly FormGroup[] => {
  const sorted = sortedAs(form, naming);
  return sections.flatMap((section) => {
    const fields = sorted.filter(({ field }) => sectionOf(field, ofAgent) === section);
    const languages = [...new Set(fields.map(({ field }) => languageOf(field)))];
    return languages.map((language) => ({
      section,
      ...(language !== undefined && { language: naming.words.session.languages[language as 'en'] ?? language }),
      rows: fields.filter(({ field }) => languageOf(field) === language).map(({ field, value }) => rowOf(field, value, naming)),
    }));
  });
};

/** The protocol of a configuration; empty where it has none. */
export const spokenIn = ({ fields }: FormAt): string => {
  const spoken = fields.find(({ field }) => field === 'protocol')?.value;
  return typeof spoken === 'string' ? spoken : '';
};

const languageOf = (field: string): string | undefined => (field.startsWith('settings.texts.') ? field.split('.')[2] : undefined);

/** Credentials in the order in which their protocol has them; the rest is in the form's order already. */
const sortedAs = (form: FormAt, { protocols }: Naming): FormAt['fields'] => {
  const order = protocols[spokenIn(form)]?.fields ?? [];
  return [...form.fields].sort((one, other) => placeOf(one.field, order) - placeOf(other.field, order));
};

const placeOf = (field: string, order: readonly CredentialField[]): number =>
  (field.startsWith('credentials.') ? 1 + order.findIndex(({ name }) => field === `credentials.${name}`) : 0);
