import { ChangeDetectionStrategy, Component, computed, inject, input, output, resource } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { problemFrom } from '../api/api-problem.js';
import { LoadFailed } from '../kit/load-failed.js';
import { Notice } from '../kit/notice.js';
import { Skeleton } from '../kit/skeleton.js';
import { useWords } from '../words/language.js';
import { EntryCard } from './entry-card.js';
import { HistoryApi } from './history-api.js';

/** The one change that a link means, opened. */
@Component({
  selector: 't-one-entry',
  imports: [EntryCard, LoadFailed, MatButton, Notice, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p class="row"><span class="soft">{{ words().history.showsOne }}</span><button matButton="outlined" type="button" (click)="all.emit()">{{ words().history.showAll }}</button></p>
    @if (missing()) { <t-notice kind="warn">{{ words().history.notFound }}</t-notice> }
    @else if (loaded.error(); as error) { <t-load-failed [error]="error" (again)="loaded.reload()" /> }
    @else if (loaded.hasValue()) { <div class="sheet"><t-entry-card [entry]="loaded.value()" [agent]="agent()" opened /></div> }
    @else { <t-skeleton [rows]="1" /> }
  `,
  styles: `
    :host { display: grid; gap: 20px; grid-template-columns: minmax(0, 1fr); }
    .sheet { background: var(--mat-sys-surface-container-low); border: 1px solid var(--t-line); border-radius: var(--t-radius); overflow: hidden; }
  `,
})
export class OneEntry {
  readonly agent = input.required<string>();
  readonly id = input<string>();
  /** Instead of its id: the configuration and the revision that it made. */
  readonly version = input<string>();
  readonly revision = input<string>();
  readonly all = output();
  protected readonly words = useWords();
  private readonly api = inject(HistoryApi);
  protected readonly loaded = resource({
    params: () => ({ agent: this.agent(), id: this.id(), version: this.version() ?? '', revision: this.revision() ?? '' }),
    loader: ({ params: { agent, id, version, revision } }) => (id ? this.api.entry(agent, id) : this.api.ofRevision(agent, version, revision)),
  });
  protected readonly missing = computed(() => {
    const error = this.loaded.error();
    return error !== undefined && problemFrom(error).status === 404;
  });
}
