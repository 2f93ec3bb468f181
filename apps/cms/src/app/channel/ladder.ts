import { ChangeDetectionStrategy, Component, computed, inject, resource } from '@angular/core';
import { AgentStore } from '../agent/agent.store.js';
import { Api } from '../api/api.js';
import { Live } from '../api/live.js';
import { Icon, type IconName } from '../kit/icon.js';
import { Notice } from '../kit/notice.js';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';
import { ChannelStore } from './channel.store.js';
import { rungsOf, type RungState } from './rungs.js';

const icons: Readonly<Record<RungState, IconName>> = { waiting: 'clock', passed: 'check', failed: 'alert' };

/** From nothing to a number that works: every step with what it found, or what to do next. Folded away once all have passed. */
@Component({
  selector: 't-ladder',
  imports: [Icon, Notice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card" aria-labelledby="ladder-title">
      <h2 id="ladder-title">{{ words().ladder.title }}</h2>
      @if (silence(); as silence) { <t-notice kind="bad" [heading]="words().webhooks.silent" still><p>{{ words().webhooks.silentText(times.at(silence.since), silence.hours) }}</p></t-notice> }
      <details [open]="!all()">
        <summary><span role="status">{{ all() ? words().ladder.allDone : words().ladder.done(passed(), rungs().length) }}</span></summary>
        <ol>
          @for (rung of rungs(); track rung.name) {
            <li [class]="rung.state">
              <t-icon [name]="icons[rung.state]" />
              <div>
                <p><strong>{{ words().ladder[rung.name].title }}</strong> <span class="state">{{ words().ladder.states[rung.state] }}</span></p>
                <p class="small soft">{{ rung.text }}</p>
                @if (rung.said; as said) { <p class="small">{{ words().form.says(store.protocol()?.title ?? '') }} <q>{{ said }}</q></p> }
              </div>
            </li>
          }
        </ol>
      </details>
    </section>
  `,
  styleUrl: './ladder.scss',
})
export class Ladder {
  protected readonly words = useWords();
  protected readonly store = inject(ChannelStore);
  protected readonly icons = icons;
  private readonly api = inject(Api);
  private readonly agent = inject(AgentStore);
  protected readonly times = inject(Times);
  /** A number that is proven has been called: nobody needs to count. */
  private readonly calls = resource({
    params: () => (this.store.view()?.proven === false ? this.store.path() : undefined),
    loader: async ({ params }) => (await this.api.call('GET /api/agents/:agent/channels/:version/webhooks', { path: params })).balance.received,
  });
  /** Every save may have learned something. */
  private readonly health = resource({
    params: () => {
      const view = this.store.view();
      return view && { path: this.store.path(), version: view.version };
    },
    loader: ({ params }) => this.api.call('GET /api/agents/:agent/channels/:version/health', { path: params.path }),
  });
  protected readonly silence = computed(() => {
    const health = this.health.hasValue() ? this.health.value() : undefined;
    return health?.silentSince === undefined ? undefined : { since: health.silentSince, hours: health.alarmHours };
  });
  protected readonly rungs = computed(() => {
    const view = this.store.view();
    if (!view) return [];
    const received = this.calls.hasValue() ? this.calls.value() : undefined;
    const found = this.health.hasValue() ? this.health.value().found : undefined;
    const registration = this.store.protocol()?.registration ?? 'at-save';
    return rungsOf({ view, registration, checks: this.store.checks(), refused: this.store.refused(), received, found, now: Date.now(), timeOf: this.times.at }, this.words());
  });
  protected readonly passed = computed(() => this.rungs().filter(({ state }) => state === 'passed').length);
  protected readonly all = computed(() => this.passed() === this.rungs().length);

  constructor() {
    inject(Live).on((event) => {
      const isOurs = event === 'reconnected' || (event.what === 'webhooks' && event.agent === this.agent.id());
      if (!isOurs) return;
      this.calls.reload();
      this.health.reload();
    });
  }
}
