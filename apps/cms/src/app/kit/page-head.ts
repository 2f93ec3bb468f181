import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** The heading of a screen, which takes the focus after a navigation; actions stand beside it. */
@Component({
  selector: 't-page-head',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="titles"><ng-content select="[before]" /><h1 tabindex="-1">{{ heading() }}</h1>@if (text()) { <p>{{ text() }}</p> }</div>
    <div class="actions"><ng-content /></div>
  `,
  styles: `
    :host { display: flex; flex-wrap: wrap; gap: 16px 24px; align-items: end; justify-content: space-between; margin-block-end: 28px; }
    .titles { display: grid; gap: 6px; min-inline-size: 0; max-inline-size: 72ch; }
    h1 { font: var(--t-font-title); letter-spacing: -0.02em; overflow-wrap: anywhere; outline: none; }
    p { color: var(--mat-sys-on-surface-variant); }
    .actions { display: flex; flex-wrap: wrap; gap: 10px; align-items: center; }
    .actions:empty { display: none; }
  `,
})
export class PageHead {
  readonly heading = input.required<string>();
  readonly text = input('');
}
