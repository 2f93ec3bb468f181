import { ChangeDetectionStrategy, Component, effect, inject, input } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { SignedIn } from '../api/signed-in.js';
import { Icon } from '../kit/icon.js';
import { LoadFailed } from '../kit/load-failed.js';
import { Notice } from '../kit/notice.js';
import { Skeleton } from '../kit/skeleton.js';
import { useWords } from '../words/language.js';
import { AgentStore } from './agent.store.js';

/** A selected agent: its sidebar, and the screen that is chosen there. */
@Component({
  selector: 't-agent-page',
  imports: [RouterOutlet, RouterLink, RouterLinkActive, Icon, LoadFailed, Notice, Skeleton],
  providers: [AgentStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <aside>
      <a class="up" routerLink="/"><t-icon name="back" />{{ words().agent.all }}</a>
      <p class="name">{{ store.known()?.name }}</p>
      <nav [attr.aria-label]="words().agent.navigation">
        <a [routerLink]="['/agents', agent(), 'channel']" routerLinkActive="active" ariaCurrentWhenActive="page"><t-icon name="channel" />{{ words().agent.channel }}</a>
        <a [routerLink]="['/agents', agent(), 'webhooks']" routerLinkActive="active" ariaCurrentWhenActive="page"><t-icon name="webhook" />{{ words().agent.webhooks }}</a>
        @if (signedIn.mayChange()) { <a [routerLink]="['/agents', agent(), 'try']" routerLinkActive="active" ariaCurrentWhenActive="page"><t-icon name="phone" />{{ words().tryIt.title }}</a> }
        <a [routerLink]="['/agents', agent(), 'history']" routerLinkActive="active" ariaCurrentWhenActive="page"><t-icon name="clock" />{{ words().history.title }}</a>
        <a [routerLink]="['/agents', agent(), 'settings']" routerLinkActive="active" ariaCurrentWhenActive="page"><t-icon name="settings" />{{ words().agent.settings }}</a>
      </nav>
    </aside>
    <div class="screen">
      @if (!store.known()) { <h1 class="unseen" tabindex="-1">{{ words().agent.navigation }}</h1> }
      @if (store.agent.error(); as error) {
        <t-load-failed [error]="error" (again)="store.agent.reload()" />
      } @else if (store.known(); as known) {
        @if (known.archived) { <t-notice class="archived" still>{{ words().agent.archivedNote }}</t-notice> }
        <router-outlet />
      } @else { <t-skeleton /> }
    </div>
  `,
  styleUrl: './agent-page.scss',
})
export class AgentPage {
  /** From the address. */
  readonly agent = input.required<string>();
  protected readonly words = useWords();
  protected readonly store = inject(AgentStore);
  protected readonly signedIn = inject(SignedIn);

  constructor() {
    effect(() => this.store.id.set(this.agent()));
  }
}
