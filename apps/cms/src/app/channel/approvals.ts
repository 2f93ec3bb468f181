import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatSlideToggle, type MatSlideToggleChange } from '@angular/material/slide-toggle';
import { AgentStore } from '../agent/agent.store.js';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { SignedIn } from '../api/signed-in.js';
import { FieldsTable } from '../history/fields-table.js';
import { Announcer } from '../kit/announcer.js';
import { AskFirst } from '../kit/ask-first.js';
import { Notice } from '../kit/notice.js';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';
import { ChannelStore } from './channel.store.js';

/** The change of the published configuration that waits for a second person, and whether one is needed. */
@Component({
  selector: 't-approvals',
  imports: [FieldsTable, MatButton, MatSlideToggle, Notice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (waiting(); as waiting) {
      <section class="card stack" aria-labelledby="approvals-title">
        <div class="card-head"><h2 id="approvals-title">{{ words().approvals.title }}</h2><p>{{ words().approvals.byWhom(waiting.by.name, times.at(waiting.at)) }} @if (isOwn()) { {{ words().approvals.own }} }</p></div>
        @if (waiting.reason; as reason) { <p><strong>{{ words().approvals.why }}:</strong> {{ reason }}</p> }
        @if (waiting.alone; as alone) { <p>{{ words().approvals.alone[alone] }}</p> }
        @if (waiting.changes.length > 0) { <t-fields-table [rows]="waiting.changes" [label]="words().approvals.changes" /> } @else if (!waiting.alone) { <p>{{ words().approvals.nothing }}</p> }
        @if (problem(); as problem) { <t-notice kind="bad">{{ problem }}</t-notice> }
        @if (signedIn.mayChange()) {
          <div class="row">
            @if (isOwn()) { <button matButton="outlined" type="button" [attr.aria-disabled]="busy() || null" (click)="decide('withdraw')">{{ words().approvals.withdraw }}</button> }
            @else {
              <button matButton="filled" type="button" [attr.aria-disabled]="busy() || null" (click)="approve()">{{ words().approvals.approve }}</button>
              <button matButton="outlined" type="button" [attr.aria-disabled]="busy() || null" (click)="decide('reject')">{{ words().approvals.reject }}</button>
            }
          </div>
        }
      </section>
    }
    @if (signedIn.isOwner() && agent.known()?.archived === false) {
      <section class="card rule">
        <mat-slide-toggle hideIcon [checked]="needed()" (change)="setRule($event)" aria-describedby="approvals-help">{{ words().approvals.needs }}</mat-slide-toggle>
        <p class="small soft" id="approvals-help">{{ words().approvals.needsHelp }}</p>
      </section>
    }
  `,
  styles: ':host { display: grid; gap: 22px; } :host:empty { display: none; } .card-head { margin: 0; } .rule { display: grid; gap: 8px; padding-block: 18px; }',
})
export class Approvals {
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  protected readonly signedIn = inject(SignedIn);
  protected readonly agent = inject(AgentStore);
  private readonly store = inject(ChannelStore);
  private readonly api = inject(Api);
  private readonly askFirst = inject(AskFirst);
  private readonly announcer = inject(Announcer);
  protected readonly busy = signal(false);
  protected readonly problem = signal('');
  protected readonly waiting = computed(() => this.store.view()?.proposal);
  protected readonly isOwn = computed(() => this.waiting()?.by.id === this.signedIn.me()?.id);
  protected readonly needed = computed(() => this.agent.known()?.publishedNeedsApproval === true);

  protected async approve(): Promise<void> {
    const { approve, approveTitle, approveText } = this.words().approvals;
    if (await this.askFirst.ask({ title: approveTitle, text: approveText, go: approve })) await this.decide('approve');
  }

  protected async decide(what: 'approve' | 'reject' | 'withdraw'): Promise<void> {
    const [waiting, { approvals }] = [this.waiting(), this.words()];
    if (this.busy() || !waiting) return;
    this.busy.set(true);
    this.problem.set('');
    try {
      await this.api.call(`POST /api/agents/:agent/channels/published/proposal/${what}`, {
        path: this.store.path(), body: { proposal: waiting.id }, ifMatch: this.store.view()?.version,
      });
      this.announcer.done({ approve: approvals.approved, reject: approvals.rejected, withdraw: approvals.withdrawn }[what]);
    } catch (error) {
      this.problem.set(problemInWords(problemFrom(error), this.words()));
    } finally {
      this.busy.set(false);
      this.agent.agent.reload();
      await this.store.reload();
    }
  }

  protected async setRule(change: MatSlideToggleChange): Promise<void> {
    const [agent, { approvals }] = [this.agent.known(), this.words()];
    if (!agent) return;
    const body = { publishedNeedsReason: agent.publishedNeedsReason ?? false, publishedNeedsApproval: change.checked, ...(this.store.reason() && { reason: this.store.reason() }) };
    try {
      const { proposed } = await this.api.call('PUT /api/agents/:agent/policy', { path: { agent: agent.id }, body, ifMatch: agent.version });
      if (proposed) change.source.checked = this.needed();
      this.announcer.done(proposed ? approvals.waits : change.checked ? approvals.on : approvals.off);
    } catch (error) {
      change.source.checked = this.needed();
      this.announcer.done(problemInWords(problemFrom(error), this.words()));
    }
    this.agent.agent.reload();
    await this.store.reload();
  }
}
