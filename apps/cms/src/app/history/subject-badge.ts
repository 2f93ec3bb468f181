import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { HistorySubject } from '@tandem/wire';
import { VersionBadge } from '../kit/version-badge.js';
import { useWords } from '../words/language.js';

/** What a change is about: one of the two configurations in its colour, or the agent itself. */
@Component({
  selector: 't-subject-badge',
  imports: [VersionBadge],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let about = subject();
    @if (about === 'agent') { <span class="agent">{{ words().history.subjects.agent }}</span> } @else { <t-version-badge [version]="about" /> }
  `,
  styles: '.agent { display: inline-block; padding: 2px 10px; border-radius: 99px; background: var(--t-quiet); font: var(--t-font-small); font-weight: 600; white-space: nowrap; }',
})
export class SubjectBadge {
  readonly subject = input.required<HistorySubject>();
  protected readonly words = useWords();
}
