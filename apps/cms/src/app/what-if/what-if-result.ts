import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { WhatIfAnswer } from '@tandem/wire';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';
import { outcomeWords, whatIfRows } from './what-if-rows.js';

/** What happened beside what would have happened, and the sessions that would have gone otherwise. */
@Component({
  selector: 't-what-if-result',
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card" [attr.aria-label]="words().whatIf.table">
      <h2>{{ words().whatIf.over(answer().conversations) }}</h2>
      @if (answer().conversations === 0) { <p class="soft">{{ words().whatIf.none }}</p> }
      @else {
        <table>
          <thead><tr><th scope="col">{{ words().whatIf.what }}</th><th scope="col" class="figure">{{ words().whatIf.really }}</th><th scope="col" class="figure">{{ words().whatIf.instead }}</th><th scope="col" class="figure">{{ words().whatIf.difference }}</th></tr></thead>
          <tbody>
            @for (row of rows(); track row.what) { <tr [class.quiet]="row.really === 0 && row.instead === 0"><th scope="row">{{ row.what }}</th><td class="figure">{{ row.really }}</td><td class="figure">{{ row.instead }}</td><td class="figure"><strong>{{ row.difference }}</strong></td></tr> }
          </tbody>
        </table>
        <p class="small soft">{{ words().whatIf.assumption }}</p>
      }
    </section>
    @if (answer().conversations > 0) {
      <section class="card" aria-labelledby="differences-title">
        <h2 id="differences-title">{{ words().whatIf.differences }}</h2>
        @if (answer().differences.length === 0) { <p class="soft">{{ words().whatIf.noDifferences }}</p> }
        @else {
          <ul>
            @for (one of answer().differences; track $index) {
              <li>
                <a [routerLink]="['/conversations', one.conversation]">{{ words().whatIf.open(times.at(one.since)) }}</a>
                <p>{{ words().whatIf.really }}: {{ outcome(one.really) }}</p>
                <p>{{ words().whatIf.instead }}: <strong>{{ outcome(one.instead) }}</strong>@if (one.at) { <span class="soft"> {{ words().whatIf.at(times.at(one.at)) }}</span> }</p>
              </li>
            }
          </ul>
        }
      </section>
    }
  `,
  styleUrl: './what-if-result.scss',
})
export class WhatIfResult {
  readonly answer = input.required<WhatIfAnswer>();
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  protected readonly rows = computed(() => whatIfRows(this.answer(), this.words()));

  protected outcome(outcome: string): string {
    return outcomeWords(outcome, this.words());
  }
}
