import { ChangeDetectionStrategy, Component, ElementRef, afterRenderEffect, computed, inject, input, output, viewChild } from '@angular/core';
import type { TrialChoice, TrialLine } from '@tandem/wire';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';

/** What the user of the phone sees: bubbles, buttons to press, and what became of the session. */
@Component({
  selector: 't-phone',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="screen" #screen role="log" tabindex="0" [attr.aria-label]="words().tryIt.messages">
      @if (lines().length === 0) { <p class="empty"><strong>{{ words().tryIt.empty }}</strong><span>{{ words().tryIt.emptyText }}</span></p> }
      <ol>
        @for (line of lines(); track line.id) {
          <li [class]="line.from">
            @if (line.from === 'tandem') { <p class="note">{{ note(line) }} <time>{{ times.timeOf(line.at) }}</time></p> }
            @else {
              <div class="bubble"><p>{{ line.text }}</p><p class="foot"><time>{{ times.timeOf(line.at) }}</time>@if (status(line); as status) { <span> · {{ status }}</span> }</p></div>
              @for (choice of line.choices ?? []; track choice.id) { <button type="button" class="choice-button" [disabled]="disabled()" (click)="chosen.emit(choice)">{{ choice.title }}</button> }
            }
          </li>
        }
      </ol>
    </div>
  `,
  styleUrl: './phone.scss',
})
export class Phone {
  readonly lines = input.required<readonly TrialLine[]>();
  readonly disabled = input(false);
  readonly chosen = output<TrialChoice>();
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  private readonly screen = viewChild.required<ElementRef<HTMLElement>>('screen');
  private readonly count = computed(() => this.lines().length);

  constructor() {
    // the newest is what one looks for
    afterRenderEffect(() => {
      const { nativeElement } = this.screen();
      if (this.count() > 0) nativeElement.scrollTop = nativeElement.scrollHeight;
    });
  }

  protected status({ from, status = 'pending' }: TrialLine): string {
    const words: Readonly<Record<string, string | undefined>> = this.words().conversations.sendStatuses;
    return from === 'agent' ? words[status] ?? status : '';
  }

  protected note({ what, reason = '' }: TrialLine): string {
    const { tryIt, conversations, endReasons, problems } = this.words();
    const inWords = (table: object): string => (table as Readonly<Record<string, string | undefined>>)[reason] ?? reason;
    if (what === 'ended') return conversations.endedBecause(inWords(endReasons));
    return what === 'turn-failed' ? tryIt.turnFailed(inWords(problems)) : tryIt.turnGivenUp(inWords(problems));
  }
}
