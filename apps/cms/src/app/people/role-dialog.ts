import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import type { Operator, Problem, Role } from '@tandem/wire';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { Field } from '../kit/field.js';
import { Notice } from '../kit/notice.js';
import { TimeZone } from '../kit/time-zone.js';
import { useWords } from '../words/language.js';
import { dayOf, endOfDay } from './end-of-day.js';
import { RoleChoice } from './role-choice.js';

/** Gives a seat another role, or another end. Closes with true once it is saved. */
@Component({
  selector: 't-role-dialog',
  imports: [MatDialogTitle, MatDialogContent, MatDialogActions, MatDialogClose, MatButton, Field, Notice, RoleChoice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="$event.preventDefault(); save()" novalidate>
      <h2 matDialogTitle>{{ words().roleChange.title(who.name) }}</h2>
      <mat-dialog-content class="stack">
        <p class="soft">{{ words().roleChange.text }}</p>
        @if (problem(); as problem) { <t-notice kind="bad">{{ problem }}</t-notice> }
        <t-role-choice [(role)]="role" />
        @if (role() !== 'owner') { <t-field [label]="words().people.seatUntil" type="date" [note]="words().common.optional" [help]="words().people.seatHelp" [(value)]="until" [error]="error()" /> }
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" matDialogClose>{{ words().common.cancel }}</button>
        <button matButton="filled" type="submit" [attr.aria-disabled]="busy() || null">{{ words().common.save }}</button>
      </mat-dialog-actions>
    </form>
  `,
})
export class RoleDialog {
  private readonly zone = inject(TimeZone).zone;
  protected readonly words = useWords();
  protected readonly who = inject<Operator>(MAT_DIALOG_DATA);
  protected readonly role = signal<Role>(this.who.role);
  protected readonly until = signal(this.who.until === undefined ? '' : dayOf(this.who.until, this.zone()));
  protected readonly busy = signal(false);
  private readonly tried = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  private readonly api = inject(Api);
  private readonly opened = inject<MatDialogRef<RoleDialog, boolean>>(MatDialogRef);
  private readonly end = computed(() => (this.role() === 'owner' ? undefined : endOfDay(this.until(), this.zone(), Date.now())));
  private readonly endIsWrong = computed(() => this.role() !== 'owner' && this.until() !== '' && this.end() === undefined);
  protected readonly error = computed(() => (this.tried() && this.endIsWrong() ? this.words().people.dateMissing : ''));
  protected readonly problem = computed(() => {
    const refused = this.refused();
    return refused ? problemInWords(refused, this.words()) : '';
  });

  protected async save(): Promise<void> {
    this.tried.set(true);
    this.refused.set(undefined);
    if (this.busy() || this.endIsWrong()) return;
    this.busy.set(true);
    try {
      const end = this.end();
      await this.api.call('PATCH /api/operators/:id', { path: { id: this.who.id }, body: { role: this.role(), ...(end !== undefined && { until: end }) } });
      this.opened.close(true);
    } catch (error) {
      this.refused.set(problemFrom(error));
    } finally {
      this.busy.set(false);
    }
  }
}
