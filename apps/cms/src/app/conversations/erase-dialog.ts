import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, signal, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogActions, MatDialogContent, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import type { Problem } from '@tandem/wire';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { Notice } from '../kit/notice.js';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';

export interface EraseQuestion {
  readonly conversation: string;
  readonly name: string;
}

/** Says what an erasure takes away and what it leaves, erases, and names the day on which the rest goes. Closes with true once it is done. */
@Component({
  selector: 't-erase-dialog',
  imports: [MatButton, MatDialogActions, MatDialogContent, MatDialogTitle, Notice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2 matDialogTitle>{{ done() ? words().holding.erased : words().holding.eraseTitle(question.name) }}</h2>
    <mat-dialog-content class="stack">
      @if (goneBy(); as when) { <t-notice kind="good">{{ words().holding.erasedText(times.day(when)) }}</t-notice> }
      @else {
        <p><strong>{{ words().holding.eraseText }}</strong></p>
        <ul>@for (what of words().holding.eraseWhat; track what) { <li>{{ what }}</li> }</ul>
        @if (problem(); as problem) { <t-notice kind="bad">{{ problem }}</t-notice> }
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      @if (done()) { <button matButton="filled" type="button" #close (click)="opened.close(true)">{{ words().common.close }}</button> }
      @else {
        <button matButton type="button" cdkFocusInitial (click)="opened.close(false)">{{ words().common.cancel }}</button>
        <button matButton="filled" class="danger" type="button" [attr.aria-disabled]="busy() || null" (click)="erase()">{{ words().holding.eraseGo }}</button>
      }
    </mat-dialog-actions>
  `,
  styles: 'ul { display: grid; gap: 8px; padding-inline-start: 20px; list-style: disc; }',
})
export class EraseDialog {
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  protected readonly question = inject<EraseQuestion>(MAT_DIALOG_DATA);
  protected readonly opened = inject<MatDialogRef<EraseDialog, boolean>>(MatDialogRef);
  protected readonly goneBy = signal<number | undefined>(undefined);
  protected readonly done = computed(() => this.goneBy() !== undefined);
  protected readonly busy = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  private readonly api = inject(Api);
  protected readonly problem = computed(() => {
    const refused = this.refused();
    return refused ? problemInWords(refused, this.words()) : '';
  });

  private readonly close = viewChild<unknown, ElementRef<HTMLElement>>('close', { read: ElementRef });

  constructor() {
    // the button that had the focus is gone
    effect(() => this.close()?.nativeElement.focus());
  }

  protected async erase(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.opened.disableClose = true;
    try {
      const { rawBodiesGoAt } = await this.api.call('POST /api/conversations/:id/erase', { path: { id: this.question.conversation } });
      this.goneBy.set(rawBodiesGoAt);
    } catch (error) {
      this.refused.set(problemFrom(error));
      this.opened.disableClose = false;
    } finally {
      this.busy.set(false);
    }
  }
}
