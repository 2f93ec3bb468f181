import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatDialogContent, MatDialogTitle } from '@angular/material/dialog';
import { SignedIn } from '../api/signed-in.js';
import { useWords } from '../words/language.js';
import { SignInForm } from './sign-in-form.js';

/** Over a page whose sign-in has expired: what was typed stays, and what was asked for goes on. */
@Component({
  selector: 't-sign-in-again',
  imports: [MatDialogTitle, MatDialogContent, SignInForm],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2 matDialogTitle>{{ words().entry.expired }}</h2>
    <mat-dialog-content><p class="text">{{ words().entry.expiredText }}</p><t-sign-in-form [who]="email" /></mat-dialog-content>
  `,
  styles: '.text { margin-block-end: 20px; }',
})
export class SignInAgain {
  protected readonly words = useWords();
  protected readonly email = inject(SignedIn).me()?.email ?? '';
}
