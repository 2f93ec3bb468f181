import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { Router, RouterLink } from '@angular/router';
import type { Comparison, HistorySubject } from '@tandem/wire';
import { firstValueFrom } from 'rxjs';
import { AgentStore } from '../agent/agent.store.js';
import { Live } from '../api/live.js';
import { SignedIn } from '../api/signed-in.js';
import { Announcer } from '../kit/announcer.js';
import { LoadFailed } from '../kit/load-failed.js';
import { Notice } from '../kit/notice.js';
import { Skeleton } from '../kit/skeleton.js';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';
import { comparedRows } from './compare-rows.js';
import { FieldsTable } from './fields-table.js';
import { HistoryApi, type Comparing } from './history-api.js';
import { InstantField } from '../kit/instant-field.js';
import { timeIn } from '../kit/instants.js';
import { RestoreDialog, type RestoreEnd, type RestoreQuestion } from './restore-dialog.js';

/** Published beside draft, or one configuration at two instants, field by field. What is compared stands in the address. */
@Component({
  selector: 't-compare',
  imports: [FieldsTable, InstantField, LoadFailed, MatButton, MatSlideToggle, Notice, RouterLink, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './compare.html',
  styleUrl: './compare.scss',
})
export class Compare {
  /** One configuration at two instants; left out: published beside draft. */
  readonly subject = input<string>();
  readonly one = input<string>();
  readonly other = input<string>();
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  protected readonly signedIn = inject(SignedIn);
  private readonly api = inject(HistoryApi);
  private readonly store = inject(AgentStore);
  private readonly router = inject(Router);
  private readonly dialog = inject(MatDialog);
  private readonly announcer = inject(Announcer);
  protected readonly agent = this.store.id;
  protected readonly archived = computed(() => this.store.known()?.archived !== false);
  protected readonly onlyChanged = signal(true);
  protected readonly subjects = ['published', 'draft', 'agent'] as const;
  protected readonly chosen = computed((): HistorySubject | undefined => this.subjects.find((subject) => subject === this.subject()));
  protected readonly firstAt = computed(() => timeIn(this.one()));
  protected readonly secondAt = computed(() => timeIn(this.other()));
  /** Two instants need a first one; until it is chosen nothing is asked. */
  private readonly comparing = computed((): Comparing | undefined => {
    const [subject, one, other] = [this.chosen(), this.firstAt(), this.secondAt()];
    if (subject === undefined) return { subject: 'beside', ...(one !== undefined && { at: one }) };
    return one === undefined ? undefined : { subject, one, ...(other !== undefined && { other }) };
  });
  protected readonly loaded = resource({
    params: () => {
      const comparing = this.comparing();
      return comparing && this.agent() !== '' ? { agent: this.agent(), comparing } : undefined;
    },
    loader: ({ params }) => this.api.compare(params.agent, params.comparing),
  });
  protected readonly known = linkedSignal<Comparison | undefined, Comparison | undefined>({
    source: () => (this.loaded.hasValue() ? this.loaded.value() : undefined), computation: (now, before) => now ?? (this.comparing() ? before?.value : undefined),
  });
  protected readonly rows = computed(() => {
    const known = this.known();
    if (!known) return [];
    return this.onlyChanged() ? known.changes : comparedRows(known, this.words().compare.changed);
  });
  protected readonly heads = computed(() => {
    const { versions, replay } = this.words();
    if (this.chosen() === undefined) return [versions.published, versions.draft] as const;
    const named = (at: number | undefined) => (at === undefined ? replay.now : this.times.at(at));
    return [named(this.firstAt()), named(this.secondAt())] as const;
  });
  protected readonly noDraft = computed(() => this.chosen() === undefined && this.known()?.other.status === 'none');
  protected readonly mayCopy = computed(() => {
    const known = this.known();
    const isNow = this.chosen() === undefined && this.firstAt() === undefined;
    return isNow && known?.one.status === 'connected' && known.other.status === 'connected' && this.signedIn.mayChange() && !this.archived();
  });

  constructor() {
    inject(Live).on((event) => {
      if (event === 'reconnected' || event.what === 'agents' || (event.what === 'channel' && event.agent === this.agent())) this.loaded.reload();
    });
  }

  protected go(queryParams: Readonly<Record<string, string | number | null>>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected choose(subject: string): void {
    this.go({ subject: subject || null, other: null });
  }

  protected swap(): void {
    this.go({ one: this.secondAt() ?? Date.now(), other: this.firstAt() ?? null });
  }

  protected async copy(): Promise<void> {
    const { copyTitle, copyText, copyGo, copied } = this.words().compare;
    const data: RestoreQuestion = { title: copyTitle, text: copyText, go: copyGo, ask: (body) => this.api.copyFromDraft(this.agent(), body) };
    const opened = this.dialog.open<RestoreDialog, RestoreQuestion, RestoreEnd>(RestoreDialog, { data, width: '820px', maxWidth: '96vw' });
    const end = await firstValueFrom(opened.afterClosed());
    if (!end) return;
    this.announcer.done(end === 'waits' ? this.words().approvals.waits : copied);
    this.loaded.reload();
  }
}
