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
import { joinProblems, type JoinEntries } from './join-rules.js';

/** Takes a one-time link: the first owner's, or an invitation. */
@Component({
  selector: 't-join',
  imports: [Gate, Field, Notice, MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <t-gate [heading]="words().entry.join" [text]="words().entry.joinText">
      <form class="stack" (submit)="$event.preventDefault(); join()">
        @if (problem(); as problem) { <t-notice kind="bad">{{ problem }}</t-notice> }
        <t-field [label]="words().entry.name" [help]="words().entry.nameHelp" autocomplete="name" required [(value)]="name" [error]="errors()['name'] ?? ''" />
        <t-field [label]="words().entry.email" type="email" autocomplete="username" required [(value)]="email" [error]="errors()['email'] ?? ''" />
        <t-field [label]="words().entry.password" [help]="words().entry.passwordHelp" type="password" autocomplete="new-password" required [(value)]="password" [error]="errors()['password'] ?? ''" />
        <button matButton="filled" type="submit" class="big" [attr.aria-disabled]="busy() || null">{{ words().entry.create }}</button>
      </form>
    </t-gate>
  `,
  styles: 'form { margin-block-start: 24px; } .big { min-block-size: 48px; }',
})
export class Join {
  protected readonly words = useWords();
  protected readonly name = signal('');
  protected readonly email = signal('');
  protected readonly password = signal('');
  protected readonly busy = signal(false);
  private readonly tried = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  /** Behind the `#`, which no server and no log ever sees. */
  private readonly token = inject(ActivatedRoute).snapshot.fragment ?? '';
  private readonly entrance = inject(Entrance);
  private readonly router = inject(Router);
  private readonly entries = computed((): JoinEntries => ({ name: this.name().trim(), email: this.email().trim(), password: this.password() }));
  /** A link that is not good any more is wrong with no field that is shown. */
  protected readonly problem = computed(() => {
    const refused = this.refused();
    return refused && !refused.fields?.some(({ field }) => field !== 'token') ? problemInWords(refused, this.words()) : undefined;
  });
  protected readonly errors = computed((): Readonly<Record<string, string | undefined>> => ({
    ...fieldWords(this.refused(), this.words()),
    ...(this.tried() && Object.fromEntries(joinProblems(this.entries()).map(({ field, problem }) => [field, this.words().problems[problem]]))),
  }));

  protected async join(): Promise<void> {
    this.tried.set(true);
    if (this.busy() || joinProblems(this.entries()).length > 0) return;
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      await this.entrance.take({ token: this.token, ...this.entries() });
      await this.router.navigateByUrl('/');
    } catch (error) {
      this.refused.set(problemFrom(error));
    } finally {
      this.busy.set(false);
    }
  }
}
