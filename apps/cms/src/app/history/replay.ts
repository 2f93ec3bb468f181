import { ChangeDetectionStrategy, Component, DestroyRef, computed, effect, inject, input, linkedSignal, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { Router, RouterLink } from '@angular/router';
import type { AgentVersion } from '@tandem/domain';
import type { ConfigurationAt, FormAt, HistoryMarks } from '@tandem/wire';
import { firstValueFrom } from 'rxjs';
import { AgentStore } from '../agent/agent.store.js';
import { Live } from '../api/live.js';
import { SignedIn } from '../api/signed-in.js';
import { Announcer } from '../kit/announcer.js';
import { Icon } from '../kit/icon.js';
import { LoadFailed } from '../kit/load-failed.js';
import { Skeleton } from '../kit/skeleton.js';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';
import { FormView } from './form-view.js';
import { HistoryApi } from './history-api.js';
import { InstantField } from '../kit/instant-field.js';
import { timeIn } from '../kit/instants.js';
import { RestoreDialog, type RestoreEnd, type RestoreQuestion } from './restore-dialog.js';
import { SubjectBadge } from './subject-badge.js';
import { TimeSlider } from './time-slider.js';

/** Milliseconds of rest before what the slider shows is asked for. */
const REST = 120;
/** A second that was entered is meant whole. */
const REST_OF_SECOND = 999;

/** Both configurations exactly as they stood at an instant of the agent's life. */
@Component({
  selector: 't-replay',
  imports: [FormView, Icon, InstantField, LoadFailed, MatButton, RouterLink, Skeleton, SubjectBadge, TimeSlider],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './replay.html',
  styleUrl: './replay.scss',
})
export class Replay {
  /** From the address; left out: now. */
  readonly at = input<string>();
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  protected readonly signedIn = inject(SignedIn);
  private readonly api = inject(HistoryApi);
  private readonly store = inject(AgentStore);
  private readonly router = inject(Router);
  private readonly dialog = inject(MatDialog);
  private readonly announcer = inject(Announcer);
  protected readonly agent = this.store.id;
  protected readonly archived = computed(() => this.store.known()?.archived !== false);
  private readonly asked = linkedSignal(() => timeIn(this.at()));
  private readonly where = computed(() => ({ agent: this.agent(), at: this.asked() }));
  protected readonly marks = resource({ params: () => this.where(), loader: ({ params }) => this.api.marks(params.agent, params.at) });
  protected readonly state = resource({ params: () => this.where(), loader: ({ params }) => this.api.at(params.agent, params.at) });
  /** What was there last stays in sight while the next instant is loaded. */
  protected readonly knownMarks = linkedSignal<HistoryMarks | undefined, HistoryMarks | undefined>({
    source: () => (this.marks.hasValue() ? this.marks.value() : undefined), computation: (now, before) => now ?? before?.value,
  });
  protected readonly known = linkedSignal<ConfigurationAt | undefined, ConfigurationAt | undefined>({
    source: () => (this.state.hasValue() ? this.state.value() : undefined), computation: (now, before) => now ?? before?.value,
  });
  /** Where the slider is held right now. */
  private readonly held = signal<number | undefined>(undefined);
  protected readonly shownAt = computed(() => this.held() ?? this.asked() ?? this.knownMarks()?.to ?? Date.now());
  protected readonly isNow = computed(() => this.asked() === undefined);
  protected readonly failed = computed(() => this.marks.error() ?? this.state.error());
  protected readonly versions = ['published', 'draft'] as const;
  private readonly steps = signal<readonly ('before' | 'after')[]>([]);
  private resting: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    effect(() => this.takeStep());
    inject(DestroyRef).onDestroy(() => clearTimeout(this.resting));
    inject(Live).on((event) => {
      const isOurs = event === 'reconnected' || event.what === 'agents' || (event.what === 'channel' && event.agent === this.agent());
      if (isOurs) this.reload();
    });
  }

  protected reload(): void {
    this.marks.reload();
    this.state.reload();
  }

  protected follow(at: number): void {
    this.held.set(at);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.asked.set(at), REST);
  }

  protected goTo(at: number | undefined): void {
    clearTimeout(this.resting);
    this.held.set(undefined);
    this.asked.set(at);
    void this.router.navigate([], { queryParams: { at: at ?? null }, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected enter(at: number | undefined): void {
    this.goTo(at === undefined ? undefined : at + REST_OF_SECOND);
  }

  protected step(direction: 'before' | 'after'): void {
    this.steps.update((steps) => [...steps, direction]);
  }

  /** One step after the other: where the next one leads is known only once one is there. */
  private takeStep(): void {
    const [direction, ...later] = this.steps();
    if (!direction || !this.marks.hasValue() || this.marks.isLoading()) return;
    const to = this.marks.value()[direction];
    this.steps.set(to ? later : []);
    if (to) this.goTo(to.at);
  }

  protected isPast(form: FormAt): boolean {
    return !this.isNow() && form.status === 'connected';
  }

  protected async restore(version: AgentVersion): Promise<void> {
    const at = this.asked();
    if (at === undefined) return;
    const { restore, versions } = this.words();
    const data: RestoreQuestion = {
      title: restore.title(versions[version], this.times.at(at)), text: restore.text, go: restore.go,
      ask: (body) => this.api.restore(this.agent(), version, { at, ...body }),
    };
    const opened = this.dialog.open<RestoreDialog, RestoreQuestion, RestoreEnd>(RestoreDialog, { data, width: '820px', maxWidth: '96vw' });
    const end = await firstValueFrom(opened.afterClosed());
    if (!end) return;
    this.announcer.done(end === 'waits' ? this.words().approvals.waits : restore.restored);
    this.goTo(undefined);
  }
}
