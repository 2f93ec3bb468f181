import { ChangeDetectionStrategy, Component, ElementRef, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { ConnectedChannelView } from '@tandem/wire';
import { SignedIn } from '../api/signed-in.js';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Announcer } from '../kit/announcer.js';
import { AskFirst } from '../kit/ask-first.js';
import { focusFirstError } from '../kit/focus-first-error.js';
import { Notice } from '../kit/notice.js';
import { shownNumber } from '../kit/shown-number.js';
import { StateMark } from '../kit/state-mark.js';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';
import { Approvals } from './approvals.js';
import { ChannelStore } from './channel.store.js';
import { CredentialsSection } from './credentials-section.js';
import { EndpointSection } from './endpoint-section.js';
import { HandOffCardView } from './hand-off-card.js';
import { Ladder } from './ladder.js';
import { NumberDialog, type NumberQuestion } from './number-dialog.js';
import { ProtocolDialog, type ProtocolQuestion } from './protocol-dialog.js';
import { Protocols } from './protocols.js';
import { SaveBar } from './save-bar.js';
import { SessionSection } from './session-section.js';
import { WebhookSection } from './webhook-section.js';

/** Everything of a connected configuration. One _Save_ for all that is entered. */
@Component({
  selector: 't-settings-form',
  imports: [Approvals, MatButton, Notice, StateMark, CredentialsSection, EndpointSection, HandOffCardView, Ladder, WebhookSection, SessionSection, SaveBar],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './settings-form.html',
  styles: `
    form { display: grid; gap: 22px; }
    .head { display: flex; flex-wrap: wrap; gap: 14px 28px; align-items: center; justify-content: space-between; padding-block: 22px; }
    .facts { display: grid; gap: 2px; }
    .number { font: 650 1.5rem/1.25 inherit; font-size: 1.5rem; font-weight: 650; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
    .meta { display: flex; flex-wrap: wrap; gap: 2px 14px; align-items: center; color: var(--mat-sys-on-surface-variant); font: var(--t-font-small); }
  `,
})
export class SettingsForm {
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  protected readonly store = inject(ChannelStore);
  protected readonly signedIn = inject(SignedIn);
  protected readonly shownNumber = shownNumber;
  protected readonly isPublished = computed(() => this.store.version() === 'published');
  protected readonly protocols = inject(Protocols);
  private readonly announcer = inject(Announcer);
  private readonly askFirst = inject(AskFirst);
  private readonly dialog = inject(MatDialog);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly labels = computed((): Readonly<Record<string, string>> => ({
    ...Object.fromEntries(this.store.fields().map(({ name, label }) => [name, label])), account: this.words().providers.sharedAccount,
  }));

  /** Two numbers of one account are usual; of one division they are a question to Coster. */
  protected sharedWith({ field, agentName, version }: ConnectedChannelView['shared'][number]): string {
    const { form, providers, versions } = this.words();
    if (field === 'divisionId') return providers.sharedDivision(agentName, versions[version]);
    return form.shared(this.labels()[field] ?? field, agentName, versions[version]);
  }

  protected async save(): Promise<void> {
    if (await this.store.save()) return this.announcer.done(this.orWaits(this.words().common.saved));
    const wrong = Object.keys(this.store.errors()).length;
    if (wrong > 0) this.announcer.hear(this.words().form.errors(wrong));
    focusFirstError(this.element);
  }

  protected resume(): Promise<void> {
    return this.order('resume', this.words().form.resumed);
  }

  protected async disconnect(): Promise<void> {
    const { disconnect, disconnectTitle, disconnectText, disconnected } = this.words().form;
    if (await this.askFirst.ask({ title: disconnectTitle, text: disconnectText, go: disconnect, danger: true })) await this.order('disconnect', disconnected);
  }

  protected async changeNumber(): Promise<void> {
    const names = this.store.fields().find(({ claim }) => claim !== undefined)?.label;
    const data: NumberQuestion = { names, save: (number) => this.store.changeNumber(number) };
    const opened = this.dialog.open<NumberDialog, NumberQuestion, boolean>(NumberDialog, { data, width: '520px' });
    if (await firstValueFrom(opened.afterClosed())) this.announcer.done(this.orWaits(this.words().channelWork.changed));
  }

  protected async changeProtocol(): Promise<void> {
    const data: ProtocolQuestion = { spoken: this.store.view()?.protocol ?? '', save: (protocol) => this.store.changeProtocol(protocol) };
    const opened = this.dialog.open<ProtocolDialog, ProtocolQuestion, string>(ProtocolDialog, { data, width: '560px' });
    const title = await firstValueFrom(opened.afterClosed());
    if (title !== undefined) this.announcer.done(this.orWaits(this.words().providers.protocolChanged(title)));
  }

  /** What was done, unless it waits for a second person. */
  private orWaits(done: string): string {
    return this.store.proposed() ? this.words().approvals.waits : done;
  }

  private async order(name: 'resume' | 'disconnect', done: string): Promise<void> {
    try {
      await this.store.order(name);
      this.announcer.done(this.orWaits(done));
    } catch (error) {
      this.announcer.done(problemInWords(problemFrom(error), this.words()));
    }
  }
}
