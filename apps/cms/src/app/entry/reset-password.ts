import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ActivatedRoute, Router } from '@angular/router';
import type { Problem } from '@tandem/wire';
import { fieldWords, problemFrom, problemInWords } from '../api/api-problem.js';
import { Field } from '../kit/field.js';
import { Notice } from '../kit/notice.js';
import { useWords } from '../words/language.js';
import { Entrance } from './entrance.js';
import { Gate } from './gate.js';
import { passwordProblems } from './join-rules.js';

/** Takes a link with which an owner lets somebody choose another password. */
@Component({
  selector: 't-reset-password',
  imports: [Gate, Field, Notice, MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <t-gate [heading]="words().passwordLink.reset" [text]="words().passwordLink.resetText">
      <form class="stack" (submit)="$event.preventDefault(); save()" novalidate>
        @if (problem(); as problem) { <t-notice kind="bad">{{ problem }}</t-notice> }
        <t-field [label]="words().profile.fresh" [help]="words().entry.passwordHelp" type="password" autocomplete="new-password" required [(value)]="password" [error]="error()" />
        <button matButton="filled" type="submit" class="big" [attr.aria-disabled]="busy() || null">{{ words().passwordLink.go }}</button>
      </form>
    </t-gate>
  `,
  styles: 'form { margin-block-start: 24px; } .big { min-block-size: 48px; }',
})
export class ResetPassword {
  protected readonly words = useWords();
  protected readonly password = signal('');
  protected readonly busy = signal(false);
  private readonly tried = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  /** Behind the `#`, which no server and no log ever sees. */
  private readonly token = inject(ActivatedRoute).snapshot.fragment ?? '';
  private readonly entrance = inject(Entrance);
  private readonly router = inject(Router);
  protected readonly error = computed(() => {
    const [wrong] = this.tried() ? passwordProblems(this.password()) : [];
    return wrong ? this.words().problems[wrong.problem] : fieldWords(this.refused(), this.words())['password'] ?? '';
  });
  /** A link that is not good any more is wrong with no field that is shown. */
  protected readonly problem = computed(() => {
    const refused = this.refused();
    return refused && this.error() === '' ? problemInWords(refused, this.words()) : '';
  });

  protected async save(): Promise<void> {
    this.tried.set(true);
    this.refused.set(undefined);
    if (this.busy() || this.error() !== '') return;
    this.busy.set(true);
    try {
      await this.entrance.reset({ token: this.token, password: this.password() });
      await this.router.navigateByUrl('/');
    } catch (error) {
      this.refused.set(problemFrom(error));
    } finally {
      this.busy.set(false);
    }
  }
}
