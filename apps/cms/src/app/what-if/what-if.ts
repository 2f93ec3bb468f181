import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, linkedSignal, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { DAY, sessionSettingsProblems, type AgentVersion, type SessionSettings } from '@tandem/domain';
import type { Problem, WhatIfAnswer } from '@tandem/wire';
import { AgentStore } from '../agent/agent.store.js';
import { fieldWords, problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { durationOf } from '../channel/entries.js';
import { HistoryApi } from '../history/history-api.js';
import { InstantField } from '../kit/instant-field.js';
import { Announcer } from '../kit/announcer.js';
import { Field } from '../kit/field.js';
import { focusFirstError } from '../kit/focus-first-error.js';
import { LoadFailed } from '../kit/load-failed.js';
import { Notice } from '../kit/notice.js';
import { Skeleton } from '../kit/skeleton.js';
import { useWords } from '../words/language.js';
import { WhatIfResult } from './what-if-result.js';

const periods = { day: DAY, week: 7 * DAY, month: 30 * DAY } as const;

/** Real activity of a period under other session settings. Computed by the server from what is recorded; nothing is written. */
@Component({
  selector: 't-what-if',
  imports: [Field, InstantField, LoadFailed, MatButton, MatSlideToggle, Notice, Skeleton, WhatIfResult],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './what-if.html',
  styleUrl: './what-if.scss',
})
export class WhatIf {
  protected readonly words = useWords();
  private readonly api = inject(Api);
  private readonly history = inject(HistoryApi);
  private readonly store = inject(AgentStore);
  private readonly announcer = inject(Announcer);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly agent = this.store.id;
  protected readonly versions = ['published', 'draft'] as const;
  protected readonly periods = ['day', 'week', 'month'] as const;
  protected readonly version = signal<AgentVersion>('published');
  protected readonly from = signal<number | undefined>(Date.now() - periods.week);
  protected readonly to = signal<number | undefined>(Date.now());
  protected readonly channel = resource({
    params: () => (this.agent() === '' ? undefined : { agent: this.agent(), version: this.version() }),
    loader: ({ params }) => this.api.call('GET /api/agents/:agent/channels/:version', { path: params }),
  });
  /** In force now; undefined where there never was a number. */
  private readonly inForce = computed(() => {
    const view = this.channel.hasValue() ? this.channel.value() : undefined;
    return view === undefined || view.status === 'none' ? undefined : view.sessionManagement.settings;
  });
  protected readonly noNumber = computed(() => this.channel.hasValue() && this.channel.value().status === 'none');
  protected readonly asks = linkedSignal(() => this.inForce()?.askUserToEndSession ?? true);
  protected readonly beforeAsk = linkedSignal(() => String(this.inForce()?.delayBeforeAskSeconds ?? ''));
  protected readonly beforeEnd = linkedSignal(() => String(this.inForce()?.delayBeforeEndSeconds ?? ''));
  private readonly settings = computed((): SessionSettings | undefined => {
    const inForce = this.inForce();
    return inForce && { ...inForce, askUserToEndSession: this.asks(), delayBeforeAskSeconds: secondsOf(this.beforeAsk()), delayBeforeEndSeconds: secondsOf(this.beforeEnd()) };
  });
  protected readonly errors = computed((): Readonly<Record<string, string | undefined>> => {
    const settings = this.settings();
    const problems = settings ? sessionSettingsProblems(settings) : [];
    return Object.fromEntries(problems.map(({ field, problem }) => [field, this.words().problems[problem]]));
  });
  protected readonly periodWrong = computed(() => {
    const [from, to] = [this.from(), this.to()];
    return from === undefined || to === undefined || from >= to;
  });
  protected readonly busy = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  /** What the server says of the period stands at its end. */
  protected readonly toError = computed(() => fieldWords(this.refused(), this.words())['to'] ?? '');
  protected readonly problem = computed(() => {
    const refused = this.refused();
    return refused && !this.toError() ? problemInWords(refused, this.words()) : '';
  });
  protected readonly answer = linkedSignal<unknown, WhatIfAnswer | undefined>({ source: () => this.channel.value(), computation: () => undefined });

  protected last(period: keyof typeof periods): void {
    this.to.set(Date.now());
    this.from.set(Date.now() - periods[period]);
  }

  protected duration(seconds: string): string {
    const text = durationOf(seconds, this.words().session.units);
    return text === undefined ? '' : this.words().session.duration(text);
  }

  protected async work(): Promise<void> {
    const [settings, from, to] = [this.settings(), this.from(), this.to()];
    if (this.busy() || !settings || from === undefined || to === undefined) return;
    if (this.periodWrong() || Object.keys(this.errors()).length > 0) return focusFirstError(this.element);
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      const answer = await this.history.whatIf(this.agent(), this.version(), { from, to, settings });
      this.answer.set(answer);
      this.announcer.hear(this.words().whatIf.over(answer.conversations));
    } catch (error) {
      this.refused.set(problemFrom(error));
    } finally {
      this.busy.set(false);
    }
  }
}

/** Blank is no number, and not zero. */
const secondsOf = (typed: string): number => (typed.trim() === '' ? Number.NaN : Number(typed));
