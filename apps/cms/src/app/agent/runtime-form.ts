import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { runtimeKinds, type AgentVersion } from '@tandem/domain';
import type { Problem, RuntimeTrial } from '@tandem/wire';
import { fieldWords, problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { SignedIn } from '../api/signed-in.js';
import { Announcer } from '../kit/announcer.js';
import { Field } from '../kit/field.js';
import { focusFirstError } from '../kit/focus-first-error.js';
import { Icon } from '../kit/icon.js';
import { Notice } from '../kit/notice.js';
import { VersionBadge } from '../kit/version-badge.js';
import { useWords } from '../words/language.js';
import { AgentStore } from './agent.store.js';
import { runtimeEntriesOf, runtimeEntryProblems, saveRuntimeOf, type RuntimeEntries, type RuntimeKind } from './runtime-entries.js';

/** The software that answers for one version: connected and tried here. */
@Component({
  selector: 't-runtime-form',
  imports: [Field, Icon, MatButton, Notice, VersionBadge],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './runtime-form.html',
  styleUrl: './runtime-form.scss',
})
export class RuntimeForm {
  readonly version = input.required<AgentVersion>();
  protected readonly words = useWords();
  protected readonly kinds = runtimeKinds;
  protected readonly store = inject(AgentStore);
  protected readonly signedIn = inject(SignedIn);
  protected readonly disabled = computed(() => !this.signedIn.mayChange() || this.store.known()?.archived !== false);
  protected readonly saved = computed(() => this.store.known()?.runtimes[this.version()]);
  private readonly savedText = computed(() => JSON.stringify(this.saved() ?? null));
  /** Begins anew with what is saved, whenever that is something else. */
  protected readonly entries = linkedSignal<string, RuntimeEntries>({ source: this.savedText, computation: () => runtimeEntriesOf(this.saved()) });
  protected readonly trial = signal<RuntimeTrial | 'underway' | undefined>(undefined);
  protected readonly saving = signal(false);
  private readonly tried = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  private readonly api = inject(Api);
  private readonly announcer = inject(Announcer);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);

  readonly changed = computed(() => JSON.stringify(this.entries()) !== JSON.stringify(runtimeEntriesOf(this.saved())));
  protected readonly errors = computed((): Readonly<Record<string, string | undefined>> => ({
    ...fieldWords(this.refused(), this.words()),
    ...(this.tried() && Object.fromEntries(runtimeEntryProblems(this.entries(), this.saved()).map(({ field, problem }) => [field, this.words().problems[problem]]))),
  }));
  protected readonly problem = computed(() => {
    const refused = this.refused();
    return refused && !refused.fields?.length ? problemInWords(refused, this.words()) : '';
  });
  protected readonly failed = computed(() => {
    const trial = this.trial();
    return typeof trial === 'object' && trial.kind === 'failed' ? trial : undefined;
  });
  protected readonly answered = computed(() => {
    const trial = this.trial();
    return typeof trial === 'object' && trial.kind === 'answered' ? trial : undefined;
  });

  protected enter(field: keyof RuntimeEntries, value: string): void {
    this.entries.update((entries) => ({ ...entries, [field]: value }));
    this.refused.set(undefined);
  }

  protected choose(kind: RuntimeKind): void {
    this.enter('kind', kind);
    this.tried.set(false);
    this.trial.set(undefined);
  }

  protected async save(): Promise<void> {
    const agent = this.store.known();
    this.tried.set(true);
    if (!agent || this.saving()) return;
    if (runtimeEntryProblems(this.entries(), this.saved()).length > 0) return focusFirstError(this.element);
    this.saving.set(true);
    this.refused.set(undefined);
    try {
      const path = { agent: agent.id, version: this.version() };
      const { proposed } = await this.api.call('PUT /api/agents/:agent/runtimes/:version', { path, body: saveRuntimeOf(this.entries()), ifMatch: agent.version });
      this.entries.update((entries) => (proposed ? runtimeEntriesOf(this.saved()) : { ...entries, secret: '', apiKey: '' }));
      this.tried.set(false);
      this.announcer.done(proposed ? this.words().approvals.waitsAtNumber : this.words().common.saved);
    } catch (error) {
      this.refused.set(problemFrom(error));
      focusFirstError(this.element);
    } finally {
      this.saving.set(false);
      this.store.agent.reload();
    }
  }

  protected async tryOut(): Promise<void> {
    this.trial.set('underway');
    this.refused.set(undefined);
    try {
      const path = { agent: this.store.id(), version: this.version() };
      this.trial.set(await this.api.call('POST /api/agents/:agent/runtimes/:version/try', { path }));
    } catch (error) {
      this.trial.set(undefined);
      this.refused.set(problemFrom(error));
    }
  }
}
