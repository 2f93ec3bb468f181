import {
  credentialFieldProblems, languages, sessionSettingsProblems, type CredentialField, type Language, type SavedCredentials, type SavedSecret,
  type SessionSettings, type SessionTexts, type UnknownReplies,
} from '@tandem/domain';
import type { ConnectedChannelView, SaveChannel } from '@tandem/wire';

/** What stands in the form, by path: `credentials.appId`, `settings.texts.en.ask`. Numbers are what was typed. */
export type Entries = Readonly<Record<string, string | boolean>>;

export interface EntryProblem {
  readonly path: string;
  readonly problem: ReturnType<typeof sessionSettingsProblems>[number]['problem'] | ReturnType<typeof credentialFieldProblems>[number]['problem'];
}

const textParts = ['ask', 'goOn', 'end', 'closing'] as const satisfies readonly (keyof SessionTexts)[];

/** What is saved, as the form shows it; secrets are never shown and stand empty. */
export const entriesOf = ({ credentials, sessionManagement }: ConnectedChannelView, fields: readonly CredentialField[]): Entries => ({
  ...Object.fromEntries(fields.map(({ name }) => [`credentials.${name}`, valueOf(credentials[name])])),
  ...settingsEntries(sessionManagement.settings),
});

const valueOf = (shown: ConnectedChannelView['credentials'][string] | undefined): string => (shown?.kind === 'value' ? shown.value : '');

const settingsEntries = (settings: SessionSettings): Entries => ({
  'settings.askUserToEndSession': settings.askUserToEndSession,
  'settings.delayBeforeAskSeconds': String(settings.delayBeforeAskSeconds),
  'settings.delayBeforeEndSeconds': String(settings.delayBeforeEndSeconds),
  'settings.defaultLanguage': settings.defaultLanguage,
  'settings.unknownReplies': settings.unknownReplies ?? '',
  ...Object.fromEntries(languages.flatMap((language) =>
    textParts.map((part) => [`settings.texts.${language}.${part}`, settings.texts[language][part]]))),
});

/** Tells one saved state from another, secrets by their fingerprints. */
export const marksOf = (view: ConnectedChannelView, fields: readonly CredentialField[]): Entries => ({
  ...entriesOf(view, fields),
  ...Object.fromEntries(fields.filter(({ secret }) => secret).map(({ name }) => {
    const shown = view.credentials[name];
    return [`credentials.${name}`, shown?.kind === 'secret' ? shown.fingerprint : ''];
  })),
});

/** Blank is no number, and not zero. */
const secondsOf = (typed: string | boolean | undefined): number => (typeof typed === 'string' && typed.trim() !== '' ? Number(typed) : Number.NaN);

export const settingsOf = (entries: Entries): SessionSettings => ({
  askUserToEndSession: entries['settings.askUserToEndSession'] === true,
  delayBeforeAskSeconds: secondsOf(entries['settings.delayBeforeAskSeconds']),
  delayBeforeEndSeconds: secondsOf(entries['settings.delayBeforeEndSeconds']),
  defaultLanguage: entries['settings.defaultLanguage'] as Language,
  ...(entries['settings.unknownReplies'] && { unknownReplies: entries['settings.unknownReplies'] as UnknownReplies }),
  texts: Object.fromEntries(languages.map((language) => [language, textsOf(entries, language)])) as unknown as SessionSettings['texts'],
});

const textsOf = (entries: Entries, language: Language): SessionTexts =>
  Object.fromEntries(textParts.map((part) => [part, String(entries[`settings.texts.${language}.${part}`] ?? '')])) as unknown as SessionTexts;

const touches = (edits: Entries, part: 'credentials' | 'settings'): boolean => Object.keys(edits).some((path) => path.startsWith(`${part}.`));

export interface Form {
  readonly view: ConnectedChannelView;
  readonly fields: readonly CredentialField[];
  readonly saved: Entries;
  readonly edits: Entries;
}

/** What the server would refuse, by the server's own rules. A part that nobody touched is not judged: it is not sent. */
export const problemsIn = ({ view, fields, saved, edits }: Form): readonly EntryProblem[] => {
  const entries = { ...saved, ...edits };
  const credentials = touches(edits, 'credentials') ? credentialFieldProblems(fields, savedWith(entries, { view, fields })) : [];
  const settings = touches(edits, 'settings') ? sessionSettingsProblems(settingsOf(entries)) : [];
  return [
    ...credentials.map(({ field, problem }) => ({ path: `credentials.${field}`, problem })),
    ...settings.map(({ field, problem }) => ({ path: `settings.${field}`, problem })),
  ];
};

const anySecret = {} as SavedSecret;

/** The credentials as they would be after the save, as far as the rule needs them. */
const savedWith = (entries: Entries, { view, fields }: Pick<Form, 'view' | 'fields'>): SavedCredentials => {
  const typed = (name: string): string => String(entries[`credentials.${name}`] ?? '').trim();
  const there = fields.filter(({ name, secret }) => secret && (typed(name) !== '' || view.credentials[name]?.kind === 'secret'));
  return {
    values: Object.fromEntries(fields.filter(({ secret }) => !secret).map(({ name }) => [name, typed(name)])),
    secrets: Object.fromEntries(there.map(({ name }) => [name, anySecret])),
  };
};

/** The request: the parts that were touched, each whole; a secret that was not typed is left out and kept. */
export const saveOf = ({ fields, saved, edits }: Omit<Form, 'view'>, reason: string): SaveChannel => {
  const entries = { ...saved, ...edits };
  const typed = fields.map(({ name, secret }) => ({ name, secret, value: String(entries[`credentials.${name}`] ?? '').trim() }));
  return {
    ...(touches(edits, 'credentials') && {
      credentials: Object.fromEntries(typed.filter(({ secret, value }) => !secret || value !== '').map(({ name, value }) => [name, value])),
    }),
    ...(touches(edits, 'settings') && { settings: settingsOf(entries) }),
    ...(reason.trim() !== '' && { reason: reason.trim() }),
  };
};

/** Entries that say something else than what is saved. */
export const realEdits = (edits: Entries, saved: Entries): Entries => Object.fromEntries(Object.entries(edits).filter(([path, value]) => saved[path] !== value));

/** Paths that we have edited and somebody else has saved something new for. */
export const contested = (edits: Entries, { before, after }: { readonly before: Entries; readonly after: Entries }): readonly string[] =>
  Object.keys(edits).filter((path) => before[path] !== after[path] && after[path] !== edits[path]);

/** `1 h 5 min` of seconds, or undefined where they are no duration to speak of. */
export const durationOf = (typed: string | boolean | undefined, units: Readonly<Record<'d' | 'h' | 'm' | 's', string>>): string | undefined => {
  const seconds = secondsOf(typed);
  if (!Number.isInteger(seconds) || seconds < 60) return undefined;
  const parts: readonly [number, string][] = [
    [Math.floor(seconds / 86_400), units.d], [Math.floor(seconds / 3_600) % 24, units.h], [Math.floor(seconds / 60) % 60, units.m], [seconds % 60, units.s],
  ];
  return parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`).join(' ');
};
