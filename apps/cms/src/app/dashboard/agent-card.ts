import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import type { AgentSummary } from '@tandem/wire';
import { firstValueFrom } from 'rxjs';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { SignedIn } from '../api/signed-in.js';
import { Announcer } from '../kit/announcer.js';
import { AskFirst } from '../kit/ask-first.js';
import { Disclosure } from '../kit/disclosure.js';
import { Icon } from '../kit/icon.js';
import { StateMark } from '../kit/state-mark.js';
import { Times } from '../kit/times.js';
import { VersionBadge } from '../kit/version-badge.js';
import { useWords } from '../words/language.js';
import { NameDialog, type NameQuestion } from './name-dialog.js';
import { shownNumber } from '../kit/shown-number.js';

/** One agent with both its numbers. A draft without a number is one calm line. */
@Component({
  selector: 't-agent-card',
  imports: [Disclosure, Icon, RouterLink, StateMark, VersionBadge],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './agent-card.html',
  styleUrl: './agent-card.scss',
  host: { '[class.archived]': 'agent().archived' },
})
export class AgentCard {
  readonly agent = input.required<AgentSummary>();
  readonly changed = output();
  protected readonly words = useWords();
  protected readonly signedIn = inject(SignedIn);
  protected readonly times = inject(Times);
  protected readonly lines = computed(() => (['published', 'draft'] as const).map((version) => ({ version, channel: this.agent().channels[version] })));
  protected readonly shownNumber = shownNumber;
  private readonly api = inject(Api);
  private readonly dialog = inject(MatDialog);
  private readonly askFirst = inject(AskFirst);
  private readonly announcer = inject(Announcer);

  protected async rename(): Promise<void> {
    const { rename, renameTitle, renameDone } = this.words().dashboard;
    const { id, name, version } = this.agent();
    const save = async (entered: string) => {
      await this.api.call('PATCH /api/agents/:agent', { path: { agent: id }, body: { name: entered }, ifMatch: version });
      return undefined;
    };
    const data: NameQuestion = { title: renameTitle(name), go: rename, name, save };
    if (!(await firstValueFrom(this.dialog.open(NameDialog, { data, width: '460px' }).afterClosed()))) return;
    this.announcer.done(renameDone);
    this.changed.emit();
  }

  protected async archive(): Promise<void> {
    const { archive, archiveTitle, archiveText, archiveDone } = this.words().dashboard;
    const { id, name, version } = this.agent();
    if (!(await this.askFirst.ask({ title: archiveTitle(name), text: archiveText, go: archive, danger: true }))) return;
    try {
      await this.api.call('POST /api/agents/:agent/archive', { path: { agent: id }, ifMatch: version });
      this.announcer.done(archiveDone(name));
    } catch (error) {
      this.announcer.done(problemInWords(problemFrom(error), this.words()));
    }
    this.changed.emit();
  }
}
