import { DAY, SECOND, type Millis } from '../kernel/time.js';

export const languages = ['en', 'id'] as const;
export type Language = (typeof languages)[number];

/** What is said to the customer in one language. */
export interface SessionTexts {
  readonly ask: string;
  readonly goOn: string;
  readonly end: string;
  /** Empty = nothing is said at the end. */
  readonly closing: string;
}

/** _Session Management_ of one channel. */
export interface SessionSettings {
  /** _Ask User to End Session_. */
  readonly askUserToEndSession: boolean;
  /** _Delay Before Ask (seconds)_: seconds of silence before the ask. */
  readonly delayBeforeAskSeconds: number;
  /** _Delay Before End Session (seconds)_: seconds after the ask, or, with the ask off, of silence. */
  readonly delayBeforeEndSeconds: number;
  readonly defaultLanguage: Language;
  readonly texts: Readonly<Record<Language, SessionTexts>>;
  /** A reply of which nobody knows whether it arrived: send it again, or leave it to a person. Left out: as the installation says. */
  readonly unknownReplies?: UnknownReplies;
}

export const unknownRepliesChoices = ['repeat', 'park'] as const;
export type UnknownReplies = (typeof unknownRepliesChoices)[number];

export const defaultSessionSettings: SessionSettings = {
  askUserToEndSession: true,
  delayBeforeAskSeconds: 300,
  delayBeforeEndSeconds: 600,
  defaultLanguage: 'en',
  texts: {
    en: { ask: 'Do you need anything else?', goOn: 'Yes, go on', end: 'No, end chat', closing: '' },
    id: { ask: 'Apakah masih ada yang bisa dibantu?', goOn: 'Ya, lanjutkan', end: 'Tidak, akhiri', closing: '' },
  },
};

/** Longest delay the form takes: a year. */
export const MAX_DELAY_SECONDS = 365 * 24 * 3600;
/** Meta's limits for a body with reply buttons and a button's title; the strictest of the protocols rules all. */
export const MAX_ASK_CHARACTERS = 1_024;
export const MAX_BUTTON_CHARACTERS = 20;
export const MAX_CLOSING_CHARACTERS = 4_096;
/** A customer's message opens 24 hours in which free messages are allowed. */
export const SERVICE_WINDOW: Millis = DAY;

export interface SettingsProblem {
  /** Path of the field, e.g. `delayBeforeAskSeconds` or `texts.en.goOn`. */
  readonly field: string;
  readonly problem:
    | 'NotAWholeNumber'
    | 'LessThanOne'
    | 'MoreThanAYear'
    | 'OutsideServiceWindow'
    | 'Missing'
    | 'TooLong'
    | 'SameTitleTwice';
}

/** Length as the form counts it: code points, so that an emoji is one and not two. */
export const characters = (text: string): number => [...text].length;

/** What is saved: texts without blanks around them, so that a closing of blanks is no closing. */
export const tidySettings = (settings: SessionSettings): SessionSettings => ({
  askUserToEndSession: settings.askUserToEndSession,
  delayBeforeAskSeconds: settings.delayBeforeAskSeconds,
  delayBeforeEndSeconds: settings.delayBeforeEndSeconds,
  defaultLanguage: settings.defaultLanguage,
  texts: { en: tidyTexts(settings.texts.en), id: tidyTexts(settings.texts.id) },
  ...(settings.unknownReplies && { unknownReplies: settings.unknownReplies }),
});

const tidyTexts = ({ ask, goOn, end, closing }: SessionTexts): SessionTexts => ({
  ask: ask.trim(),
  goOn: goOn.trim(),
  end: end.trim(),
  closing: closing.trim(),
});

/** Everything the form and the API refuse; empty = may be saved. Total over any values of the right shape. */
export const sessionSettingsProblems = (settings: SessionSettings): readonly SettingsProblem[] => [
  ...delayProblems('delayBeforeAskSeconds', settings.delayBeforeAskSeconds),
  ...delayProblems('delayBeforeEndSeconds', settings.delayBeforeEndSeconds),
  ...windowProblems(settings),
  ...languages.flatMap((language) => textProblems(`texts.${language}`, settings.texts[language])),
];

const delayProblems = (field: string, seconds: number): SettingsProblem[] => {
  if (!Number.isInteger(seconds)) return [{ field, problem: 'NotAWholeNumber' }];
  if (seconds < 1) return [{ field, problem: 'LessThanOne' }];
  return seconds > MAX_DELAY_SECONDS ? [{ field, problem: 'MoreThanAYear' }] : [];
};

/** Refuses only a delay before a message that could then not be sent (design 4). */
const windowProblems = (settings: SessionSettings): SettingsProblem[] => {
  const window = SERVICE_WINDOW / SECOND;
  const toAsk = settings.askUserToEndSession ? settings.delayBeforeAskSeconds : 0;
  if (toAsk >= window) return [{ field: 'delayBeforeAskSeconds', problem: 'OutsideServiceWindow' }];
  const closes = languages.some((language) => settings.texts[language].closing.trim() !== '');
  const toEnd = toAsk + settings.delayBeforeEndSeconds;
  return closes && toEnd >= window ? [{ field: 'delayBeforeEndSeconds', problem: 'OutsideServiceWindow' }] : [];
};

const textProblems = (path: string, texts: SessionTexts): SettingsProblem[] => {
  const problems: SettingsProblem[] = [
    ...lengthProblems(`${path}.ask`, texts.ask, MAX_ASK_CHARACTERS),
    ...lengthProblems(`${path}.goOn`, texts.goOn, MAX_BUTTON_CHARACTERS),
    ...lengthProblems(`${path}.end`, texts.end, MAX_BUTTON_CHARACTERS),
  ];
  if (characters(texts.closing) > MAX_CLOSING_CHARACTERS) problems.push({ field: `${path}.closing`, problem: 'TooLong' });
  if (texts.goOn.trim() !== '' && texts.goOn.trim() === texts.end.trim()) {
    problems.push({ field: `${path}.end`, problem: 'SameTitleTwice' });
  }
  return problems;
};

const lengthProblems = (field: string, text: string, most: number): SettingsProblem[] => {
  if (text.trim() === '') return [{ field, problem: 'Missing' }];
  return characters(text) > most ? [{ field, problem: 'TooLong' }] : [];
};
