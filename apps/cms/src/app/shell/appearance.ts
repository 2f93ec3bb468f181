import { DOCUMENT, Injectable, effect, inject, signal } from '@angular/core';

export const appearances = ['system', 'light', 'dark'] as const;
export type AppearanceName = (typeof appearances)[number];
const place = 'tandem.appearance';

/** Light, dark, or as the system has it; this browser remembers. */
@Injectable({ providedIn: 'root' })
export class Appearance {
  private readonly document = inject(DOCUMENT);
  readonly chosen = signal<AppearanceName>(appearances.find((name) => name === localStorage.getItem(place)) ?? 'system');

  constructor() {
    effect(() => {
      const chosen = this.chosen();
      this.document.documentElement.style.colorScheme = chosen === 'system' ? 'light dark' : chosen;
    });
  }

  choose(name: AppearanceName): void {
    localStorage.setItem(place, name);
    this.chosen.set(name);
  }
}
