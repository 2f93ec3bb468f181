import { ChangeDetectionStrategy, Component, computed, effect, inject, input, resource, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import type { ConversationLine } from '@tandem/wire';
import { Api } from '../api/api.js';
import { Live } from '../api/live.js';
import { SignedIn } from '../api/signed-in.js';
import { Empty } from '../kit/empty.js';
import { InstantField } from '../kit/instant-field.js';
import { timeIn } from '../kit/instants.js';
import { LoadFailed } from '../kit/load-failed.js';
import { Notice } from '../kit/notice.js';
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
  imports: [Empty, InstantField, LoadFailed, MatButton, Notice, PageHead, RouterLink, Skeleton, StatusMark, VersionBadge],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './conversations.html',
  styleUrl: './conversations.scss',
})
export class Conversations {
  readonly agent = input<string>();
  readonly version = input<string>();
  readonly status = input<string>();
  readonly text = input<string>();
  readonly number = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  protected readonly nameOf = nameOf;
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly announcer = inject(Announcer);
  private readonly signedIn = inject(SignedIn);
  protected readonly agents = resource({ loader: () => this.api.call('GET /api/agents') });
  protected readonly agentList = computed(() => (this.agents.hasValue() ? this.agents.value() : []));
  private readonly query = computed(() => ({
    agent: this.agent(), version: this.version(), status: this.status(), text: this.text(), number: this.number(), from: this.from(), to: this.to(),
  }));
  protected readonly fromAt = computed(() => timeIn(this.from()));
  protected readonly toAt = computed(() => timeIn(this.to()));
  /** What is hidden from an auditor is not searched by one. */
  protected readonly maySearch = computed(() => this.signedIn.me()?.role !== 'auditor');
  /** What is in use must not hide. */
  protected readonly moreInUse = computed(() => [this.number(), this.from(), this.to()].some((value) => (value ?? '') !== ''));
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
  protected readonly isCut = computed(() => this.first.hasValue() && this.first.value().cut === true);
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

  protected filter(name: keyof ReturnType<typeof this.query>, value: string): void {
    void this.router.navigate([], { queryParams: { [name]: value || null }, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected period(name: 'from' | 'to', at: number | undefined): void {
    this.filter(name, at === undefined ? '' : String(at));
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
