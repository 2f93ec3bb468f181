import { ChangeDetectionStrategy, Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Problem } from '@tandem/wire';
import { fieldWords, problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { Announcer } from '../kit/announcer.js';
import { Field } from '../kit/field.js';
import { Notice } from '../kit/notice.js';
import { useWords } from '../words/language.js';
import { AgentStore } from './agent.store.js';

/** The owner's switch: whether every change of what is published must say why. Turning it off is such a change. */
@Component({
  selector: 't-policy-card',
  imports: [Field, MatButton, Notice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="card stack" (submit)="$event.preventDefault(); save()" aria-labelledby="policy-title" novalidate>
      <div class="card-head"><h2 id="policy-title">{{ words().policy.title }}</h2><p>{{ words().policy.text }}</p></div>
      @if (problem(); as problem) { <t-notice kind="bad">{{ problem }}</t-notice> }
      <label class="switch"><input #control type="checkbox" [checked]="needsReason()" (change)="needsReason.set(control.checked)"> {{ words().policy.needsReason }}</label>
      @if (changed()) {
        <t-field [label]="words().policy.reason" [most]="500" [note]="saved() ? '' : words().common.optional" [required]="saved()" [(value)]="reason" [error]="error()" />
        <div><button matButton="filled" type="submit" [attr.aria-disabled]="busy() || null">{{ words().common.save }}</button></div>
      }
    </form>
  `,
  styles: `
    .card-head { margin: 0; }
    .switch { display: flex; gap: 12px; align-items: center; min-block-size: 40px; font-weight: 600; cursor: pointer; }
    input { inline-size: 20px; block-size: 20px; flex: none; accent-color: var(--mat-sys-primary); }
  `,
})
export class PolicyCard {
  protected readonly words = useWords();
  private readonly api = inject(Api);
  private readonly store = inject(AgentStore);
  private readonly announcer = inject(Announcer);
  protected readonly saved = computed(() => this.store.known()?.publishedNeedsReason === true);
  protected readonly needsReason = linkedSignal(() => this.saved());
  protected readonly reason = signal('');
  protected readonly busy = signal(false);
  readonly changed = computed(() => this.needsReason() !== this.saved());
  private readonly refused = signal<Problem | undefined>(undefined);
  protected readonly error = computed(() => {
    const refused = this.refused();
    return refused?.code === 'ReasonMissing' ? problemInWords(refused, this.words()) : (fieldWords(refused, this.words())['reason'] ?? '');
  });
  protected readonly problem = computed(() => {
    const refused = this.refused();
    return refused && this.error() === '' ? problemInWords(refused, this.words()) : '';
  });

  protected async save(): Promise<void> {
    const agent = this.store.known();
    if (!agent || this.busy()) return;
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      const reason = this.reason().trim();
      const body = { publishedNeedsReason: this.needsReason(), ...(reason !== '' && { reason }) };
      const { proposed } = await this.api.call('PUT /api/agents/:agent/policy', { path: { agent: agent.id }, body, ifMatch: agent.version });
      this.reason.set('');
      if (proposed) this.needsReason.set(this.saved());
      this.announcer.done(proposed ? this.words().approvals.waitsAtNumber : this.words().policy.done);
      this.store.agent.reload();
    } catch (error) {
      this.refused.set(problemFrom(error));
    } finally {
      this.busy.set(false);
    }
  }
}
