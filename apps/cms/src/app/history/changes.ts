import { ChangeDetectionStrategy, Component, computed, effect, inject, input, resource, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import type { HistoryEntry } from '@tandem/wire';
import { AgentStore } from '../agent/agent.store.js';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Live } from '../api/live.js';
import { Announcer } from '../kit/announcer.js';
import { Empty } from '../kit/empty.js';
import { LoadFailed } from '../kit/load-failed.js';
import { Skeleton } from '../kit/skeleton.js';
import { useWords } from '../words/language.js';
import { ChangeFilters } from './change-filters.js';
import { EntryCard } from './entry-card.js';
import { HistoryApi, type HistoryFilters } from './history-api.js';
import { OneEntry } from './one-entry.js';

/** Every save, newest first; filters and the one entry that a link means stand in the address. */
@Component({
  selector: 't-changes',
  imports: [ChangeFilters, Empty, EntryCard, LoadFailed, MatButton, OneEntry, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './changes.html',
  styleUrl: './changes.scss',
})
export class Changes {
  readonly entry = input<string>();
  /** With `subject`: the entry that made this revision. */
  readonly revision = input<string>();
  readonly subject = input<string>();
  readonly field = input<string>();
  readonly actor = input<string>();
  readonly action = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();
  readonly text = input<string>();
  protected readonly words = useWords();
  private readonly api = inject(HistoryApi);
  private readonly store = inject(AgentStore);
  private readonly router = inject(Router);
  private readonly announcer = inject(Announcer);
  protected readonly agent = this.store.id;
  protected readonly filters = computed((): HistoryFilters => ({
    subject: this.subject(), field: this.field(), actor: this.actor(), action: this.action(), from: this.from(), to: this.to(), text: this.text(),
  }));
  /** A link means one entry. */
  protected readonly one = computed(() => Boolean(this.entry()) || (Boolean(this.revision()) && Boolean(this.subject())));
  protected readonly filtered = computed(() => Object.values(this.filters()).some((value) => (value ?? '') !== ''));
  protected readonly first = resource({
    params: () => (this.one() ? undefined : { agent: this.agent(), filters: this.filters() }), loader: ({ params }) => this.api.page(params.agent, params.filters),
  });
  /** Older pages, loaded by hand; they go when the filters change. */
  private readonly older = signal<readonly HistoryEntry[]>([]);
  private readonly afterOlder = signal<string | undefined>(undefined);
  protected readonly loading = signal(false);
  protected readonly entries = computed(() => {
    const newest = this.first.hasValue() ? this.first.value().entries : [];
    const known = new Set(newest.map(({ id }) => id));
    return [...newest, ...this.older().filter(({ id }) => !known.has(id))];
  });
  protected readonly next = computed(() => (this.older().length > 0 ? this.afterOlder() : this.first.hasValue() ? this.first.value().next : undefined));

  constructor() {
    effect(() => {
      this.filters();
      untracked(() => this.older.set([]));
    });
    inject(Live).on((event) => {
      const isOurs = event === 'reconnected' || event.what === 'agents' || (event.what === 'channel' && event.agent === this.agent());
      if (isOurs) this.first.reload();
    });
  }

  protected filter(change: Partial<HistoryFilters>): void {
    const queryParams = Object.fromEntries(Object.entries(change).map(([name, value]) => [name, value || null]));
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected clear(): void {
    void this.router.navigate([], { queryParams: {}, replaceUrl: true });
  }

  protected async loadOlder(): Promise<void> {
    if (this.loading()) return;
    this.loading.set(true);
    try {
      const page = await this.api.page(this.agent(), { ...this.filters(), before: this.next() });
      this.older.update((older) => [...older, ...page.entries]);
      this.afterOlder.set(page.next);
    } catch (error) {
      this.announcer.done(problemInWords(problemFrom(error), this.words()));
    } finally {
      this.loading.set(false);
    }
  }
}
