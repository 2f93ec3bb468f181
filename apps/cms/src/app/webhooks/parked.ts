import { ChangeDetectionStrategy, Component, computed, inject, input, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { AgentVersion } from '@tandem/domain';
import type { ParkedLine } from '@tandem/wire';
import { AgentStore } from '../agent/agent.store.js';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { Live } from '../api/live.js';
import { SignedIn } from '../api/signed-in.js';
import { Announcer } from '../kit/announcer.js';
import { AskFirst } from '../kit/ask-first.js';
import { LoadFailed } from '../kit/load-failed.js';
import { Notice } from '../kit/notice.js';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';
import { replayAll, type Outcome } from './replay.js';

/** Items that could not be handled and wait for a person: handled again, some or all of them, or dismissed. Nothing where none waits. */
@Component({
  selector: 't-parked',
  imports: [LoadFailed, MatButton, Notice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './parked.html',
  styleUrl: './parked.scss',
})
export class Parked {
  readonly version = input.required<AgentVersion>();
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  protected readonly signedIn = inject(SignedIn);
  private readonly api = inject(Api);
  private readonly agent = inject(AgentStore);
  private readonly askFirst = inject(AskFirst);
  private readonly announcer = inject(Announcer);
  protected readonly waiting = resource({
    params: () => ({ agent: this.agent.id(), version: this.version() }),
    loader: ({ params }) => this.api.call('GET /api/agents/:agent/channels/:version/parked', { path: params }),
  });
  protected readonly items = computed(() => (this.waiting.hasValue() ? this.waiting.value() : []));
  private readonly marked = signal<ReadonlySet<string>>(new Set());
  protected readonly chosen = computed(() => this.items().filter(({ id }) => this.marked().has(id)));
  /** One alone is handled or dismissed by its own buttons. */
  protected readonly mayChoose = computed(() => this.signedIn.mayChange() && this.items().length > 1);
  protected readonly underway = signal<{ readonly done: number; readonly all: number } | undefined>(undefined);
  protected readonly outcomes = signal<readonly Outcome[]>([]);
  protected readonly failure = computed(() => {
    const error = this.waiting.error();
    return error && problemFrom(error).code !== 'NoSuchChannel' ? error : undefined;
  });

  constructor() {
    inject(Live).on((event) => {
      const isOurs = event === 'reconnected' || (event.what === 'webhooks' && event.agent === this.agent.id() && event.version === this.version());
      if (isOurs && !this.underway()) this.waiting.reload();
    });
  }

  protected isChosen({ id }: ParkedLine): boolean {
    return this.marked().has(id);
  }

  protected choose({ id }: ParkedLine, chosen: boolean): void {
    this.marked.update((marked) => new Set(chosen ? [...marked, id] : [...marked].filter((other) => other !== id)));
  }

  protected reason(reason: string): string {
    return (this.words().webhooks.reasons as Readonly<Record<string, string | undefined>>)[reason] ?? reason;
  }

  protected outcome({ what, count }: Outcome): string {
    const { parked, webhooks } = this.words();
    const verdict = what === 'still' || what === 'gone' ? parked[what] : (webhooks.verdicts as Readonly<Record<string, string | undefined>>)[what] ?? what;
    return parked.outcomeOf(verdict, count);
  }

  /** Says first how many it is about. */
  protected async replay(items: readonly ParkedLine[]): Promise<void> {
    const { replayTitle, replayText, replay } = this.words().parked;
    if (this.underway() || items.length === 0) return;
    if (!(await this.askFirst.ask({ title: replayTitle(items.length), text: replayText, go: replay }))) return;
    this.outcomes.set([]);
    try {
      const handle = ({ id }: ParkedLine) => this.api.call('POST /api/agents/:agent/channels/:version/parked/:parked/replay', { path: this.path(id) });
      const progress = (done: number) => this.underway.set({ done, all: items.length });
      this.outcomes.set(await replayAll(items, { handle, progress }));
    } catch (error) {
      this.announcer.done(problemInWords(problemFrom(error), this.words()));
    } finally {
      this.underway.set(undefined);
      this.marked.set(new Set());
      this.waiting.reload();
    }
  }

  protected async dismiss({ id }: ParkedLine): Promise<void> {
    const { dismissTitle, dismissText, dismiss, dismissed } = this.words().parked;
    if (this.underway() || !(await this.askFirst.ask({ title: dismissTitle, text: dismissText, go: dismiss, danger: true }))) return;
    try {
      await this.api.call('POST /api/agents/:agent/channels/:version/parked/:parked/dismiss', { path: this.path(id) });
      this.announcer.done(dismissed);
    } catch (error) {
      this.announcer.done(problemInWords(problemFrom(error), this.words()));
    }
    this.waiting.reload();
  }

  private path(parked: string): Readonly<Record<string, string>> {
    return { agent: this.agent.id(), version: this.version(), parked };
  }
}
