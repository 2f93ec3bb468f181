import { ChangeDetectionStrategy, Component, Injectable, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialog, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { useWords } from '../words/language.js';

export interface Question {
  readonly title: string;
  readonly text: string;
  /** A second paragraph. */
  readonly more?: string;
  /** What the button does, as its label. */
  readonly go: string;
  readonly stay?: string;
  readonly danger?: boolean;
}

@Component({
  selector: 't-ask-first-dialog',
  imports: [MatDialogTitle, MatDialogContent, MatDialogActions, MatDialogClose, MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2 matDialogTitle>{{ question.title }}</h2>
    <mat-dialog-content><p>{{ question.text }}</p>@if (question.more; as more) { <p>{{ more }}</p> }</mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" [matDialogClose]="false" cdkFocusInitial>{{ question.stay ?? words().common.cancel }}</button>
      <button matButton="filled" type="button" [class.danger]="question.danger" [matDialogClose]="true">{{ question.go }}</button>
    </mat-dialog-actions>
  `,
  styles: 'p { overflow-wrap: anywhere; } p + p { margin-block-start: 12px; }',
})
export class AskFirstDialog {
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
  protected readonly words = useWords();
}

/** Asks before something that cannot be taken back. */
@Injectable({ providedIn: 'root' })
export class AskFirst {
  private readonly dialog = inject(MatDialog);

  async ask(question: Question): Promise<boolean> {
    const opened = this.dialog.open<AskFirstDialog, Question, boolean>(AskFirstDialog, { data: question, maxWidth: '520px', role: 'alertdialog' });
    return (await firstValueFrom(opened.afterClosed())) === true;
  }
}
