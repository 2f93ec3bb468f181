import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({
  selector: 't-brand',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="10" /><circle class="one" cx="11.500" cy="18.500" r="4.500" /><circle class="two" cx="20.500" cy="18.500" r="4.500" /><path d="M9 9.500h14" /></svg>
    <span>Tandem</span>
  `,
  styles: `
    :host { display: inline-flex; align-items: center; gap: 10px; font-weight: 700; font-size: 1.125rem; letter-spacing: -0.02em; color: var(--t-brand-text, var(--mat-sys-on-surface)); }
    svg { inline-size: 34px; block-size: 34px; fill: none; stroke-width: 2.6; stroke-linecap: round; }
    rect { fill: #0f5f66; } .one { stroke: #9fe3bf; } .two { stroke: #ffd083; } path { stroke: #ffffff; }
  `,
})
export class Brand {}
