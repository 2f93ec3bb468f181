import { ChangeDetectionStrategy, Component, computed, inject, input, resource } from '@angular/core';
import type { AgentVersion } from '@tandem/domain';
import { AgentStore } from '../agent/agent.store.js';
import { Api } from '../api/api.js';
import { Live } from '../api/live.js';
import { Notice } from '../kit/notice.js';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';

/** What is known of a number now: when it was called and written to, how long its token holds, and whether it is silent. */
@Component({
  selector: 't-channel-health',
  imports: [Notice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (known(); as health) {
      <section class="card" aria-labelledby="health-title">
        <div class="card-head"><h2 id="health-title">{{ words().webhooks.health }}</h2><p>{{ words().webhooks.healthText }}</p></div>
        @if (health.silentSince; as since) { <t-notice kind="bad" [heading]="words().webhooks.silent" still><p>{{ words().webhooks.silentText(times.at(since), health.alarmHours) }}</p></t-notice> }
        <dl>
          @for (fact of facts(); track fact.label) { <div><dt>{{ fact.label }}</dt><dd>{{ fact.value }}</dd></div> }
        </dl>
      </section>
    }
  `,
  styles: `
    dl { display: grid; gap: 14px 28px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 210px), 1fr)); }
    dt { font: var(--t-font-small); color: var(--mat-sys-on-surface-variant); }
    dd { font-variant-numeric: tabular-nums; font-weight: 600; overflow-wrap: anywhere; }
    t-notice { margin-block-end: 20px; }
  `,
})
export class ChannelHealthCard {
  readonly version = input.required<AgentVersion>();
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  private readonly api = inject(Api);
  private readonly agent = inject(AgentStore);
  private readonly health = resource({
    params: () => (this.agent.known()?.channels[this.version()] ? { agent: this.agent.id(), version: this.version() } : undefined),
    loader: ({ params }) => this.api.call('GET /api/agents/:agent/channels/:version/health', { path: params }),
  });
  protected readonly known = computed(() => (this.health.hasValue() ? this.health.value() : undefined));
  protected readonly facts = computed(() => {
    const health = this.known();
    if (!health) return [];
    const { webhooks: { lastCall, lastMessage, lastChallenge, tokenUntil, quality, notYet, notTold, never } } = this.words();
    const { lastCallAt, lastMessageAt, challengeAt, found } = health;
    const time = (at: number | undefined, otherwise: string) => (at === undefined ? otherwise : this.times.at(at));
    return [
      { label: lastCall, value: time(lastCallAt, notYet) },
      { label: lastMessage, value: time(lastMessageAt, notYet) },
      ...(challengeAt === undefined ? [] : [{ label: lastChallenge, value: time(challengeAt, notYet) }]),
      { label: tokenUntil, value: found?.tokenUntil === 0 ? never : time(found?.tokenUntil, notTold) },
      ...(found?.quality === undefined ? [] : [{ label: quality, value: found.quality }]),
    ];
  });

  constructor() {
    inject(Live).on((event) => {
      const isOurs = event === 'reconnected' || ((event.what === 'webhooks' || event.what === 'channel') && event.agent === this.agent.id() && event.version === this.version());
      if (isOurs) this.health.reload();
    });
  }
}
