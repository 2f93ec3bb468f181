import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { ConversationLine } from '@tandem/wire';
import { Icon, type IconName } from '../kit/icon.js';
import { useWords } from '../words/language.js';

const icons: Readonly<Record<ConversationLine['status'], IconName>> = { active: 'bolt', held: 'hand', ended: 'end' };

/** How a conversation stands, and what needs a person's eye. */
@Component({
  selector: 't-status-mark',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <span [class]="line().status"><t-icon [name]="icon()" />{{ word() }}</span>
    @if (line().unanswered) { <span class="bad"><t-icon name="alert" />{{ words().conversations.unanswered }}</span> }
    @if (line().sendFailure) { <span class="bad"><t-icon name="alert" />{{ words().conversations.sendFailed }}</span> }
  `,
  styles: `
    :host { display: inline-flex; flex-wrap: wrap; gap: 4px 14px; }
    span { display: inline-flex; gap: 6px; align-items: center; font: var(--t-font-small); color: var(--mat-sys-on-surface-variant); }
    .active t-icon { color: var(--t-published); }
    .bad { color: var(--mat-sys-error); }
  `,
})
export class StatusMark {
  readonly line = input.required<ConversationLine>();
  protected readonly words = useWords();
  protected readonly icon = computed(() => icons[this.line().status]);
  protected readonly word = computed(() => {
    const { status, endReason } = this.line();
    const { conversations, endReasons } = this.words();
    const reason = endReason && (endReasons as Readonly<Record<string, string | undefined>>)[endReason];
    return status === 'ended' && reason ? conversations.endedBecause(reason) : conversations.statuses[status];
  });
}
