import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle } from '@angular/material/dialog';
import type { Problem, Role } from '@tandem/wire';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { CopyField } from '../kit/copy-field.js';
import { Field } from '../kit/field.js';
import { Notice } from '../kit/notice.js';
import { TimeZone } from '../kit/time-zone.js';
import { useWords } from '../words/language.js';
import { endOfDay } from './end-of-day.js';
import { RoleChoice } from './role-choice.js';

/** Makes an API token, which is shown once. */
@Component({
  selector: 't-token-dialog',
  imports: [MatDialogTitle, MatDialogContent, MatDialogActions, MatDialogClose, MatButton, CopyField, Field, Notice, RoleChoice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="$event.preventDefault(); create()">
      <h2 matDialogTitle>{{ words().people.tokenTitle }}</h2>
      <mat-dialog-content class="stack">
        @if (token(); as token) {
          <t-notice kind="good">{{ words().people.tokenOnce }}</t-notice>
          <t-copy-field [label]="words().people.token" [value]="token" />
        } @else {
          <p class="soft">{{ words().people.tokenText }}</p>
          @if (problem(); as problem) { <t-notice kind="bad">{{ problem }}</t-notice> }
          <t-field [label]="words().people.tokenName" required [(value)]="name" [error]="nameError()" />
          <t-role-choice [(role)]="role" />
          <t-field [label]="words().people.tokenUntil" type="date" required [(value)]="until" [error]="untilError()" />
        }
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        @if (token()) { <button matButton="filled" type="button" matDialogClose>{{ words().common.close }}</button> }
        @else {
          <button matButton type="button" matDialogClose>{{ words().common.cancel }}</button>
          <button matButton="filled" type="submit">{{ words().people.createToken }}</button>
        }
      </mat-dialog-actions>
    </form>
  `,
})
export class TokenDialog {
  private readonly zone = inject(TimeZone).zone;
  protected readonly words = useWords();
  protected readonly name = signal('');
  protected readonly role = signal<Role>('auditor');
  protected readonly until = signal('');
  protected readonly token = signal('');
  private readonly tried = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  private readonly api = inject(Api);
  private busy = false;
  private readonly end = computed(() => endOfDay(this.until(), this.zone(), Date.now()));
  protected readonly nameError = computed(() => (this.tried() && this.name().trim() === '' ? this.words().people.nameMissing : ''));
  protected readonly untilError = computed(() => (this.tried() && this.end() === undefined ? this.words().people.dateMissing : ''));
  protected readonly problem = computed(() => {
    const refused = this.refused();
    return refused ? problemInWords(refused, this.words()) : '';
  });

  protected async create(): Promise<void> {
    this.tried.set(true);
    const [name, until] = [this.name().trim(), this.end()];
    if (this.busy || name === '' || until === undefined) return;
    this.busy = true;
    try {
      this.token.set((await this.api.call('POST /api/api-tokens', { body: { name, role: this.role(), until } })).token ?? '');
    } catch (error) {
      this.refused.set(problemFrom(error));
    } finally {
      this.busy = false;
    }
  }
}
