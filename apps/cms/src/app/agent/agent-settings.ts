import { ChangeDetectionStrategy, Component, computed, inject, linkedSignal, signal, viewChild, viewChildren } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { MAX_AGENT_NAME, agentNameProblem } from '@tandem/domain';
import type { Problem } from '@tandem/wire';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { SignedIn } from '../api/signed-in.js';
import { Announcer } from '../kit/announcer.js';
import { AskFirst } from '../kit/ask-first.js';
import { Field } from '../kit/field.js';
import { guardClosing, type MayHoldChanges } from '../kit/leave-guard.js';
import { PageHead } from '../kit/page-head.js';
import { useWords } from '../words/language.js';
import { AgentStore } from './agent.store.js';
import { PolicyCard } from './policy-card.js';
import { PublishCard } from './publish-card.js';
import { RuntimeForm } from './runtime-form.js';

/** The agent itself: its name, and the software behind both versions. */
@Component({
  selector: 't-agent-settings',
  imports: [PageHead, Field, MatButton, PolicyCard, PublishCard, RuntimeForm],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <t-page-head [heading]="words().agent.settings" [text]="words().agent.settingsText">
      @if (!disabled()) { <button matButton="outlined" type="button" (click)="archive()">{{ words().dashboard.archive }}</button> }
    </t-page-head>
    <div class="stack">
      <form class="card name" (submit)="$event.preventDefault(); rename()">
        <t-field [label]="words().agent.name" [most]="most" required [(value)]="name" [error]="error()" [disabled]="disabled()" />
        @if (!disabled()) { <button matButton="filled" type="submit">{{ words().dashboard.rename }}</button> }
      </form>
      <t-runtime-form version="published" />
      <t-runtime-form version="draft" />
      @if (!disabled()) { <t-publish-card [unsaved]="holdsChanges()" /> }
      @if (isOwner()) { <t-policy-card /> }
    </div>
  `,
  styles: '.name { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 16px; align-items: start; max-inline-size: 640px; } .name button { margin-block-start: 32px; }',
})
export class AgentSettings implements MayHoldChanges {
  protected readonly words = useWords();
  protected readonly most = MAX_AGENT_NAME;
  private readonly store = inject(AgentStore);
  private readonly signedIn = inject(SignedIn);
  protected readonly disabled = computed(() => !this.signedIn.mayChange() || this.store.known()?.archived !== false);
  protected readonly isOwner = computed(() => this.signedIn.isOwner() && !this.disabled());
  private readonly policy = viewChild(PolicyCard);
  private readonly savedName = computed(() => this.store.known()?.name ?? '');
  protected readonly name = linkedSignal(() => this.savedName());
  private readonly refused = signal<Problem | undefined>(undefined);
  private readonly forms = viewChildren(RuntimeForm);
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly askFirst = inject(AskFirst);
  private readonly announcer = inject(Announcer);
  protected readonly error = computed(() => {
    const [problem, refused] = [agentNameProblem(this.name()), this.refused()];
    if (problem && this.name() !== this.savedName()) return this.words().problems[problem];
    return refused ? problemInWords(refused, this.words()) : '';
  });

  constructor() {
    guardClosing(() => this.holdsChanges());
  }

  holdsChanges(): boolean {
    return this.name() !== this.savedName() || this.forms().some((form) => form.changed()) || this.policy()?.changed() === true;
  }

  protected async rename(): Promise<void> {
    const agent = this.store.known();
    if (!agent || agentNameProblem(this.name())) return;
    try {
      await this.api.call('PATCH /api/agents/:agent', { path: { agent: agent.id }, body: { name: this.name().trim() }, ifMatch: agent.version });
      this.refused.set(undefined);
      this.announcer.done(this.words().dashboard.renameDone);
    } catch (error) {
      this.refused.set(problemFrom(error));
    }
    this.store.agent.reload();
  }

  protected async archive(): Promise<void> {
    const { archive, archiveTitle, archiveText, archiveDone } = this.words().dashboard;
    const agent = this.store.known();
    if (!agent || !(await this.askFirst.ask({ title: archiveTitle(agent.name), text: archiveText, go: archive, danger: true }))) return;
    try {
      await this.api.call('POST /api/agents/:agent/archive', { path: { agent: agent.id }, ifMatch: agent.version });
      this.announcer.done(archiveDone(agent.name));
      this.name.set(agent.name);
      await this.router.navigateByUrl('/');
    } catch (error) {
      this.announcer.done(problemInWords(problemFrom(error), this.words()));
      this.store.agent.reload();
    }
  }
}
