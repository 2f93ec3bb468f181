import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatDivider } from '@angular/material/divider';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { Router } from '@angular/router';
import { languages } from '@tandem/domain';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { SignedIn } from '../api/signed-in.js';
import { Entrance } from '../entry/entrance.js';
import { Announcer } from '../kit/announcer.js';
import { Icon } from '../kit/icon.js';
import { InterfaceLanguage } from '../words/language.js';
import { Appearance, appearances } from './appearance.js';

const languageNames = { en: 'English', id: 'Bahasa Indonesia' } as const;

/** Who is signed in, the language, light or dark, and the way out. */
@Component({
  selector: 't-account-menu',
  imports: [MatMenu, MatMenuItem, MatMenuTrigger, MatIconButton, MatDivider, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let words = language.words();
    <button matIconButton type="button" class="face" [matMenuTriggerFor]="menu" [attr.aria-label]="words.shell.account" [attr.data-initials]="initials()"></button>
    <mat-menu #menu="matMenu" xPosition="before">
      <div class="who" role="none"><strong>{{ signedIn.me()?.name }}</strong><span>{{ signedIn.me()?.email }}</span><span>{{ words.roles[signedIn.me()?.role ?? 'auditor'] }}</span></div>
      <mat-divider />
      @for (one of languages; track one) {
        <button mat-menu-item type="button" role="menuitemradio" [attr.lang]="one" [attr.aria-checked]="language.chosen() === one" (click)="language.choose(one)"><t-icon [name]="language.chosen() === one ? 'check' : 'blank'" />{{ languageNames[one] }}</button>
      }
      <mat-divider />
      @for (one of appearances; track one) {
        <button mat-menu-item type="button" role="menuitemradio" [attr.aria-checked]="appearance.chosen() === one" (click)="appearance.choose(one)"><t-icon [name]="appearance.chosen() === one ? 'check' : 'blank'" />{{ words.shell[one] }}</button>
      }
      <mat-divider />
      <button mat-menu-item type="button" (click)="leave(false)"><t-icon name="blank" />{{ words.shell.signOut }}</button>
      <button mat-menu-item type="button" (click)="leave(true)"><t-icon name="blank" />{{ words.shell.signOutEverywhere }}</button>
    </mat-menu>
  `,
  styles: `
    .face::before { content: attr(data-initials); position: absolute; inset: 0; display: grid; place-items: center; }
    .face { border-radius: 50%; background: var(--mat-sys-primary-container); color: var(--mat-sys-on-primary-container); font-weight: 650; font-size: 0.875rem; }
    .who { display: grid; padding: 10px 16px 12px; font: var(--t-font-small); color: var(--mat-sys-on-surface-variant); overflow-wrap: anywhere; }
    .who strong { font-size: 1rem; color: var(--mat-sys-on-surface); }
    t-icon { margin-inline-end: 10px; color: var(--mat-sys-primary); }
  `,
})
export class AccountMenu {
  protected readonly language = inject(InterfaceLanguage);
  protected readonly appearance = inject(Appearance);
  protected readonly signedIn = inject(SignedIn);
  protected readonly languages = languages;
  protected readonly appearances = appearances;
  protected readonly languageNames = languageNames;
  protected readonly initials = computed(() => initialsOf(this.signedIn.me()?.name ?? ''));
  private readonly entrance = inject(Entrance);
  private readonly router = inject(Router);
  private readonly announcer = inject(Announcer);

  protected async leave(everywhere: boolean): Promise<void> {
    try {
      await this.entrance.signOut(everywhere);
      await this.router.navigateByUrl('/sign-in');
      if (everywhere) this.announcer.done(this.language.words().entry.signedOutEverywhere);
    } catch (error) {
      this.announcer.done(problemInWords(problemFrom(error), this.language.words()));
    }
  }
}

const initialsOf = (name: string): string =>
  name.split(/\s+/).filter((part) => part !== '').slice(0, 2).map((part) => [...part][0]?.toUpperCase() ?? '').join('') || '?';
