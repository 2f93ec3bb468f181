import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { ChannelState } from '@tandem/wire';
import { useWords } from '../words/language.js';
import { Icon, type IconName } from './icon.js';

const icons: Readonly<Record<ChannelState, IconName>> = { connected: 'key', ready: 'clock', proven: 'check', paused: 'alert', disconnected: 'close' };

/** How far a number is, in a word and a sign. */
@Component({
  selector: 't-state-mark',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<t-icon [name]="icon()" />{{ word() }}',
  host: { '[class]': 'state()' },
  styles: `
    :host { display: inline-flex; align-items: center; gap: 6px; font: var(--t-font-small); font-weight: 550; color: var(--mat-sys-on-surface-variant); }
    :host(.proven) t-icon { color: var(--t-published); }
    :host(.ready) t-icon, :host(.connected) t-icon { color: var(--mat-sys-primary); }
    :host(.paused) { color: var(--mat-sys-error); }
  `,
})
export class StateMark {
  readonly state = input.required<ChannelState>();
  private readonly words = useWords();
  protected readonly icon = computed(() => icons[this.state()]);
  protected readonly word = computed(() => this.words().states[this.state()]);
}
