import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Problem } from '@tandem/wire';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { SignedIn } from '../api/signed-in.js';
import { Announcer } from '../kit/announcer.js';
import { Icon } from '../kit/icon.js';
import { Notice } from '../kit/notice.js';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';
import { ChannelStore } from './channel.store.js';

/** _Set Endpoint_: the provider is told our address by a button, once what it needs is saved. */
@Component({
  selector: 't-endpoint-section',
  imports: [Icon, MatButton, Notice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card stack" aria-labelledby="endpoint-title">
      <div class="card-head"><h2 id="endpoint-title">{{ words().providers.endpoint.title }}</h2><p>{{ words().providers.endpoint.text(title()) }}</p></div>
      @if (store.view(); as view) {
        @if (view.endpoint.at; as at) { <p class="row"><t-icon name="check" />{{ words().providers.endpoint.set(times.at(at)) }}</p> }
        @else { <p class="small soft">{{ words().providers.endpoint.notSet }} {{ words().providers.endpoint.session }}</p> }
        @if (view.endpoint.lastFailure; as failure) {
          <t-notice kind="bad" [heading]="words().providers.endpoint.failed(title(), times.at(failure.at))"><q>{{ failure.words }}</q>@if (view.endpoint.at) { <p>{{ words().providers.endpoint.notices.LastRegistrationFailed }}</p> }</t-notice>
        } @else if (problem(); as text) { <t-notice kind="bad">{{ text }}</t-notice> }
        @for (notice of notices(); track notice) { <t-notice kind="warn" still>{{ words().providers.endpoint.notices[notice] }}</t-notice> }
        @if (signedIn.mayChange()) {
          <div class="row">
            <button matButton="filled" type="button" [disabled]="waitsFor() !== ''" [attr.aria-disabled]="busy() || null" aria-describedby="endpoint-waits" (click)="set()">
              {{ busy() ? words().providers.endpoint.going : view.endpoint.at ? words().providers.endpoint.again : words().providers.endpoint.go }}
            </button>
            <span class="small soft" id="endpoint-waits">{{ waitsFor() }}</span>
          </div>
        }
      }
    </section>
  `,
  styles: '.card-head { margin: 0; }',
})
export class EndpointSection {
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  protected readonly store = inject(ChannelStore);
  protected readonly signedIn = inject(SignedIn);
  protected readonly busy = signal(false);
  protected readonly title = computed(() => this.store.protocol()?.title ?? '');
  private readonly announcer = inject(Announcer);
  private readonly refused = signal<Problem | undefined>(undefined);
  protected readonly problem = computed(() => {
    const refused = this.refused();
    return refused ? problemInWords(refused, this.words()) : '';
  });
  /** That the newest attempt failed stands with its words. */
  protected readonly notices = computed(() => (this.store.view()?.endpoint.notices ?? []).filter((notice) => notice !== 'LastRegistrationFailed'));
  /** Why the button cannot be pressed yet. */
  protected readonly waitsFor = computed(() => {
    if (this.store.view()?.state === 'connected') return this.words().providers.endpoint.first;
    return Object.keys(this.store.edits()).some((path) => path.startsWith('credentials.')) ? this.words().providers.endpoint.unsaved : '';
  });

  protected async set(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      await this.store.setEndpoint();
      this.announcer.done(this.store.proposed() ? this.words().approvals.waits : this.words().providers.endpoint.done);
    } catch (error) {
      this.refused.set(problemFrom(error));
    } finally {
      this.busy.set(false);
    }
  }
}
