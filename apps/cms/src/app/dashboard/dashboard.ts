import { ChangeDetectionStrategy, Component, computed, inject, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { Api } from '../api/api.js';
import { Live } from '../api/live.js';
import { SignedIn } from '../api/signed-in.js';
import { Announcer } from '../kit/announcer.js';
import { Empty } from '../kit/empty.js';
import { Icon } from '../kit/icon.js';
import { LoadFailed } from '../kit/load-failed.js';
import { PageHead } from '../kit/page-head.js';
import { Skeleton } from '../kit/skeleton.js';
import { useWords } from '../words/language.js';
import { AgentCard } from './agent-card.js';
import { NameDialog, type NameQuestion } from './name-dialog.js';

/** All agents, each with the state of both its numbers. */
@Component({
  selector: 't-dashboard',
  imports: [PageHead, MatButton, Icon, Skeleton, LoadFailed, Empty, AgentCard],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './dashboard.html',
  styles: `
    .cards { display: grid; gap: 20px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 380px), 1fr)); }
    .archived { margin-block-start: 32px; }
  `,
})
export class Dashboard {
  protected readonly words = useWords();
  protected readonly signedIn = inject(SignedIn);
  private readonly api = inject(Api);
  protected readonly agents = resource({ loader: () => this.api.call('GET /api/agents') });
  protected readonly list = computed(() => (this.agents.hasValue() ? this.agents.value() : []));
  protected readonly active = computed(() => this.list().filter(({ archived }) => !archived));
  protected readonly archived = computed(() => this.list().filter(({ archived }) => archived));
  protected readonly showsArchived = signal(false);
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  private readonly announcer = inject(Announcer);

  constructor() {
    inject(Live).on((event) => {
      if (event === 'reconnected' || event.what === 'agents' || event.what === 'channel') this.agents.reload();
    });
  }

  protected async create(): Promise<void> {
    const { title, text, go, done } = this.wording();
    const save = async (name: string) => (await this.api.call('POST /api/agents', { body: { name } })).id;
    const data: NameQuestion = { title, text, go, name: '', save };
    const opened = this.dialog.open<NameDialog, NameQuestion, { id?: string; name: string }>(NameDialog, { data, width: '460px' });
    const made = await firstValueFrom(opened.afterClosed());
    if (!made?.id) return;
    this.announcer.done(done(made.name));
    await this.router.navigate(['/agents', made.id, 'channel']);
  }

  private wording() {
    const { create, createText, createDone } = this.words().dashboard;
    return { title: create, text: createText, go: create, done: createDone };
  }
}
