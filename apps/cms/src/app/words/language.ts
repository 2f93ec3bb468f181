import { DOCUMENT, Injectable, computed, effect, inject, signal } from '@angular/core';
import { languages, type Language } from '@tandem/domain';
import { en } from './en.js';
import { id } from './id.js';
import type { Words } from './words.js';

const dictionaries: Readonly<Record<Language, Words>> = { en, id };
const place = 'tandem.language';

/** The language of the interface: English until somebody chooses another one, which this browser remembers. */
@Injectable({ providedIn: 'root' })
export class InterfaceLanguage {
  private readonly document = inject(DOCUMENT);
  readonly chosen = signal<Language>(remembered());
  readonly words = computed<Words>(() => dictionaries[this.chosen()]);
  /** For dates and numbers. English dates as `24 Nov 2026`. */
  readonly locale = computed(() => ({ en: 'en-GB', id: 'id-ID' })[this.chosen()]);

  constructor() {
    effect(() => {
      this.document.documentElement.lang = this.chosen();
    });
  }

  choose(language: Language): void {
    localStorage.setItem(place, language);
    this.chosen.set(language);
  }
}

const remembered = (): Language => {
  const kept = localStorage.getItem(place);
  return languages.find((language) => language === kept) ?? 'en';
};

/** The dictionary in the chosen language, as a signal. */
export const useWords = () => inject(InterfaceLanguage).words;
