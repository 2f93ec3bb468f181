import { sessionSettingsProblems, type Language } from '@tandem/domain';
import type { Words } from '../words/words.js';
import { durationOf, settingsOf, type Entries } from './entries.js';

/** What the entered settings mean, in sentences; none while they are no settings that could be saved. */
export const silenceWords = (entries: Entries, { session, silence }: Words): readonly string[] => {
  const settings = settingsOf(entries);
  const wrong = sessionSettingsProblems(settings).filter(({ field }) => field.startsWith('delay'));
  if (wrong.length > 0) return wrong.every(({ problem }) => problem === 'OutsideServiceWindow') ? [`${silence.window} ${silence.tooLate}`] : [];
  const { askUserToEndSession, delayBeforeAskSeconds: ask, delayBeforeEndSeconds: end } = settings;
  const inWords = (seconds: number): string => durationOf(String(seconds), session.units) ?? `${seconds} ${session.units.s}`;
  const closes = Object.values(settings.texts).some(({ closing }) => closing.trim() !== '');
  return [
    ...(askUserToEndSession ? [silence.asks(inWords(ask), inWords(end)), silence.total(inWords(ask + end))] : [silence.ends(inWords(end))]),
    closes ? silence.closing : silence.noClosing,
  ];
};

/** What the question looks like in one language, as it is entered. */
export const askOf = (entries: Entries, language: Language): { readonly question: string; readonly buttons: readonly string[] } => {
  const text = (part: string): string => String(entries[`settings.texts.${language}.${part}`] ?? '').trim();
  return { question: text('ask'), buttons: [text('goOn'), text('end')].filter((title) => title !== '') };
};
