import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import type { Problem } from '@tandem/wire';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Notice } from '../kit/notice.js';
import { useWords } from '../words/language.js';
import { Protocols } from './protocols.js';

export interface ProtocolQuestion {
  readonly spoken: string;
  readonly save: (protocol: string) => Promise<void>;
}

/** Asks for another protocol, and says what that means. Closes with its title once it is saved. */
@Component({
  selector: 't-protocol-dialog',
  imports: [MatDialogTitle, MatDialogContent, MatDialogActions, MatDialogClose, MatButton, Notice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="$event.preventDefault(); save()" novalidate>
      <h2 matDialogTitle>{{ words().providers.changeProtocolTitle }}</h2>
      <mat-dialog-content class="stack">
        <t-notice kind="warn" still>{{ words().providers.changeProtocolText }}</t-notice>
        @if (problem(); as text) { <t-notice kind="bad">{{ text }}</t-notice> }
        <div class="choice">
          <label for="other-protocol">{{ words().wizard.protocol }}</label>
          <select id="other-protocol" #chosen cdkFocusInitial (change)="protocol.set(chosen.value)">
            @for (option of others(); track option.name) { <option [value]="option.name" [selected]="protocol() === option.name">{{ option.title }}</option> }
          </select>
        </div>
        @if (choice(); as option) { <p class="small soft">{{ words().wizard.bestFor(option.bestFor) }} {{ words().wizard.requires(option.requires) }}</p> }
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" matDialogClose>{{ words().common.cancel }}</button>
        <button matButton="filled" type="submit" [attr.aria-disabled]="busy() || null">{{ words().providers.changeProtocolGo }}</button>
      </mat-dialog-actions>
    </form>
  `,
})
export class ProtocolDialog {
  protected readonly words = useWords();
  protected readonly busy = signal(false);
  private readonly question = inject<ProtocolQuestion>(MAT_DIALOG_DATA);
  private readonly opened = inject<MatDialogRef<ProtocolDialog, string>>(MatDialogRef);
  private readonly protocols = inject(Protocols);
  private readonly refused = signal<Problem | undefined>(undefined);
  protected readonly others = computed(() => this.protocols.all().filter(({ name }) => name !== this.question.spoken));
  protected readonly protocol = signal<string>(this.others()[0]?.name ?? '');
  protected readonly choice = computed(() => this.protocols.named(this.protocol()));
  protected readonly problem = computed(() => {
    const refused = this.refused();
    return refused ? problemInWords(refused, this.words()) : '';
  });

  protected async save(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      await this.question.save(this.protocol());
      this.opened.close(this.choice()?.title);
    } catch (error) {
      this.refused.set(problemFrom(error));
    } finally {
      this.busy.set(false);
    }
  }
}
