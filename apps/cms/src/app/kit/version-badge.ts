import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { AgentVersion } from '@tandem/domain';
import { useWords } from '../words/language.js';

/** The word and colour of a configuration, the same everywhere. */
@Component({
  selector: 't-version-badge',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<span class="dot" aria-hidden="true"></span>{{ word() }}',
  host: { '[class]': 'version()' },
  styles: `
    :host { display: inline-flex; align-items: center; gap: 7px; padding: 2px 10px 2px 8px; border-radius: 99px; font: var(--t-font-small); font-weight: 600; white-space: nowrap; }
    .dot { inline-size: 8px; block-size: 8px; border-radius: 50%; background: currentColor; }
    :host(.published) { color: var(--t-published); background: var(--t-published-back); }
    :host(.draft) { color: var(--t-draft); background: var(--t-draft-back); }
    :host(.draft) .dot { background: none; box-shadow: inset 0 0 0 2px currentColor; }
  `,
})
export class VersionBadge {
  readonly version = input.required<AgentVersion>();
  private readonly words = useWords();
  protected readonly word = computed(() => this.words().versions[this.version()]);
}
