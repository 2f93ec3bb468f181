import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** How a message with buttons looks on the user's phone; only to look at. */
@Component({
  selector: 't-phone-preview',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <figure>
      <figcaption>{{ caption() }}</figcaption>
      <div class="screen">
        <p class="bubble">{{ text() }}</p>
        @for (button of buttons(); track $index) { <p class="button">{{ button }}</p> }
      </div>
    </figure>
  `,
  styles: `
    figure { display: grid; gap: 8px; }
    figcaption { font: var(--t-font-small); color: var(--mat-sys-on-surface-variant); }
    .screen { display: grid; gap: 4px; max-inline-size: 320px; padding: 16px; border-radius: 18px; background: var(--t-quiet); border: 1px solid var(--t-line); }
    .screen > * { background: var(--mat-sys-surface-container-lowest); border-radius: 10px; box-shadow: 0 1px 1px #0002; overflow-wrap: anywhere; white-space: pre-wrap; }
    .bubble { padding: 10px 14px; min-block-size: 44px; border-start-start-radius: 2px; }
    .button { padding: 9px 14px; text-align: center; color: var(--mat-sys-primary); font-weight: 600; }
  `,
})
export class PhonePreview {
  readonly caption = input.required<string>();
  readonly text = input.required<string>();
  readonly buttons = input<readonly string[]>([]);
}
