import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { languages, type Language } from '@tandem/domain';
import { InterfaceLanguage } from '../words/language.js';

/** Each language in its own name, so that it is found by those who read no other. */
const names: Readonly<Record<Language, string>> = { en: 'English', id: 'Bahasa Indonesia' };

@Component({
  selector: 't-language-choice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div role="group" [attr.aria-label]="language.words().shell.language">
      @for (one of languages; track one) {
        <button type="button" [attr.lang]="one" [attr.aria-pressed]="language.chosen() === one" (click)="language.choose(one)">{{ names[one] }}</button>
      }
    </div>
  `,
  styles: `
    div { display: inline-flex; gap: 2px; padding: 3px; border-radius: 99px; background: var(--t-quiet); }
    button { border: 0; background: none; padding: 5px 13px; border-radius: 99px; font: var(--t-font-small); color: var(--mat-sys-on-surface-variant); cursor: pointer; white-space: nowrap; }
    button:hover { color: var(--mat-sys-on-surface); }
    button[aria-pressed='true'] { background: var(--mat-sys-surface-container-lowest); color: var(--mat-sys-on-surface); font-weight: 600; }
  `,
})
export class LanguageChoice {
  protected readonly language = inject(InterfaceLanguage);
  protected readonly languages = languages;
  protected readonly names = names;
}
