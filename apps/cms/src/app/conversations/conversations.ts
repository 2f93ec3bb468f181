import { ChangeDetectionStrategy, Component, computed, effect, inject, input, resource, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import type { ConversationLine } from '@tandem/wire';
import { Api } from '../api/api.js';
import { Live } from '../api/live.js';
import { Empty } from '../kit/empty.js';
import { LoadFailed } from '../kit/load-failed.js';
import { PageHead } from '../kit/page-head.js';
import { Skeleton } from '../kit/skeleton.js';
import { Times } from '../kit/times.js';
import { VersionBadge } from '../kit/version-badge.js';
import { useWords } from '../words/language.js';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Announcer } from '../kit/announcer.js';
import { nameOf } from './name-of.js';
import { StatusMark } from './status-mark.js';

/** All conversations, newest first; the filters stand in the address. */
@Component({
  selector: 't-conversations',
  imports: [Empty, LoadFailed, MatButton, PageHead, RouterLink, Skeleton, StatusMark, VersionBadge],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './conversations.html',
  styleUrl: './conversations.scss',
})
export class Conversations {
  readonly agent = input<string>();
  readonly version = input<string>();
  readonly status = input<string>();
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  protected readonly nameOf = nameOf;
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly announcer = inject(Announcer);
  protected readonly agents = resource({ loader: () => this.api.call('GET /api/agents') });
  protected readonly agentList = computed(() => (this.agents.hasValue() ? this.agents.value() : []));
  private readonly query = computed(() => ({ agent: this.agent(), version: this.version(), status: this.status() }));
  protected readonly first = resource({ params: () => this.query(), loader: ({ params }) => this.api.call('GET /api/conversations', { query: params }) });
  /** Older pages, loaded by hand; they go when the filters change. */
  private readonly older = signal<readonly ConversationLine[]>([]);
  private readonly afterOlder = signal<string | undefined>(undefined);
  protected readonly lines = computed(() => {
    const newest = this.first.hasValue() ? this.first.value().conversations : [];
    const known = new Set(newest.map(({ id }) => id));
    return [...newest, ...this.older().filter(({ id }) => !known.has(id))];
  });
  protected readonly next = computed(() => (this.older().length > 0 ? this.afterOlder() : this.first.hasValue() ? this.first.value().next : undefined));
  protected readonly filtered = computed(() => Object.values(this.query()).some((value) => (value ?? '') !== ''));

  constructor() {
    effect(() => {
      this.query();
      untracked(() => this.older.set([]));
    });
    inject(Live).on((event) => {
      if (event === 'reconnected' || event.what === 'conversation') this.first.reload();
    });
  }

  protected filter(name: 'agent' | 'version' | 'status', value: string): void {
    void this.router.navigate([], { queryParams: { [name]: value || null }, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected clear(): void {
    void this.router.navigate([], { queryParams: {}, replaceUrl: true });
  }

  protected async loadMore(): Promise<void> {
    try {
      const page = await this.api.call('GET /api/conversations', { query: { ...this.query(), before: this.next() } });
      this.older.update((older) => [...older, ...page.conversations]);
      this.afterOlder.set(page.next);
    } catch (error) {
      this.announcer.done(problemInWords(problemFrom(error), this.words()));
    }
  }
}
