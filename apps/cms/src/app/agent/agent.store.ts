import { Injectable, computed, inject, resource, signal } from '@angular/core';
import { Api } from '../api/api.js';
import { Live } from '../api/live.js';

/** The agent that is selected; one for its page and everything in it. */
@Injectable()
export class AgentStore {
  private readonly api = inject(Api);
  readonly id = signal('');
  readonly agent = resource({
    params: () => (this.id() === '' ? undefined : this.id()),
    loader: ({ params }) => this.api.call('GET /api/agents/:agent', { path: { agent: params } }),
  });
  readonly known = computed(() => (this.agent.hasValue() ? this.agent.value() : undefined));

  constructor() {
    inject(Live).on((event) => {
      if (event === 'reconnected' || event.what === 'agents' || event.what === 'channel') this.agent.reload();
    });
  }
}
