import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { HistoryEntry } from '@tandem/wire';
import { InstantField } from '../kit/instant-field.js';
import { fieldName } from './field-names.js';
import type { HistoryFilters } from './history-api.js';
import { timeIn } from '../kit/instants.js';
import { Naming } from './naming.js';

/** Fields, and beginnings of their paths, that people look for. */
const prefixes = {
  number: 'number', protocol: 'protocol', credentials: 'credentials', webhookSecret: 'webhookSecret', endpoint: 'endpoint', settings: 'settings', 'settings.texts': 'texts', name: 'name', runtimes: 'runtimes',
} as const;
const single = ['settings.askUserToEndSession', 'settings.delayBeforeAskSeconds', 'settings.delayBeforeEndSeconds', 'settings.defaultLanguage'];

/** What of the history is shown. */
@Component({
  selector: 't-change-filters',
  imports: [InstantField, MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './change-filters.html',
  styleUrl: './change-filters.scss',
})
export class ChangeFilters {
  readonly filters = input.required<HistoryFilters>();
  /** What is shown so far: its actors can be chosen. */
  readonly entries = input.required<readonly HistoryEntry[]>();
  readonly filtered = input(false);
  readonly filter = output<Partial<HistoryFilters>>();
  readonly clear = output();
  private readonly naming = inject(Naming);
  protected readonly words = computed(() => this.naming.current().words);
  protected readonly subjects = ['published', 'draft', 'agent'] as const;
  protected readonly actions = computed(() => Object.entries(this.words().history.actions).map(([value, label]) => ({ value, label })));
  protected readonly fields = computed(() => {
    const { field } = this.filters();
    const known = [
      ...Object.entries(prefixes).map(([value, name]) => ({ value, label: this.words().facts.prefixes[name] })),
      ...single.map((value) => ({ value, label: fieldName(value, this.naming.current()) })),
    ];
    return field && !known.some(({ value }) => value === field) ? [...known, { value: field, label: fieldName(field, this.naming.current()) }] : known;
  });
  protected readonly actors = computed(() => {
    const { actor } = this.filters();
    const seen = new Map(this.entries().flatMap((entry) => (entry.actor ? [[entry.actor.id, entry.actor.name] as const] : [])));
    if (actor && !seen.has(actor)) seen.set(actor, actor);
    return [...seen].map(([value, label]) => ({ value, label }));
  });
  protected readonly from = computed(() => timeIn(this.filters().from));
  protected readonly to = computed(() => timeIn(this.filters().to));
  /** What is in use must not hide. */
  protected readonly moreInUse = computed(() => {
    const { field, actor, action, from, to } = this.filters();
    return [field, actor, action, from, to].some((value) => (value ?? '') !== '');
  });

  protected period(name: 'from' | 'to', at: number | undefined): void {
    this.filter.emit({ [name]: at === undefined ? '' : String(at) });
  }
}
