import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { agentNameProblem, MAX_AGENT_NAME } from '@tandem/domain';
import type { Problem } from '@tandem/wire';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Field } from '../kit/field.js';
import { useWords } from '../words/language.js';

export interface NameQuestion {
  readonly title: string;
  readonly text?: string;
  readonly go: string;
  readonly name: string;
  /** Answers the id where something new was made. */
  readonly save: (name: string) => Promise<string | undefined>;
}

/** Asks for the name of an agent. */
@Component({
  selector: 't-name-dialog',
  imports: [MatDialogTitle, MatDialogContent, MatDialogActions, MatDialogClose, MatButton, Field],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="$event.preventDefault(); save()">
      <h2 matDialogTitle>{{ question.title }}</h2>
      <mat-dialog-content><t-field [label]="words().dashboard.name" [help]="question.text ?? ''" required [most]="most" [(value)]="name" [error]="error()" /></mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" matDialogClose>{{ words().common.cancel }}</button>
        <button matButton="filled" type="submit">{{ question.go }}</button>
      </mat-dialog-actions>
    </form>
  `,
})
export class NameDialog {
  protected readonly question = inject<NameQuestion>(MAT_DIALOG_DATA);
  protected readonly words = useWords();
  protected readonly most = MAX_AGENT_NAME;
  protected readonly name = signal(this.question.name);
  private readonly tried = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  private readonly opened = inject<MatDialogRef<NameDialog, { id?: string; name: string }>>(MatDialogRef);
  private busy = false;
  protected readonly error = computed(() => {
    const [problem, refused] = [agentNameProblem(this.name()), this.refused()];
    if (this.tried() && problem) return this.words().problems[problem];
    return refused ? problemInWords(refused, this.words()) : '';
  });

  protected async save(): Promise<void> {
    this.tried.set(true);
    if (this.busy || agentNameProblem(this.name())) return;
    this.busy = true;
    try {
      const name = this.name().trim();
      this.opened.close({ id: await this.question.save(name), name });
    } catch (error) {
      this.refused.set(problemFrom(error));
    } finally {
      this.busy = false;
    }
  }
}
