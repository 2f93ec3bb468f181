import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, linkedSignal, resource, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { RouterLink } from '@angular/router';
import type { Problem, TrialMessage, TrialView } from '@tandem/wire';
import { AgentStore } from '../agent/agent.store.js';
import { fieldWords, problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { Live } from '../api/live.js';
import { durationOf } from '../channel/entries.js';
import { Announcer } from '../kit/announcer.js';
import { Field } from '../kit/field.js';
import { focusFirstError } from '../kit/focus-first-error.js';
import { Icon } from '../kit/icon.js';
import { LoadFailed } from '../kit/load-failed.js';
import { Notice } from '../kit/notice.js';
import { PageHead } from '../kit/page-head.js';
import { Skeleton } from '../kit/skeleton.js';
import { Times } from '../kit/times.js';
import { VersionBadge } from '../kit/version-badge.js';
import { useWords } from '../words/language.js';
import { keepPhone, newPhone, phoneOf } from './phone-number.js';
import { Phone } from './phone.js';

interface Shown {
  readonly phone: string;
  readonly view: TrialView;
}

/** A phone in the CMS that plays a user of the draft version. */
@Component({
  selector: 't-try-it',
  imports: [Field, Icon, LoadFailed, MatButton, MatSlideToggle, Notice, PageHead, Phone, RouterLink, Skeleton, VersionBadge],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './try-it.html',
  styleUrl: './try-it.scss',
})
export class TryIt {
  protected readonly words = useWords();
  protected readonly store = inject(AgentStore);
  private readonly api = inject(Api);
  private readonly times = inject(Times);
  private readonly announcer = inject(Announcer);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);

  private readonly phone = linkedSignal(() => phoneOf(this.store.id()));
  /** Grows with every piece of news, so that none is missed while an earlier answer is still on its way. */
  private readonly news = signal(0);
  protected readonly view = resource({
    params: () => (this.store.id() === '' ? undefined : { agent: this.store.id(), phone: this.phone(), news: this.news() }),
    loader: async ({ params: { agent, phone } }): Promise<Shown> => ({ phone, view: await this.api.call('GET /api/agents/:agent/trial/:phone', { path: { agent, phone } }) }),
  });
  /** The last that was seen of this phone, while the next is on its way. */
  private readonly last = linkedSignal<Shown | undefined, Shown | undefined>({
    source: () => (this.view.hasValue() ? this.view.value() : undefined),
    computation: (shown, before) => shown ?? before?.value,
  });
  protected readonly known = computed(() => (this.last()?.phone === this.phone() ? this.last()?.view : undefined));
  protected readonly archived = computed(() => this.store.known()?.archived === true);
  protected readonly maySpeak = computed(() => this.known()?.hasRuntime === true && !this.archived());
  protected readonly short = signal(false);

  protected readonly text = signal('');
  protected readonly busy = signal(false);
  private readonly tried = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  /** The same that is said again, because no answer came, is said once. */
  private command: string = crypto.randomUUID();
  protected readonly error = computed(() => {
    const refused = this.refused();
    if (this.tried() && this.text().trim() === '') return this.words().tryIt.missing;
    return refused ? fieldWords(refused, this.words())['text'] ?? problemInWords(refused, this.words()) : '';
  });
  /** Messages of which the phone has said that it showed them. */
  private readonly seen = new Set<string>();

  protected readonly about = computed(() => {
    const { tryIt } = this.words();
    if (this.short()) return tryIt.shortened;
    return this.known()?.ofDraft ? tryIt.ofDraft : tryIt.ofDefaults;
  });
  protected readonly delays = computed(() => {
    const [known, { session, silence }] = [this.known(), this.words()];
    if (!known) return '';
    const { askUserToEndSession, delayBeforeAskSeconds, delayBeforeEndSeconds } = { ...known.settings, ...(this.short() && known.short) };
    const inWords = (seconds: number): string => durationOf(String(seconds), session.units) ?? `${seconds} ${session.units.s}`;
    return askUserToEndSession ? silence.asks(inWords(delayBeforeAskSeconds), inWords(delayBeforeEndSeconds)) : silence.ends(inWords(delayBeforeEndSeconds));
  });
  protected readonly due = computed(() => {
    const [due, { tryIt }] = [this.known()?.due, this.words()];
    if (!due) return '';
    return due.what === 'ask' ? tryIt.asksAt(this.times.timeOf(due.at)) : tryIt.endsAt(this.times.timeOf(due.at));
  });

  constructor() {
    inject(Live).on((event) => {
      if (event === 'reconnected' || event.what === 'agents' || event.what === 'channel' || (event.what === 'conversation' && this.isOurs(event.id))) this.look();
    });
    effect(() => {
      const sends = (this.known()?.lines ?? []).flatMap(({ send, status }) => (send !== undefined && status === 'sent' && !this.seen.has(send) ? [send] : []));
      if (sends.length > 0) untracked(() => void this.see(sends));
    });
  }

  protected enter(text: string): void {
    this.text.set(text);
    this.refused.set(undefined);
    this.tried.set(false);
    this.command = crypto.randomUUID();
  }

  protected async send(): Promise<void> {
    this.tried.set(true);
    this.refused.set(undefined);
    if (this.error() !== '') return focusFirstError(this.element);
    await this.say({ text: this.text() });
  }

  protected async say(said: Omit<TrialMessage, 'short'>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    const command = said.choice ? crypto.randomUUID() : this.command;
    try {
      await this.api.call('POST /api/agents/:agent/trial/:phone/messages', { path: this.path(), body: { ...said, short: this.short() }, command });
      if (!said.choice) this.enter('');
    } catch (error) {
      this.refused.set(problemFrom(error));
    } finally {
      this.busy.set(false);
      this.look();
    }
  }

  /** Another user takes the phone; the session of the one before ends. */
  protected async startOver(): Promise<void> {
    const known = this.known();
    if (this.busy() || !known) return;
    this.busy.set(true);
    try {
      if (known.conversation !== undefined && known.status !== 'ended') await this.api.call('POST /api/conversations/:id/end', { path: { id: known.conversation } });
      this.phone.set(keepPhone(this.store.id(), newPhone()));
      this.announcer.done(this.words().tryIt.startedOver);
    } catch (error) {
      this.announcer.done(problemInWords(problemFrom(error), this.words()));
    } finally {
      this.busy.set(false);
    }
  }

  private async see(sends: readonly string[]): Promise<void> {
    for (const send of sends) this.seen.add(send);
    try {
      await this.api.call('POST /api/agents/:agent/trial/:phone/seen', { path: this.path(), body: { sends } });
    } catch (error) {
      problemFrom(error);
      for (const send of sends) this.seen.delete(send); // said again with the next news
    }
  }

  private isOurs(conversation: string): boolean {
    return conversation.startsWith(`${this.store.id()}~try.`);
  }

  private look(): void {
    this.news.update((count) => count + 1);
  }

  private path(): { agent: string; phone: string } {
    return { agent: this.store.id(), phone: this.phone() };
  }
}
