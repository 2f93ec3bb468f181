import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, signal } from '@angular/core';
import type { ServerStanding } from '@tandem/wire';
import { problemFrom } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { Icon } from '../kit/icon.js';
import { useWords } from '../words/language.js';
import { standingInWords } from './standing-words.js';

/** Milliseconds. */
const ASK_EVERY = 15_000;

/** Says calmly what is the matter with the server, as long as something is. */
@Component({
  selector: 't-standing-banner',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<div role="status">@for (sentence of sentences(); track sentence) { <p><t-icon name="clock" />{{ sentence }}</p> }</div>',
  styles: `
    p { display: flex; gap: 10px; justify-content: center; padding: 9px 20px; background: var(--t-draft-back); color: var(--t-draft); font: var(--t-font-small); font-weight: 550; }
  `,
})
export class StandingBanner {
  private readonly api = inject(Api);
  private readonly words = useWords();
  private readonly standing = signal<ServerStanding>({});
  protected readonly sentences = computed(() => standingInWords(this.standing(), this.words()));

  constructor() {
    void this.ask();
    const asking = setInterval(() => void this.ask(), ASK_EVERY);
    inject(DestroyRef).onDestroy(() => clearInterval(asking));
  }

  /** That the server cannot be asked is said by whoever lost its connection. */
  private async ask(): Promise<void> {
    if (document.visibilityState === 'hidden') return;
    try {
      this.standing.set(await this.api.call('GET /api/standing'));
    } catch (error) {
      problemFrom(error);
    }
  }
}
