import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { Announcer } from '../kit/announcer.js';
import { AskFirst } from '../kit/ask-first.js';
import { Notice } from '../kit/notice.js';
import { useWords } from '../words/language.js';
import { AgentStore } from './agent.store.js';
import { runtimeInWords } from './runtime-in-words.js';

/** Makes the draft's runtime the published one, after it was said what that changes. */
@Component({
  selector: 't-publish-card',
  imports: [MatButton, Notice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card stack" aria-labelledby="publish-title">
      <div class="card-head"><h2 id="publish-title">{{ words().publish.title }}</h2><p>{{ words().publish.text }}</p></div>
      @if (why(); as why) { <p class="soft">{{ why }}</p> }
      @else { <div><button matButton="filled" type="button" [attr.aria-disabled]="busy() || null" (click)="publish()">{{ words().publish.go }}</button></div> }
      @if (problem(); as problem) { <t-notice kind="bad">{{ problem }}</t-notice> }
    </section>
  `,
  styles: '.card-head { margin: 0; }',
})
export class PublishCard {
  /** Something on the page is entered and not saved. */
  readonly unsaved = input(false);
  protected readonly words = useWords();
  protected readonly busy = signal(false);
  protected readonly problem = signal('');
  private readonly store = inject(AgentStore);
  private readonly api = inject(Api);
  private readonly askFirst = inject(AskFirst);
  private readonly announcer = inject(Announcer);

  /** Why there is nothing to publish now. */
  protected readonly why = computed(() => {
    const [{ publish }, runtimes] = [this.words(), this.store.known()?.runtimes];
    if (!runtimes?.draft) return publish.nothing;
    return this.unsaved() ? publish.first : '';
  });

  protected async publish(): Promise<void> {
    const [{ publish }, agent] = [this.words(), this.store.known()];
    if (this.busy() || !agent || !(await this.askFirst.ask({ title: publish.ask, text: this.change(), more: publish.stays, go: publish.go }))) return;
    this.busy.set(true);
    this.problem.set('');
    try {
      const { proposed } = await this.api.call('POST /api/agents/:agent/publish', { path: { agent: agent.id }, ifMatch: agent.version });
      this.announcer.done(proposed ? this.words().approvals.waitsAtNumber : publish.done);
    } catch (error) {
      this.problem.set(problemInWords(problemFrom(error), this.words()));
    } finally {
      this.busy.set(false);
      this.store.agent.reload();
    }
  }

  private change(): string {
    const [words, runtimes] = [this.words(), this.store.known()?.runtimes];
    const [before, after] = [runtimeInWords(runtimes?.published, words), runtimeInWords(runtimes?.draft, words)];
    // the secrets may differ, which nobody can see
    return words.publish.changes(before, before === after ? words.publish.sameKind : after);
  }
}
