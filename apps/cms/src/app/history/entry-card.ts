import { Clipboard } from '@angular/cdk/clipboard';
import { ChangeDetectionStrategy, Component, DOCUMENT, booleanAttribute, computed, inject, input, linkedSignal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import type { HistoryEntry } from '@tandem/wire';
import { Announcer } from '../kit/announcer.js';
import { Icon } from '../kit/icon.js';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';
import { CausedList } from './caused-list.js';
import { fieldName } from './field-names.js';
import { FieldsTable } from './fields-table.js';
import { Naming } from './naming.js';
import { SubjectBadge } from './subject-badge.js';

/** So many fields are named before one has opened the entry. */
const NAMED = 3;

/** One save: who, when, why; opened, a row for every field it changed and what it has caused. */
@Component({
  selector: 't-entry-card',
  imports: [CausedList, FieldsTable, Icon, MatButton, RouterLink, SubjectBadge],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './entry-card.html',
  styleUrl: './entry-card.scss',
})
export class EntryCard {
  readonly entry = input.required<HistoryEntry>();
  readonly agent = input.required<string>();
  /** Open from the first moment. */
  readonly opened = input(false, { transform: booleanAttribute });
  protected readonly open = linkedSignal(() => this.opened());
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  private readonly naming = inject(Naming);
  private readonly clipboard = inject(Clipboard);
  private readonly announcer = inject(Announcer);
  private readonly router = inject(Router);
  private readonly document = inject(DOCUMENT);
  protected readonly action = computed(() => {
    const { action } = this.entry();
    return (this.words().history.actions as Readonly<Record<string, string | undefined>>)[action] ?? action;
  });
  protected readonly label = computed(() => this.words().history.ofEntry(this.action(), this.times.at(this.entry().at)));
  protected readonly means = computed(() => {
    const { means, actor } = this.entry();
    return means === undefined || (means === 'system' && !actor) ? '' : this.words().history.means[means];
  });
  protected readonly names = computed(() => {
    const names = this.entry().changes.map(({ field }) => fieldName(field, this.naming.current()));
    return `${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? ', …' : ''}`;
  });

  protected copyLink(): void {
    const path = this.router.serializeUrl(this.router.createUrlTree(['/agents', this.agent(), 'history', 'changes'], { queryParams: { entry: this.entry().id } }));
    if (this.clipboard.copy(`${this.document.location.origin}${path}`)) this.announcer.done(this.words().history.linkCopied);
  }
}
