import { ChangeDetectionStrategy, Component, computed, inject, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import type { CopyFromDraft, Problem, Restored } from '@tandem/wire';
import { inWords, problemFrom, problemInWords } from '../api/api-problem.js';
import { Field } from '../kit/field.js';
import { LoadFailed } from '../kit/load-failed.js';
import { Notice } from '../kit/notice.js';
import { useWords } from '../words/language.js';
import { fieldName } from './field-names.js';
import { FieldsTable } from './fields-table.js';
import { Naming } from './naming.js';

/** It is saved, or waits for a second person. */
export type RestoreEnd = 'saved' | 'waits';

export interface RestoreQuestion {
  readonly title: string;
  readonly text: string;
  /** What the button does, as its label. */
  readonly go: string;
  /** Without `confirm` the preview. */
  readonly ask: (body: CopyFromDraft) => Promise<Restored>;
}

/** An earlier state, or another configuration's, as a new change: what it would change, what cannot come back, and why. Closes with true once it is saved. */
@Component({
  selector: 't-restore-dialog',
  imports: [Field, FieldsTable, LoadFailed, MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle, Notice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="$event.preventDefault(); save()" novalidate>
      <h2 matDialogTitle>{{ question.title }}</h2>
      <mat-dialog-content class="stack" tabindex="0">
        <p>{{ question.text }}</p>
        @if (preview.error(); as error) { <t-load-failed [error]="error" (again)="preview.reload()" /> }
        @else if (known(); as known) {
          @if (known.changes.length === 0) { <t-notice>{{ words().restore.nothing }}</t-notice> }
          @else {
            <h3>{{ words().restore.changes }}</h3>
            <t-fields-table [rows]="known.changes" [label]="words().restore.changes" [oldHead]="words().restore.now" [newHead]="words().restore.then" />
          }
          @if (lost(); as names) { <t-notice kind="warn" [heading]="words().restore.lost"><p>{{ names }}</p></t-notice> }
          @if (problems().length > 0) { <t-notice kind="bad" [heading]="words().restore.problems">@for (one of problems(); track $index) { <p>{{ one }}</p> }</t-notice> }
          @if (refusedWords(); as text) { <t-notice kind="bad">{{ text }}</t-notice> }
          @if (known.changes.length > 0) { <t-field [label]="words().restore.reason" [note]="words().common.optional" [help]="words().restore.reasonHelp" [(value)]="reason" /> }
        } @else { <p class="soft" role="status">{{ words().restore.loading }}</p> }
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" matDialogClose cdkFocusInitial>{{ words().common.cancel }}</button>
        <button matButton="filled" type="submit" [disabled]="!possible()" [attr.aria-disabled]="busy() || null">{{ question.go }}</button>
      </mat-dialog-actions>
    </form>
  `,
  styles: 'h3 { font-size: 1rem; font-weight: 650; }',
})
export class RestoreDialog {
  protected readonly question = inject<RestoreQuestion>(MAT_DIALOG_DATA);
  private readonly opened = inject<MatDialogRef<RestoreDialog, RestoreEnd>>(MatDialogRef);
  private readonly naming = inject(Naming);
  protected readonly words = useWords();
  protected readonly reason = signal('');
  protected readonly busy = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  protected readonly preview = resource({ loader: () => this.question.ask({}) });
  /** Of the save that was refused, where there was one; else of the preview. */
  private readonly newer = signal<Restored | undefined>(undefined);
  protected readonly known = computed(() => this.newer() ?? (this.preview.hasValue() ? this.preview.value() : undefined));
  protected readonly lost = computed(() => this.known()?.lost.map((field) => fieldName(field, this.naming.current())).join(', ') ?? '');
  protected readonly problems = computed(() => (this.known()?.problems ?? []).map(({ field, problem, words: said }) =>
    `${fieldName(field, this.naming.current())}: ${said ?? inWords(problem, this.words())}`));
  protected readonly possible = computed(() => (this.known()?.changes.length ?? 0) > 0 && this.problems().length === 0);
  protected readonly refusedWords = computed(() => {
    const refused = this.refused();
    return refused ? problemInWords(refused, this.words()) : '';
  });

  protected async save(): Promise<void> {
    if (this.busy() || !this.possible()) return;
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      const reason = this.reason().trim();
      const restored = await this.question.ask({ confirm: true, ...(reason !== '' && { reason }) });
      if (restored.position !== undefined) return this.opened.close(restored.proposed ? 'waits' : 'saved');
      this.newer.set(restored);
    } catch (error) {
      this.refused.set(problemFrom(error));
    } finally {
      this.busy.set(false);
    }
  }
}
