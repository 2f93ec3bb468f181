import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { useWords } from '../words/language.js';
import { Gate } from './gate.js';
import { SignInForm } from './sign-in-form.js';

@Component({
  selector: 't-sign-in',
  imports: [Gate, SignInForm],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <t-gate [heading]="words().entry.signIn" [text]="words().entry.signInText">
      <t-sign-in-form class="form" (done)="goOn()" />
      <p class="small soft">{{ words().entry.firstTime }}</p>
    </t-gate>
  `,
  styles: '.form { margin-block: 24px 20px; }',
})
export class SignIn {
  /** Where the way was to go before somebody had to sign in. */
  readonly next = input('');
  protected readonly words = useWords();
  private readonly router = inject(Router);

  protected goOn(): void {
    const next = this.next();
    // a path of ours alone: never an address that somebody put into a link
    void this.router.navigateByUrl(/^\/(?!\/)/.test(next ?? '') ? next : '/');
  }
}
