import { ChangeDetectionStrategy, Component, booleanAttribute, computed, input } from '@angular/core';
import { Icon, type IconName } from './icon.js';

export type NoticeKind = 'calm' | 'good' | 'warn' | 'bad';
const icons: Readonly<Record<NoticeKind, IconName>> = { calm: 'bolt', good: 'check', warn: 'alert', bad: 'alert' };

/** A few words beside what they are about. Those that appear by themselves are announced. */
@Component({
  selector: 't-notice',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <t-icon [name]="icon()" />
    <div class="words">
      @if (heading()) { <p class="heading">{{ heading() }}</p> }
      <ng-content />
    </div>
  `,
  host: { '[class]': 'kind()', '[attr.role]': 'role()' },
  styles: `
    :host { display: flex; gap: 12px; padding: 14px 16px; border-radius: var(--t-radius-small); background: var(--t-quiet); color: var(--mat-sys-on-surface); }
    t-icon { margin-block-start: 1px; color: var(--t-notice, var(--mat-sys-primary)); }
    .words { flex: 1; min-inline-size: 0; display: grid; gap: 6px; justify-items: start; overflow-wrap: anywhere; }
    .heading { font-weight: 600; }
    :host(.good) { --t-notice: var(--t-published); background: var(--t-published-back); }
    :host(.warn) { --t-notice: var(--t-draft); background: var(--t-draft-back); }
    :host(.bad) { --t-notice: var(--mat-sys-error); background: var(--mat-sys-error-container); }
  `,
})
export class Notice {
  readonly kind = input<NoticeKind>('calm');
  readonly heading = input('');
  /** Not announced: it stood there from the first moment. */
  readonly still = input(false, { transform: booleanAttribute });
  protected readonly icon = computed(() => icons[this.kind()]);
  protected readonly role = computed(() => (this.still() ? null : this.kind() === 'bad' ? 'alert' : 'status'));
}
