import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { numberProblem } from '@tandem/domain';
import type { Problem } from '@tandem/wire';
import { fieldWords, problemFrom, problemInWords } from '../api/api-problem.js';
import { Field } from '../kit/field.js';
import { focusFirstError } from '../kit/focus-first-error.js';
import { Notice } from '../kit/notice.js';
import { useWords } from '../words/language.js';

export interface NumberQuestion {
  /** Label of the field by which the protocol names the number; undefined where it knows the number alone. */
  readonly names: string | undefined;
  readonly save: (number: string) => Promise<void>;
}

/** Asks for another number, and says what that ends. Closes with true once it is saved. */
@Component({
  selector: 't-number-dialog',
  imports: [MatDialogTitle, MatDialogContent, MatDialogActions, MatDialogClose, MatButton, Field, Notice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="$event.preventDefault(); save()" novalidate>
      <h2 matDialogTitle>{{ words().channelWork.changeTitle }}</h2>
      <mat-dialog-content class="stack">
        <t-notice kind="warn" still>{{ words().channelWork.changeText }} @if (names) { {{ words().channelWork.changeNames(names) }} }</t-notice>
        @if (problem(); as problem) { <t-notice kind="bad">{{ problem }}</t-notice> }
        <t-field [label]="words().wizard.number" type="tel" required [help]="words().wizard.numberHelp" [value]="number()" (valueChange)="enter($event)" [error]="error()" />
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" matDialogClose>{{ words().common.cancel }}</button>
        <button matButton="filled" type="submit" [attr.aria-disabled]="busy() || null">{{ words().channelWork.changeGo }}</button>
      </mat-dialog-actions>
    </form>
  `,
})
export class NumberDialog {
  protected readonly words = useWords();
  protected readonly number = signal('');
  protected readonly busy = signal(false);
  private readonly tried = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  private readonly question = inject<NumberQuestion>(MAT_DIALOG_DATA);
  protected readonly names = this.question.names;
  private readonly opened = inject<MatDialogRef<NumberDialog, boolean>>(MatDialogRef);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly error = computed(() => {
    const [wrong, holder, { problems, versions, wizard }] = [numberProblem(this.number()), this.refused()?.heldBy?.[0], this.words()];
    if (this.tried() && wrong) return problems[wrong];
    return holder ? wizard.held(holder.agentName, versions[holder.version]) : fieldWords(this.refused(), this.words())['number'] ?? '';
  });
  protected readonly problem = computed(() => {
    const refused = this.refused();
    return refused && this.error() === '' ? problemInWords(refused, this.words()) : '';
  });

  protected enter(number: string): void {
    this.number.set(number);
    this.refused.set(undefined);
  }

  protected async save(): Promise<void> {
    this.tried.set(true);
    if (this.busy()) return;
    if (numberProblem(this.number())) return focusFirstError(this.element);
    this.busy.set(true);
    try {
      await this.question.save(this.number().trim());
      this.opened.close(true);
    } catch (error) {
      this.refused.set(problemFrom(error));
      focusFirstError(this.element);
    } finally {
      this.busy.set(false);
    }
  }
}
