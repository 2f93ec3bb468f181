import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import type { AgentVersion } from '@tandem/domain';
import { AgentStore } from '../agent/agent.store.js';
import { Live } from '../api/live.js';
import { SignedIn } from '../api/signed-in.js';
import { guardClosing, type MayHoldChanges } from '../kit/leave-guard.js';
import { LoadFailed } from '../kit/load-failed.js';
import { Notice } from '../kit/notice.js';
import { Skeleton } from '../kit/skeleton.js';
import { VersionBadge } from '../kit/version-badge.js';
import { useWords } from '../words/language.js';
import { ChannelStore } from './channel.store.js';
import { Protocols } from './protocols.js';
import { SettingsForm } from './settings-form.js';
import { Wizard } from './wizard.js';

/** One tab: the wizard where there is no number, the full form where there is one. */
@Component({
  selector: 't-configuration',
  imports: [LoadFailed, Notice, SettingsForm, Skeleton, VersionBadge, Wizard],
  providers: [ChannelStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p class="about"><t-version-badge [version]="version()" /><span>{{ words().channel.about[version()] }}</span></p>
    @let loaded = store.loaded();
    @if (failed(); as error) {
      <t-load-failed [error]="error" (again)="loadAgain()" />
    } @else if (loaded.kind !== 'loaded' || !protocols.loaded.hasValue()) {
      <t-skeleton [rows]="2" />
    } @else if (store.view()?.status === 'connected') {
      <t-settings-form />
    } @else {
      @if (store.view()) { <t-notice still>{{ words().form.disconnectedNote }}</t-notice> }
      @else if (version() === 'draft') { <p class="calm">{{ words().channel.noDraft }}</p> }
      @if (mayConnect()) { <t-wizard /> }
      @else if (version() === 'published' && !store.view()) { <p class="calm">{{ words().dashboard.noNumber }}</p> }
    }
  `,
  styles: `
    :host { display: grid; gap: 22px; }
    .about { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; color: var(--mat-sys-on-surface-variant); }
    .calm { color: var(--mat-sys-on-surface-variant); }
  `,
})
export class Configuration implements MayHoldChanges {
  readonly version = input.required<AgentVersion>();
  protected readonly words = useWords();
  protected readonly store = inject(ChannelStore);
  protected readonly protocols = inject(Protocols);
  private readonly agent = inject(AgentStore);
  private readonly signedIn = inject(SignedIn);
  protected readonly mayConnect = computed(() => this.signedIn.mayChange() && this.agent.known()?.archived === false);
  protected readonly failed = computed(() => {
    const loaded = this.store.loaded();
    return loaded.kind === 'failed' ? loaded.error : this.protocols.loaded.error();
  });

  constructor() {
    effect(() => {
      const [agent, version] = [this.agent.id(), this.version()];
      if (agent !== '') untracked(() => void this.store.open({ agent, version }));
    });
    inject(Live).on((event) => {
      const isOurs = event === 'reconnected' || (event.what === 'channel' && event.agent === this.agent.id() && event.version === this.version());
      if (isOurs && !this.store.saving()) void this.store.reload();
    });
    guardClosing(() => this.holdsChanges());
  }

  holdsChanges(): boolean {
    return this.store.changed();
  }

  protected loadAgain(): void {
    if (this.protocols.loaded.error()) this.protocols.loaded.reload();
    void this.store.reload();
  }
}
