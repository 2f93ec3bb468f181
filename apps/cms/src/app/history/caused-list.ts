import { ChangeDetectionStrategy, Component, computed, inject, input, resource } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { HistoryEntry } from '@tandem/wire';
import { LoadFailed } from '../kit/load-failed.js';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';
import { HistoryApi } from './history-api.js';

/** What a revision has caused: questions and ends, counted, and the newest of them with their conversations. */
@Component({
  selector: 't-caused-list',
  imports: [LoadFailed, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section [attr.aria-label]="words().history.causedText(entry().revision ?? 0)">
      <h2>{{ words().history.causedText(entry().revision ?? 0) }}</h2>
      @if (caused.error(); as error) { <t-load-failed [error]="error" (again)="caused.reload()" /> }
      @else if (!caused.hasValue()) { <p class="soft small" role="status">{{ words().common.loading }}</p> }
      @else if (nothing()) { <p class="soft small">{{ words().history.causedNothing }}</p> }
      @else {
        <p class="counts"><span>{{ words().history.asks }}: <strong>{{ caused.value().asks }}</strong></span>@for (end of ends(); track end.reason) { <span>{{ words().whatIf.ended(end.reason) }} <strong>{{ end.count }}</strong></span> }</p>
        <ul [attr.aria-label]="words().history.causedList">
          @for (item of caused.value().items; track item.event) {
            <li><a [routerLink]="['/conversations', item.conversation]" [fragment]="item.event">{{ event(item.type) }}</a> <time class="soft">{{ times.at(item.at) }}</time></li>
          }
        </ul>
      }
    </section>
  `,
  styles: `
    section { display: grid; gap: 8px; padding-block-start: 16px; border-block-start: 1px solid var(--t-line); }
    h2 { font-size: 1rem; font-weight: 650; }
    .counts { display: flex; flex-wrap: wrap; gap: 2px 20px; }
    ul { display: grid; gap: 4px; max-block-size: 260px; overflow-y: auto; }
    li { display: flex; flex-wrap: wrap; gap: 2px 14px; font: var(--t-font-small); }
    a { min-block-size: 24px; }
  `,
})
export class CausedList {
  readonly agent = input.required<string>();
  readonly entry = input.required<HistoryEntry>();
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  private readonly api = inject(HistoryApi);
  protected readonly caused = resource({
    params: () => ({ agent: this.agent(), subject: this.entry().subject, revision: this.entry().revision ?? 0 }),
    loader: ({ params }) => this.api.caused(params.agent, params.subject === 'draft' ? 'draft' : 'published', params.revision),
  });
  protected readonly ends = computed(() => {
    const reasons: Readonly<Record<string, string | undefined>> = this.words().endReasons;
    return Object.entries(this.caused.hasValue() ? this.caused.value().ends : {}).map(([reason, count]) => ({ reason: reasons[reason] ?? reason, count }));
  });
  protected readonly nothing = computed(() => this.caused.hasValue() && this.caused.value().asks === 0 && this.ends().length === 0);

  protected event(type: string): string {
    return (this.words().events as Readonly<Record<string, string | undefined>>)[type] ?? type;
  }
}
