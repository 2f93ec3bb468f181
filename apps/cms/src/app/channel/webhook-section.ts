import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Problem } from '@tandem/wire';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { SignedIn } from '../api/signed-in.js';
import { Announcer } from '../kit/announcer.js';
import { AskFirst } from '../kit/ask-first.js';
import { CopyField } from '../kit/copy-field.js';
import { Icon } from '../kit/icon.js';
import { Notice } from '../kit/notice.js';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';
import { ChannelStore } from './channel.store.js';
import { CheckNotice } from './check-notice.js';

/** Where the provider calls us, and what it proves itself with. */
@Component({
  selector: 't-webhook-section',
  imports: [CheckNotice, CopyField, Icon, MatButton, Notice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card stack" aria-labelledby="webhook-title">
      <div class="card-head"><h2 id="webhook-title">{{ words().form.webhook }}</h2><p>{{ way().text }}</p></div>
      @if (store.view(); as view) {
        @if (!view.handOff) { <t-copy-field [label]="words().form.address" [value]="view.webhook.url" /> }
        @if (view.webhook.verifyToken; as token) { <t-copy-field [label]="words().form.verifyToken" [value]="token" [help]="words().form.verifyHelp" /> }
        <t-check-notice check="callback" />
        @for (older of view.webhook.olderInUse; track older.fingerprint) {
          <t-notice still>
            <p>{{ older.until ? words().form.olderUntil(short(older.fingerprint), times.at(older.until)) : words().form.older(short(older.fingerprint)) }}</p>
            @if (signedIn.mayChange()) { <button matButton="outlined" type="button" [attr.aria-label]="words().channelWork.revokeOf(short(older.fingerprint))" (click)="revoke(older.fingerprint)">{{ words().channelWork.revoke }}</button> }
          </t-notice>
        }
        @if (problem(); as problem) { <t-notice kind="bad">{{ problem }}</t-notice> }
        @if (store.protocol()?.registration === 'at-save') {
          @if (view.endpoint.lastFailure; as failure) {
            <t-notice kind="bad" [heading]="words().form.endpointFailed(times.at(failure.at))" still><q>{{ failure.words }}</q></t-notice>
          } @else if (view.endpoint.at; as setAt) { <p class="small soft row"><t-icon name="check" />{{ words().form.endpointSet(times.at(setAt)) }}</p> }
        }
        @if (signedIn.mayChange()) { <div><button matButton="tonal" type="button" (click)="regenerate()"><t-icon name="refresh" />{{ words().form.regenerate }}</button></div> }
      }
    </section>
  `,
  styles: '.card-head { margin: 0; } t-check-notice:empty { display: none; }',
})
export class WebhookSection {
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  protected readonly store = inject(ChannelStore);
  protected readonly signedIn = inject(SignedIn);
  /** What is to be said of the address depends on how the provider comes to know it. */
  protected readonly way = computed(() => this.words().providers.webhook[this.store.protocol()?.registration ?? 'at-save']);
  private readonly refused = signal<Problem | undefined>(undefined);
  protected readonly problem = computed(() => {
    const refused = this.refused();
    return refused ? problemInWords(refused, this.words()) : '';
  });
  private readonly askFirst = inject(AskFirst);
  private readonly announcer = inject(Announcer);

  protected readonly short = (fingerprint: string): string => fingerprint.slice(0, 8);

  protected async regenerate(): Promise<void> {
    const { regenerate, regenerateTitle, regenerated } = this.words().form;
    const regenerateText = this.way().regenerate;
    if (!(await this.askFirst.ask({ title: regenerateTitle, text: regenerateText, go: regenerate }))) return;
    await this.doing(() => this.store.order('webhook-secret'), () => (this.store.proposed() ? this.words().approvals.waits : regenerated));
  }

  protected async revoke(fingerprint: string): Promise<void> {
    const { revoke, revokeTitle, revokeText, revoked } = this.words().channelWork;
    if (!(await this.askFirst.ask({ title: revokeTitle, text: revokeText(this.short(fingerprint)), go: revoke, danger: true }))) return;
    await this.doing(() => this.store.revoke(fingerprint), () => revoked);
  }

  private async doing(act: () => Promise<void>, done: () => string): Promise<void> {
    this.refused.set(undefined);
    try {
      await act();
      this.announcer.done(done());
    } catch (error) {
      this.refused.set(problemFrom(error));
    }
  }
}
