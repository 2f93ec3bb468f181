import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import type { Problem } from '@tandem/wire';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { Field } from '../kit/field.js';
import { focusFirstError } from '../kit/focus-first-error.js';
import { useWords } from '../words/language.js';

/** Asks why somebody must see a conversation unmasked. Closes with true once it is. */
@Component({
  selector: 't-unmask-dialog',
  imports: [Field, MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="$event.preventDefault(); unmask()" novalidate>
      <h2 matDialogTitle>{{ words().masking.title }}</h2>
      <mat-dialog-content class="stack">
        <p>{{ words().masking.text }}</p>
        <t-field [label]="words().masking.reason" required [help]="words().masking.reasonHelp" [(value)]="reason" [error]="error()" />
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" matDialogClose>{{ words().common.cancel }}</button>
        <button matButton="filled" type="submit" [attr.aria-disabled]="busy() || null">{{ words().masking.go }}</button>
      </mat-dialog-actions>
    </form>
  `,
})
export class UnmaskDialog {
  protected readonly words = useWords();
  protected readonly reason = signal('');
  protected readonly busy = signal(false);
  private readonly tried = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  private readonly conversation = inject<string>(MAT_DIALOG_DATA);
  private readonly opened = inject<MatDialogRef<UnmaskDialog, boolean>>(MatDialogRef);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly api = inject(Api);
  protected readonly error = computed(() => {
    if (this.tried() && this.reason().trim() === '') return this.words().masking.reasonMissing;
    const refused = this.refused();
    return refused ? problemInWords(refused, this.words()) : '';
  });

  protected async unmask(): Promise<void> {
    this.tried.set(true);
    if (this.busy()) return;
    if (this.reason().trim() === '') return focusFirstError(this.element);
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      await this.api.call('POST /api/conversations/:id/unmask', { path: { id: this.conversation }, body: { reason: this.reason().trim() } });
      this.opened.close(true);
    } catch (error) {
      this.refused.set(problemFrom(error));
    } finally {
      this.busy.set(false);
    }
  }
}
