import { ChangeDetectionStrategy, Component, computed, inject, resource } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { AgentStore } from '../agent/agent.store.js';
import { Api } from '../api/api.js';
import { SignedIn } from '../api/signed-in.js';
import { CopyField } from '../kit/copy-field.js';
import { Icon } from '../kit/icon.js';
import { useWords } from '../words/language.js';
import { exportAddress } from './history-api.js';
import { mayReadReads } from './reads-guard.js';

/** The complete history as a file, and how one proves that nothing was taken out of it. */
@Component({
  selector: 't-export',
  imports: [CopyField, Icon, MatButton, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card stack" aria-labelledby="export-title">
      <div class="card-head"><h2 id="export-title">{{ words().exports.title }}</h2><p>{{ words().exports.text }}</p></div>
      <div class="row">
        <a matButton="filled" download [href]="jsonLines()"><t-icon name="file" />{{ words().exports.jsonl }}</a>
        <a matButton="outlined" download [href]="csv()"><t-icon name="file" />{{ words().exports.csv }}</a>
      </div>
      <p class="small soft">{{ words().exports.csvText }}</p>
      <p>{{ words().exports.howTo }} {{ words().exports.verifyText }}</p>
      <t-copy-field [label]="words().exports.command" value="npm run audit:verify -- export.jsonl" />
      @if (key.hasValue()) { <t-copy-field [label]="words().exports.key" [help]="words().exports.keyHelp" [value]="key.value().publicKey" /> }
      <div class="row">
        <a href="/api/audit/verifier.html" target="_blank">{{ words().exports.verify }} <span class="unseen">{{ words().wizard.opensNewTab }}</span></a>
        <a href="/api/audit/verifier.html" download="tandem-verifier.html">{{ words().exports.single }}</a>
        @if (mayReadReads(signedIn.me()?.role)) { <a routerLink="/reads">{{ words().reads.open }}</a> }
      </div>
    </section>
  `,
  styles: '.card { max-inline-size: 820px; } .card-head { margin: 0; } a { min-block-size: 24px; }',
})
export class Export {
  protected readonly words = useWords();
  protected readonly mayReadReads = mayReadReads;
  protected readonly signedIn = inject(SignedIn);
  private readonly api = inject(Api);
  protected readonly key = resource({ loader: () => this.api.call('GET /api/audit/key') });
  private readonly agent = inject(AgentStore).id;
  protected readonly jsonLines = computed(() => exportAddress(this.agent(), 'jsonl'));
  protected readonly csv = computed(() => exportAddress(this.agent(), 'csv'));
}
