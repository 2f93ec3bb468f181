import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Problem } from '@tandem/wire';
import { problemFrom } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { SignedIn } from '../api/signed-in.js';
import { passwordProblems } from '../entry/join-rules.js';
import { Announcer } from '../kit/announcer.js';
import { Field } from '../kit/field.js';
import { focusFirstError } from '../kit/focus-first-error.js';
import { Notice } from '../kit/notice.js';
import { useWords } from '../words/language.js';
import { ownErrors, ownProblem } from './own-errors.js';

/** Another password: everywhere else one is signed out. */
@Component({
  selector: 't-password-form',
  imports: [Field, MatButton, Notice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="card stack" (submit)="$event.preventDefault(); change()" aria-labelledby="password-title" novalidate>
      <div class="card-head"><h2 id="password-title">{{ words().profile.password }}</h2><p>{{ words().profile.passwordText }}</p></div>
      @if (problem(); as problem) { <t-notice kind="bad">{{ problem }}</t-notice> }
      <t-field [label]="words().profile.current" type="password" autocomplete="current-password" required [(value)]="current" [error]="errors()['current'] ?? ''" />
      <t-field [label]="words().profile.fresh" [help]="words().entry.passwordHelp" type="password" autocomplete="new-password" required [(value)]="fresh" [error]="errors()['password'] ?? ''" />
      <div><button matButton="filled" type="submit" [attr.aria-disabled]="busy() || null">{{ words().profile.change }}</button></div>
    </form>
  `,
  styles: '.card-head { margin: 0; }',
})
export class PasswordForm {
  protected readonly words = useWords();
  protected readonly current = signal('');
  protected readonly fresh = signal('');
  protected readonly busy = signal(false);
  readonly changed = computed(() => this.current() !== '' || this.fresh() !== '');
  private readonly tried = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  private readonly api = inject(Api);
  private readonly signedIn = inject(SignedIn);
  private readonly announcer = inject(Announcer);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly wrong = computed(() => [
    ...(this.current() === '' ? [{ field: 'current', problem: 'Missing' } as const] : []), ...passwordProblems(this.fresh()),
  ]);
  protected readonly errors = computed(() => ownErrors({ refused: this.refused(), wrong: this.tried() ? this.wrong() : [] }, this.words()));
  protected readonly problem = computed(() => ownProblem(this.refused(), this.words()));

  protected async change(): Promise<void> {
    this.tried.set(true);
    this.refused.set(undefined);
    if (this.busy()) return;
    if (this.wrong().length > 0) return focusFirstError(this.element);
    this.busy.set(true);
    try {
      this.signedIn.me.set(await this.api.call('PUT /api/me/password', { body: { current: this.current(), password: this.fresh() } }));
      this.current.set('');
      this.fresh.set('');
      this.tried.set(false);
      this.announcer.done(this.words().profile.changed);
    } catch (error) {
      this.refused.set(problemFrom(error));
      focusFirstError(this.element);
    } finally {
      this.busy.set(false);
    }
  }
}
