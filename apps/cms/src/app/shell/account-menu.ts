import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { SignedIn } from '../api/signed-in.js';
import { Entrance } from '../entry/entrance.js';
import { Announcer } from '../kit/announcer.js';
import { AskFirst } from '../kit/ask-first.js';
import { Disclosure } from '../kit/disclosure.js';
import { Icon } from '../kit/icon.js';
import { Unsaved } from '../kit/unsaved.js';
import { InterfaceLanguage } from '../words/language.js';
import { Appearance, appearances } from './appearance.js';
import { LanguageChoice } from './language-choice.js';
import { ZoneChoice } from './zone-choice.js';

/** Who is signed in, the language, light or dark, and the way out. */
@Component({
  selector: 't-account-menu',
  imports: [Disclosure, Icon, LanguageChoice, RouterLink, ZoneChoice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let words = language.words();
    <t-disclosure #more [label]="words.shell.account" [initials]="initials()">
      <p class="who"><strong>{{ signedIn.me()?.name }}</strong><span>{{ signedIn.me()?.email }}</span><span>{{ words.roles[signedIn.me()?.role ?? 'auditor'] }}</span></p>
      <div class="part"><a class="menu-item" routerLink="/profile" (click)="more.close()">{{ words.profile.title }}</a></div>
      <div class="part"><t-language-choice /></div>
      <div class="part"><t-zone-choice /></div>
      <div class="part" role="group" [attr.aria-label]="words.shell.appearance">
        @for (one of appearances; track one) {
          <button class="menu-item" type="button" [attr.aria-pressed]="appearance.chosen() === one" (click)="appearance.choose(one)"><t-icon [name]="appearance.chosen() === one ? 'check' : 'blank'" />{{ words.shell[one] }}</button>
        }
      </div>
      <div class="part">
        <button class="menu-item" type="button" (click)="leave(false)">{{ words.shell.signOut }}</button>
        <button class="menu-item" type="button" (click)="leave(true)">{{ words.shell.signOutEverywhere }}</button>
      </div>
    </t-disclosure>
  `,
  styles: `
    .who { display: grid; padding: 8px 14px 12px; font: var(--t-font-small); color: var(--mat-sys-on-surface-variant); overflow-wrap: anywhere; }
    .who strong { font-size: 1rem; color: var(--mat-sys-on-surface); }
    .part { padding-block: 8px; border-block-start: 1px solid var(--t-line); display: grid; }
    t-language-choice { justify-self: center; }
    t-icon { margin-inline-end: 10px; color: var(--mat-sys-primary); }
  `,
})
export class AccountMenu {
  protected readonly language = inject(InterfaceLanguage);
  protected readonly appearance = inject(Appearance);
  protected readonly signedIn = inject(SignedIn);
  protected readonly appearances = appearances;
  protected readonly initials = computed(() => initialsOf(this.signedIn.me()?.name ?? ''));
  private readonly entrance = inject(Entrance);
  private readonly router = inject(Router);
  private readonly announcer = inject(Announcer);
  private readonly askFirst = inject(AskFirst);
  private readonly unsaved = inject(Unsaved);

  protected async leave(everywhere: boolean): Promise<void> {
    const { title, text, go, stay } = this.language.words().leave;
    if (this.unsaved.any() && !(await this.askFirst.ask({ title, text, go, stay, danger: true }))) return;
    try {
      await this.entrance.signOut(everywhere);
      await this.unsaved.giveUp(() => this.router.navigateByUrl('/sign-in'));
      if (everywhere) this.announcer.done(this.language.words().entry.signedOutEverywhere);
    } catch (error) {
      this.announcer.done(problemInWords(problemFrom(error), this.language.words()));
    }
  }
}

const initialsOf = (name: string): string =>
  name.split(/\s+/).filter((part) => part !== '').slice(0, 2).map((part) => [...part][0]?.toUpperCase() ?? '').join('') || '?';
