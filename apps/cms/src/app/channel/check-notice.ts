import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { CheckResult } from '@tandem/wire';
import { Notice } from '../kit/notice.js';
import { useWords } from '../words/language.js';
import { ChannelStore } from './channel.store.js';

/** What a check at the provider has found, in its words; nothing where it has passed. */
@Component({
  selector: 't-check-notice',
  imports: [Notice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (result(); as result) {
      <t-notice [kind]="result.outcome === 'failed' ? 'bad' : 'warn'" [heading]="(result.outcome === 'failed' ? words().form.checkFailed : words().form.checkUnanswered)[check()]">
        @if (result.words; as said) { <p>{{ words().form.says(store.protocol()?.title ?? '') }} <q>{{ said }}</q></p> }
      </t-notice>
    }
  `,
  styles: ':host { display: block; } t-notice { margin-block-start: 20px; }',
})
export class CheckNotice {
  readonly check = input.required<CheckResult['check']>();
  protected readonly words = useWords();
  protected readonly store = inject(ChannelStore);
  protected readonly result = computed(() => this.store.checks().find(({ check }) => check === this.check()));
}
