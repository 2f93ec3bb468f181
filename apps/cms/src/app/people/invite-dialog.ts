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

/** Makes a link that works once. */
@Component({
  selector: 't-invite-dialog',
  imports: [MatDialogTitle, MatDialogContent, MatDialogActions, MatDialogClose, MatButton, CopyField, Field, Notice, RoleChoice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="$event.preventDefault(); create()">
      <h2 matDialogTitle>{{ words().people.inviteTitle }}</h2>
      <mat-dialog-content class="stack">
        @if (link(); as link) {
          <t-notice kind="good">{{ words().people.linkOnce }}</t-notice>
          <t-copy-field [label]="words().people.link" [value]="link" />
        } @else {
          <p class="soft">{{ words().people.inviteText }}</p>
          @if (problem(); as problem) { <t-notice kind="bad">{{ problem }}</t-notice> }
          <t-role-choice [(role)]="role" />
          @if (role() !== 'owner') { <t-field [label]="words().people.seatUntil" type="date" [note]="words().common.optional" [help]="words().people.seatHelp" [(value)]="until" [error]="error()" /> }
        }
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        @if (link()) { <button matButton="filled" type="button" matDialogClose>{{ words().common.close }}</button> }
        @else {
          <button matButton type="button" matDialogClose>{{ words().common.cancel }}</button>
          <button matButton="filled" type="submit">{{ words().people.createLink }}</button>
        }
      </mat-dialog-actions>
    </form>
  `,
})
export class InviteDialog {
  private readonly zone = inject(TimeZone).zone;
  protected readonly words = useWords();
  protected readonly role = signal<Role>('contributor');
  protected readonly until = signal('');
  protected readonly link = signal('');
  private readonly tried = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  private readonly api = inject(Api);
  private busy = false;
  private readonly end = computed(() => (this.role() === 'owner' ? undefined : endOfDay(this.until(), this.zone(), Date.now())));
  private readonly endIsWrong = computed(() => this.role() !== 'owner' && this.until() !== '' && this.end() === undefined);
  protected readonly error = computed(() => (this.tried() && this.endIsWrong() ? this.words().people.dateMissing : ''));
  protected readonly problem = computed(() => {
    const refused = this.refused();
    return refused ? problemInWords(refused, this.words()) : '';
  });

  protected async create(): Promise<void> {
    this.tried.set(true);
    if (this.busy || this.endIsWrong()) return;
    this.busy = true;
    try {
      const end = this.end();
      const made = await this.api.call('POST /api/invitations', { body: { role: this.role(), ...(end !== undefined && { until: end }) } });
      this.link.set(made.link ?? '');
    } catch (error) {
      this.refused.set(problemFrom(error));
    } finally {
      this.busy = false;
    }
  }
}
