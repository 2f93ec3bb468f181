import { DOCUMENT, DestroyRef, inject } from '@angular/core';
import type { CanDeactivateFn } from '@angular/router';
import { useWords } from '../words/language.js';
import { AskFirst } from './ask-first.js';
import { Unsaved } from './unsaved.js';

/** A screen that may hold entries which are not saved. */
export interface MayHoldChanges {
  holdsChanges(): boolean;
}

/** Asks before unsaved entries are left behind. */
export const askBeforeLeaving: CanDeactivateFn<MayHoldChanges> = (screen) => {
  const { leave } = useWords()();
  const isAsked = screen.holdsChanges() && inject(Unsaved).any();
  return !isAsked || inject(AskFirst).ask({ title: leave.title, text: leave.text, go: leave.go, stay: leave.stay, danger: true });
};

/** The same for closing the tab, in the browser's own words. */
export const guardClosing = (holdsChanges: () => boolean): void => {
  const window = inject(DOCUMENT).defaultView;
  const unsaved = inject(Unsaved);
  const ask = (event: BeforeUnloadEvent): void => {
    if (unsaved.any()) event.preventDefault();
  };
  const drop = unsaved.add(holdsChanges);
  window?.addEventListener('beforeunload', ask);
  inject(DestroyRef).onDestroy(() => {
    drop();
    window?.removeEventListener('beforeunload', ask);
  });
};
