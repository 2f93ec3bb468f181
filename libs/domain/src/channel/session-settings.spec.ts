import { describe, expect, it } from '@jest/globals';
import {
  characters, defaultSessionSettings, MAX_ASK_CHARACTERS, MAX_BUTTON_CHARACTERS, MAX_CLOSING_CHARACTERS, MAX_DELAY_SECONDS,
  sessionSettingsProblems, tidySettings, type SessionSettings, type SessionTexts,
} from './session-settings.js';

const day = 24 * 3600;
const withSettings = (change: Partial<SessionSettings>): SessionSettings => ({ ...defaultSessionSettings, ...change });
const withTexts = (change: Partial<SessionTexts>, more: Partial<SessionSettings> = {}): SessionSettings =>
  withSettings({ ...more, texts: { ...defaultSessionSettings.texts, en: { ...defaultSessionSettings.texts.en, ...change } } });
const problemsOf = (settings: SessionSettings): string[] =>
  sessionSettingsProblems(settings).map(({ field, problem }) => `${field}: ${problem}`);

describe('the defaults', () => {
  it('ask after 300 seconds and end 600 seconds later, in English', () => {
    expect(defaultSessionSettings).toMatchObject({
      askUserToEndSession: true, delayBeforeAskSeconds: 300, delayBeforeEndSeconds: 600, defaultLanguage: 'en',
    });
    expect(problemsOf(defaultSessionSettings)).toEqual([]);
  });
});

describe.each(['delayBeforeAskSeconds', 'delayBeforeEndSeconds'] as const)('%s', (field) => {
  it.each([
    [1.5, 'NotAWholeNumber'],
    [Number.NaN, 'NotAWholeNumber'],
    [Number.POSITIVE_INFINITY, 'NotAWholeNumber'],
    [0, 'LessThanOne'],
    [-300, 'LessThanOne'],
    [MAX_DELAY_SECONDS + 1, 'MoreThanAYear'],
  ])('refuses %d', (seconds, problem) =>
    expect(problemsOf(withSettings({ [field]: seconds }))).toContain(`${field}: ${problem}`));

  it('takes a second', () => expect(problemsOf(withSettings({ [field]: 1 }))).toEqual([]));
});

describe('a delay before a message that could then not be sent', () => {
  it('refuses an ask outside the 24 hours after the customer\'s last message', () => {
    expect(problemsOf(withSettings({ delayBeforeAskSeconds: day }))).toEqual(['delayBeforeAskSeconds: OutsideServiceWindow']);
    expect(problemsOf(withSettings({ delayBeforeAskSeconds: day - 1 }))).toEqual([]);
  });

  it('does not care for the delay before an ask that is switched off', () =>
    expect(problemsOf(withSettings({ askUserToEndSession: false, delayBeforeAskSeconds: day }))).toEqual([]));

  it('does not care how late a session ends in which nothing is said at the end', () => {
    expect(problemsOf(withSettings({ delayBeforeEndSeconds: MAX_DELAY_SECONDS }))).toEqual([]);
    expect(problemsOf(withSettings({ askUserToEndSession: false, delayBeforeEndSeconds: MAX_DELAY_SECONDS }))).toEqual([]);
    expect(problemsOf(withTexts({ closing: '  ' }, { delayBeforeEndSeconds: day }))).toEqual([]);
  });

  it('refuses a closing text outside: with the ask on the time to the end is both delays', () => {
    const closing = 'Goodbye';
    expect(problemsOf(withTexts({ closing }, { delayBeforeAskSeconds: 300, delayBeforeEndSeconds: day - 300 })))
      .toEqual(['delayBeforeEndSeconds: OutsideServiceWindow']);
    expect(problemsOf(withTexts({ closing }, { delayBeforeAskSeconds: 300, delayBeforeEndSeconds: day - 301 }))).toEqual([]);
  });

  it('refuses a closing text outside: with the ask off it is the one delay', () => {
    const off = { askUserToEndSession: false, delayBeforeAskSeconds: 300 };
    expect(problemsOf(withTexts({ closing: 'Goodbye' }, { ...off, delayBeforeEndSeconds: day })))
      .toEqual(['delayBeforeEndSeconds: OutsideServiceWindow']);
    expect(problemsOf(withTexts({ closing: 'Goodbye' }, { ...off, delayBeforeEndSeconds: day - 1 }))).toEqual([]);
  });

  it('looks at the closing text of every language', () => {
    const texts = { ...defaultSessionSettings.texts, id: { ...defaultSessionSettings.texts.id, closing: 'Sampai jumpa' } };
    expect(problemsOf(withSettings({ texts, delayBeforeEndSeconds: day }))).toEqual(['delayBeforeEndSeconds: OutsideServiceWindow']);
  });
});

describe('texts', () => {
  it.each([
    ['ask', MAX_ASK_CHARACTERS],
    ['goOn', MAX_BUTTON_CHARACTERS],
    ['end', MAX_BUTTON_CHARACTERS],
    ['closing', MAX_CLOSING_CHARACTERS],
  ] as const)('%s has at most %d characters, an emoji being one', (text, most) => {
    expect(problemsOf(withTexts({ [text]: '😀'.repeat(most) }))).toEqual([]);
    expect(problemsOf(withTexts({ [text]: '😀'.repeat(most + 1) }))).toEqual([`texts.en.${text}: TooLong`]);
    expect(characters('😀'.repeat(most))).toBe(most);
  });

  it.each(['ask', 'goOn', 'end'] as const)('%s may not be missing', (text) =>
    expect(problemsOf(withTexts({ [text]: '  ' }))).toEqual([`texts.en.${text}: Missing`]));

  it('the closing may be missing', () => expect(problemsOf(withTexts({ closing: '' }))).toEqual([]));

  it('the two buttons may not read the same', () =>
    expect(problemsOf(withTexts({ goOn: 'Yes', end: ' Yes ' }))).toEqual(['texts.en.end: SameTitleTwice']));

  it('are judged in every language', () => {
    const id = { ...defaultSessionSettings.texts.id, ask: '' };
    expect(problemsOf(withSettings({ texts: { ...defaultSessionSettings.texts, id } }))).toEqual(['texts.id.ask: Missing']);
  });

  it('are saved without blanks around them, so that a closing of blanks is none', () =>
    expect(tidySettings(withTexts({ ask: ' More? ', closing: ' \n' })).texts.en).toMatchObject({ ask: 'More?', closing: '' }));
  it('keeps what is said of replies of unknown outcome, and nothing where nothing is', () => {
    expect(tidySettings({ ...defaultSessionSettings, unknownReplies: 'park' }).unknownReplies).toBe('park');
    expect(tidySettings(defaultSessionSettings)).toEqual(defaultSessionSettings);
  });
});
