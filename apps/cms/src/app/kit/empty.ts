import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** What stands where nothing is yet: a drawing, a sentence, and the way on. */
@Component({
  selector: 't-empty',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <svg viewBox="0 0 120 72" aria-hidden="true"><path class="one" d="M16 10h46a10 10 0 0 1 10 10v18a10 10 0 0 1-10 10H36L22 60V48h-6A10 10 0 0 1 6 38V20a10 10 0 0 1 10-10Z" /><path class="two" d="M62 26h42a10 10 0 0 1 10 10v12a10 10 0 0 1-10 10h-4v9l-12-9H66a10 10 0 0 1-10-10V36" /><path class="line" d="M20 24h34M20 34h22" /></svg>
    <h2>{{ heading() }}</h2>
    @if (text()) { <p>{{ text() }}</p> }
    <div class="actions"><ng-content /></div>
  `,
  styles: `
    :host { display: grid; justify-items: center; gap: 8px; padding: clamp(40px, 8vw, 88px) 20px; text-align: center; }
    svg { inline-size: 120px; margin-block-end: 12px; fill: none; stroke-width: 3; stroke-linecap: round; stroke-linejoin: round; }
    .one { stroke: var(--t-published); fill: var(--t-published-back); }
    .two { stroke: var(--t-draft); stroke-dasharray: 5 6; }
    .line { stroke: var(--t-published); opacity: 0.6; }
    h2 { font: var(--t-font-heading); }
    p { max-inline-size: 52ch; color: var(--mat-sys-on-surface-variant); }
    .actions { margin-block-start: 14px; display: flex; gap: 10px; }
    .actions:empty { display: none; }
  `,
})
export class Empty {
  readonly heading = input.required<string>();
  readonly text = input('');
}
