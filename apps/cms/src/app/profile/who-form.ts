import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Problem } from '@tandem/wire';
import { problemFrom } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { SignedIn } from '../api/signed-in.js';
import { whoProblems } from '../entry/join-rules.js';
import { Announcer } from '../kit/announcer.js';
import { Field } from '../kit/field.js';
import { focusFirstError } from '../kit/focus-first-error.js';
import { Notice } from '../kit/notice.js';
import { useWords } from '../words/language.js';
import { ownErrors, ownProblem } from './own-errors.js';

/** One's name and address. Another address is the way in: it needs the password. */
@Component({
  selector: 't-who-form',
  imports: [Field, MatButton, Notice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="card stack" (submit)="$event.preventDefault(); save()" aria-labelledby="who-title" novalidate>
      <div class="card-head"><h2 id="who-title">{{ words().profile.who }}</h2></div>
      @if (problem(); as problem) { <t-notice kind="bad">{{ problem }}</t-notice> }
      <t-field [label]="words().profile.name" autocomplete="name" required [(value)]="name" [error]="errors()['name'] ?? ''" />
      <t-field [label]="words().profile.email" type="email" autocomplete="username" required [(value)]="email" [error]="errors()['email'] ?? ''" />
      @if (isMoving()) { <t-field [label]="words().profile.current" [help]="words().profile.emailNeedsPassword" type="password" autocomplete="current-password" required [(value)]="current" [error]="errors()['current'] ?? ''" /> }
      <div><button matButton="filled" type="submit" [attr.aria-disabled]="busy() || null">{{ words().profile.saveWho }}</button></div>
    </form>
  `,
  styles: '.card-head { margin: 0; }',
})
export class WhoForm {
  protected readonly words = useWords();
  private readonly signedIn = inject(SignedIn);
  private readonly savedName = computed(() => this.signedIn.me()?.name ?? '');
  private readonly savedEmail = computed(() => this.signedIn.me()?.email ?? '');
  protected readonly name = linkedSignal(() => this.savedName());
  protected readonly email = linkedSignal(() => this.savedEmail());
  protected readonly current = signal('');
  protected readonly busy = signal(false);
  private readonly tried = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  private readonly api = inject(Api);
  private readonly announcer = inject(Announcer);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);

  readonly changed = computed(() => this.name() !== this.savedName() || this.email() !== this.savedEmail());
  protected readonly isMoving = computed(() => this.email().trim().toLowerCase() !== this.savedEmail().toLowerCase());
  private readonly wrong = computed(() => [
    ...whoProblems({ name: this.name().trim(), email: this.email().trim() }),
    ...(this.isMoving() && this.current() === '' ? [{ field: 'current', problem: 'Missing' } as const] : []),
  ]);
  protected readonly errors = computed(() => ownErrors({ refused: this.refused(), wrong: this.tried() ? this.wrong() : [] }, this.words()));
  protected readonly problem = computed(() => ownProblem(this.refused(), this.words()));

  protected async save(): Promise<void> {
    this.tried.set(true);
    this.refused.set(undefined);
    if (this.busy()) return;
    if (this.wrong().length > 0) return focusFirstError(this.element);
    this.busy.set(true);
    try {
      const body = { name: this.name().trim(), email: this.email().trim(), ...(this.isMoving() && { current: this.current() }) };
      this.signedIn.me.set(await this.api.call('PUT /api/me/profile', { body }));
      this.current.set('');
      this.tried.set(false);
      this.announcer.done(this.words().profile.whoSaved);
    } catch (error) {
      this.refused.set(problemFrom(error));
      focusFirstError(this.element);
    } finally {
      this.busy.set(false);
    }
  }
}
