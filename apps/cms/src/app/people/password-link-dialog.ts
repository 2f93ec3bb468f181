import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle } from '@angular/material/dialog';
import type { Operator, PasswordLink, Problem } from '@tandem/wire';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { CopyField } from '../kit/copy-field.js';
import { Notice } from '../kit/notice.js';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';

/** Makes a link with which a member chooses another password; it is shown once. */
@Component({
  selector: 't-password-link-dialog',
  imports: [MatDialogTitle, MatDialogContent, MatDialogActions, MatDialogClose, MatButton, CopyField, Notice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2 matDialogTitle>{{ words().passwordLink.title(who.name) }}</h2>
    <mat-dialog-content class="stack">
      @if (made(); as made) {
        <t-notice kind="good">{{ words().passwordLink.once(times.at(made.expiresAt)) }}</t-notice>
        <t-copy-field [label]="words().passwordLink.link" [value]="made.link" />
      } @else {
        <p>{{ words().passwordLink.text }}</p>
        @if (problem(); as problem) { <t-notice kind="bad">{{ problem }}</t-notice> }
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      @if (made()) { <button matButton="filled" type="button" matDialogClose>{{ words().common.close }}</button> }
      @else {
        <button matButton type="button" matDialogClose>{{ words().common.cancel }}</button>
        <button matButton="filled" type="button" [attr.aria-disabled]="busy() || null" (click)="create()">{{ words().passwordLink.create }}</button>
      }
    </mat-dialog-actions>
  `,
})
export class PasswordLinkDialog {
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  protected readonly who = inject<Operator>(MAT_DIALOG_DATA);
  protected readonly made = signal<PasswordLink | undefined>(undefined);
  protected readonly busy = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  private readonly api = inject(Api);
  protected readonly problem = computed(() => {
    const refused = this.refused();
    return refused ? problemInWords(refused, this.words()) : '';
  });

  protected async create(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    try {
      this.made.set(await this.api.call('POST /api/operators/:id/password-link', { path: { id: this.who.id } }));
    } catch (error) {
      this.refused.set(problemFrom(error));
    } finally {
      this.busy.set(false);
    }
  }
}
