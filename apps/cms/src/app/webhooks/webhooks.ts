import { ChangeDetectionStrategy, Component, computed, effect, inject, input, resource, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { AgentVersion, RefusalReason } from '@tandem/domain';
import type { ReceiptLine } from '@tandem/wire';
import { AgentStore } from '../agent/agent.store.js';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { Live } from '../api/live.js';
import { Announcer } from '../kit/announcer.js';
import { Empty } from '../kit/empty.js';
import { Icon } from '../kit/icon.js';
import { LoadFailed } from '../kit/load-failed.js';
import { Notice } from '../kit/notice.js';
import { Skeleton } from '../kit/skeleton.js';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';
import { balanceOf } from './balance.js';
import { ChannelHealthCard } from './channel-health.js';
import { Parked } from './parked.js';

/** The last calls to one configuration's address, each with what became of it; and the balance, which always adds up. */
@Component({
  selector: 't-webhooks',
  imports: [ChannelHealthCard, Empty, Icon, LoadFailed, MatButton, Notice, Parked, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './webhooks.html',
  styleUrl: './webhooks.scss',
})
export class Webhooks {
  readonly version = input.required<AgentVersion>();
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  private readonly api = inject(Api);
  private readonly agent = inject(AgentStore);
  private readonly announcer = inject(Announcer);
  private readonly hasNumber = computed(() => this.agent.known()?.channels[this.version()] !== undefined);
  protected readonly nothing = computed(() => this.agent.known() !== undefined && !this.hasNumber());
  protected readonly page = resource({
    params: () => (this.hasNumber() ? { agent: this.agent.id(), version: this.version() } : undefined),
    loader: ({ params }) => this.api.call('GET /api/agents/:agent/channels/:version/webhooks', { path: params }),
  });
  protected readonly known = computed(() => (this.page.hasValue() ? this.page.value() : undefined));
  /** Older pages, loaded by hand; they go when another configuration is looked at. */
  private readonly older = signal<readonly ReceiptLine[]>([]);
  private readonly afterOlder = signal<string | undefined>(undefined);
  protected readonly receipts = computed(() => {
    const newest = this.known()?.receipts ?? [];
    const listed = new Set(newest.map(({ id }) => id));
    return [...newest, ...this.older().filter(({ id }) => !listed.has(id))];
  });
  protected readonly next = computed(() => (this.older().length > 0 ? this.afterOlder() : this.known()?.next));
  protected readonly loading = signal(false);
  protected readonly balance = computed(() => {
    const known = this.known();
    return known && balanceOf(known.balance);
  });
  /** A channel may have been taken away meanwhile: that is no failure. */
  protected readonly failure = computed(() => {
    const error = this.page.error();
    return error && problemFrom(error).code !== 'NoSuchChannel' ? error : undefined;
  });

  constructor() {
    effect(() => {
      this.version();
      this.agent.id();
      untracked(() => this.older.set([]));
    });
    inject(Live).on((event) => {
      const isOurs = event === 'reconnected' || (event.what === 'webhooks' && event.agent === this.agent.id() && event.version === this.version());
      if (isOurs) this.page.reload();
    });
  }

  protected async loadMore(): Promise<void> {
    const [path, before] = [{ agent: this.agent.id(), version: this.version() }, this.next()];
    if (this.loading() || before === undefined) return;
    this.loading.set(true);
    try {
      const page = await this.api.call('GET /api/agents/:agent/channels/:version/webhooks', { path, query: { before } });
      if (path.version !== this.version() || path.agent !== this.agent.id()) return;
      // what newer calls push out of the first page stays
      this.older.set([...this.receipts(), ...page.receipts]);
      this.afterOlder.set(page.next);
    } catch (error) {
      this.announcer.done(problemInWords(problemFrom(error), this.words()));
    } finally {
      this.loading.set(false);
    }
  }

  /** When the newest call was refused for this reason, as far as that is still listed. */
  protected lastRefused(reason: RefusalReason): number | undefined {
    return this.known()?.refusals.find(({ counts }) => (counts[reason] ?? 0) > 0)?.until;
  }

  protected verdict(verdict: string): string {
    return (this.words().webhooks.verdicts as Readonly<Record<string, string | undefined>>)[verdict] ?? verdict;
  }

  protected reason(reason: string): string {
    return (this.words().webhooks.reasons as Readonly<Record<string, string | undefined>>)[reason] ?? reason;
  }
}
