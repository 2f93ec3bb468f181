import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { useWords } from '../words/language.js';
import { Notice } from './notice.js';

/** Says that something could not be loaded, and why; offers to try again. */
@Component({
  selector: 't-load-failed',
  imports: [Notice, MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <t-notice kind="bad" [heading]="words().shell.failed">
      <p>{{ why() }}</p>
      <button matButton="outlined" type="button" (click)="again.emit()">{{ words().common.tryAgain }}</button>
    </t-notice>
  `,
})
export class LoadFailed {
  readonly error = input.required<unknown>();
  readonly again = output();
  protected readonly words = useWords();
  protected readonly why = computed(() => problemInWords(problemFrom(this.error()), this.words()));
}
