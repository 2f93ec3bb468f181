import { ChangeDetectionStrategy, Component, computed, inject, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { AuditRead } from '@tandem/wire';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Announcer } from '../kit/announcer.js';
import { Empty } from '../kit/empty.js';
import { LoadFailed } from '../kit/load-failed.js';
import { PageHead } from '../kit/page-head.js';
import { Skeleton } from '../kit/skeleton.js';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';
import { HistoryApi } from './history-api.js';

/** Who has read, exported or unmasked what. For owners. */
@Component({
  selector: 't-reads',
  imports: [Empty, LoadFailed, MatButton, PageHead, RouterLink, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <t-page-head [heading]="words().reads.title" [text]="words().reads.text" />
    @if (first.error(); as error) { <t-load-failed [error]="error" (again)="first.reload()" /> }
    @else if (!first.hasValue()) { <t-skeleton [rows]="3" /> }
    @else if (reads().length === 0) { <div class="card"><t-empty [heading]="words().reads.empty" /></div> }
    @else {
      <p class="unseen" role="status">{{ words().reads.count(reads().length) }}</p>
      <ul class="card" [attr.aria-label]="words().reads.list">
        @for (read of reads(); track $index) {
          <li>
            <p><strong>{{ read.who.name }}</strong> {{ words().reads.what[read.what] }}@if (read.reason; as reason) { <span class="reason">{{ words().reads.reason }}: {{ reason }}</span> }</p>
            <p class="about">
              @if (read.agent; as agent) { <a [routerLink]="['/agents', agent, 'history']">{{ words().reads.agent }} {{ agent }}</a> }
              @if (read.conversation; as conversation) { <a [routerLink]="['/conversations', conversation]">{{ words().reads.conversation }}</a> }
            </p>
            <time class="small soft">{{ times.at(read.at) }}</time>
          </li>
        }
      </ul>
      @if (next()) { <p class="older"><button matButton="outlined" type="button" (click)="loadOlder()">{{ words().reads.older }}</button></p> }
    }
  `,
  styles: `
    li { display: grid; grid-template-columns: minmax(0, 1.8fr) minmax(0, 1fr) auto; gap: 4px 24px; padding-block: 14px; overflow-wrap: anywhere; }
    li + li { border-block-start: 1px solid var(--t-line); }
    li:first-child { padding-block-start: 0; }
    li:last-child { padding-block-end: 0; }
    .reason { display: block; font: var(--t-font-small); font-style: italic; }
    .older { display: flex; justify-content: center; margin-block-start: 20px; }
    @media (max-width: 760px) { li { grid-template-columns: minmax(0, 1fr); } }
  `,
})
export class Reads {
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  private readonly api = inject(HistoryApi);
  private readonly announcer = inject(Announcer);
  protected readonly first = resource({ loader: () => this.api.reads() });
  private readonly older = signal<readonly AuditRead[]>([]);
  private readonly afterOlder = signal<string | undefined>(undefined);
  protected readonly reads = computed(() => [...(this.first.hasValue() ? this.first.value().reads : []), ...this.older()]);
  protected readonly next = computed(() => (this.older().length > 0 ? this.afterOlder() : this.first.hasValue() ? this.first.value().next : undefined));

  protected async loadOlder(): Promise<void> {
    try {
      const page = await this.api.reads(this.next());
      this.older.update((older) => [...older, ...page.reads]);
      this.afterOlder.set(page.next);
    } catch (error) {
      this.announcer.done(problemInWords(problemFrom(error), this.words()));
    }
  }
}
