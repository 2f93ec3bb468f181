import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Problem } from '@tandem/wire';
import { fieldWords, problemFrom, problemInWords } from '../api/api-problem.js';
import { Field } from '../kit/field.js';
import { Notice } from '../kit/notice.js';
import { useWords } from '../words/language.js';
import { Entrance } from './entrance.js';

/** Email and password, for the sign-in page and over a page whose sign-in has expired. */
@Component({
  selector: 't-sign-in-form',
  imports: [Field, Notice, MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="stack" (submit)="$event.preventDefault(); signIn()">
      @if (problem(); as problem) { <t-notice kind="bad">{{ problem }}</t-notice> }
      <t-field [label]="words().entry.email" type="email" autocomplete="username" required [(value)]="email" [error]="errors()['email'] ?? ''" />
      <t-field [label]="words().entry.password" type="password" autocomplete="current-password" required [(value)]="password" [error]="errors()['password'] ?? ''" />
      <button matButton="filled" type="submit" class="big" [attr.aria-disabled]="busy() || null">{{ busy() ? words().entry.signingIn : words().entry.signIn }}</button>
    </form>
  `,
  styles: ':host { display: block; } .big { min-block-size: 48px; }',
})
export class SignInForm {
  readonly who = input('');
  readonly done = output();
  protected readonly words = useWords();
  protected readonly busy = signal(false);
  protected readonly email = signal('');
  protected readonly password = signal('');
  private readonly missing = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  private readonly entrance = inject(Entrance);
  protected readonly problem = computed(() => {
    const refused = this.refused();
    return refused && !refused.fields?.length ? problemInWords(refused, this.words()) : undefined;
  });
  protected readonly errors = computed((): Readonly<Record<string, string | undefined>> => ({
    ...fieldWords(this.refused(), this.words()),
    ...(this.missing() && !this.email().trim() && { email: this.words().problems.Missing }),
    ...(this.missing() && !this.password() && { password: this.words().problems.Missing }),
  }));

  constructor() {
    queueMicrotask(() => this.email.set(this.who()));
  }

  protected async signIn(): Promise<void> {
    this.missing.set(true);
    if (this.busy() || !this.email().trim() || !this.password()) return;
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      await this.entrance.signIn({ email: this.email().trim(), password: this.password() });
      this.done.emit();
    } catch (error) {
      this.refused.set(problemFrom(error));
      this.password.set('');
      this.missing.set(false);
    } finally {
      this.busy.set(false);
    }
  }
}
