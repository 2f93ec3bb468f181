import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
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
      <div class="card-head"><h2 id="webhook-title">{{ words().form.webhook }}</h2><p>{{ words().form.webhookText }}</p></div>
      @if (store.view(); as view) {
        <t-copy-field [label]="words().form.address" [value]="view.webhook.url" />
        @if (view.webhook.verifyToken; as token) { <t-copy-field [label]="words().form.verifyToken" [value]="token" [help]="words().form.verifyHelp" /> }
        <t-check-notice check="callback" />
        @for (older of view.webhook.olderInUse; track older.fingerprint) {
          <t-notice still>{{ older.until ? words().form.olderUntil(short(older.fingerprint), times.at(older.until)) : words().form.older(short(older.fingerprint)) }}</t-notice>
        }
        @if (view.endpoint?.lastFailure; as failure) {
          <t-notice kind="bad" [heading]="words().form.endpointFailed(times.at(failure.at))" still><q>{{ failure.words }}</q></t-notice>
        } @else if (view.endpoint?.setAt; as setAt) { <p class="small soft row"><t-icon name="check" />{{ words().form.endpointSet(times.at(setAt)) }}</p> }
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
  protected readonly busy = signal(false);
  private readonly askFirst = inject(AskFirst);
  private readonly announcer = inject(Announcer);

  protected readonly short = (fingerprint: string): string => fingerprint.slice(0, 8);

  protected async regenerate(): Promise<void> {
    const { regenerate, regenerateTitle, regenerateText, regenerated } = this.words().form;
    if (!(await this.askFirst.ask({ title: regenerateTitle, text: regenerateText, go: regenerate }))) return;
    try {
      await this.store.order('webhook-secret');
      this.announcer.done(regenerated);
    } catch (error) {
      this.announcer.done(problemInWords(problemFrom(error), this.words()));
    }
  }
}
