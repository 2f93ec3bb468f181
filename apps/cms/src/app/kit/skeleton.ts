import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { useWords } from '../words/language.js';

/** The outline of what is being loaded; appears after a moment, so that quick answers do not flicker. */
@Component({
  selector: 't-skeleton',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<p class="unseen" role="status">{{ words().common.loading }}</p>@for (row of list(); track row) { <div class="row" aria-hidden="true"></div> }`,
  styles: `
    :host { display: grid; gap: 16px; animation: appear 200ms 200ms both; }
    .row { block-size: var(--t-skeleton, 96px); border-radius: var(--t-radius); background: var(--t-quiet); animation: breathe 1.6s infinite alternate ease-in-out; }
    @keyframes appear { from { opacity: 0; } }
    @keyframes breathe { to { opacity: 0.55; } }
    @media (prefers-reduced-motion: reduce) { .row { animation: none; } }
  `,
})
export class Skeleton {
  readonly rows = input(3);
  protected readonly words = useWords();
  protected readonly list = computed(() => Array.from({ length: this.rows() }, (_, index) => index));
}
