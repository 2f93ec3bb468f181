import { ChangeDetectionStrategy, Component, computed, inject, input, resource, signal, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { Router, RouterLink } from '@angular/router';
import type { ConversationDetail, TimelineEntry } from '@tandem/wire';
import { firstValueFrom } from 'rxjs';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { Live } from '../api/live.js';
import { SignedIn } from '../api/signed-in.js';
import { Announcer } from '../kit/announcer.js';
import { AskFirst } from '../kit/ask-first.js';
import { Icon } from '../kit/icon.js';
import { guardClosing, type MayHoldChanges } from '../kit/leave-guard.js';
import { LoadFailed } from '../kit/load-failed.js';
import { Notice } from '../kit/notice.js';
import { PageHead } from '../kit/page-head.js';
import { Skeleton } from '../kit/skeleton.js';
import { Times } from '../kit/times.js';
import { VersionBadge } from '../kit/version-badge.js';
import { useWords } from '../words/language.js';
import { originsOf, type Cause } from './causes.js';
import { EraseDialog, type EraseQuestion } from './erase-dialog.js';
import { MaskedNotice } from './masked-notice.js';
import { besideName, nameOf } from './name-of.js';
import { SpeakBox } from './speak-box.js';
import { StatusMark } from './status-mark.js';
import { timelineLine } from './timeline-words.js';

/** Everything between one number and one user, as it happens. */
@Component({
  selector: 't-conversation',
  imports: [Icon, LoadFailed, MaskedNotice, MatButton, Notice, PageHead, RouterLink, Skeleton, SpeakBox, StatusMark, VersionBadge],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './conversation.html',
  styleUrl: './conversation.scss',
})
export class Conversation implements MayHoldChanges {
  /** From the address. */
  readonly conversation = input.required<string>();
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  protected readonly signedIn = inject(SignedIn);
  private readonly api = inject(Api);
  private readonly askFirst = inject(AskFirst);
  private readonly announcer = inject(Announcer);
  protected readonly detail = resource({
    params: () => this.conversation(), loader: ({ params }) => this.api.call('GET /api/conversations/:id', { path: { id: params } }),
  });
  protected readonly known = computed(() => (this.detail.hasValue() ? this.detail.value() : undefined));
  protected readonly who = computed(() => {
    const known = this.known();
    return known ? nameOf(known, this.words()) : '';
  });
  /** What came in and what it was configured by are not the draft's own: nothing of theirs is to be looked up there. */
  protected readonly isTrial = computed(() => this.conversation().startsWith(`${this.known()?.agent ?? ''}~try.`));
  protected readonly entries = computed(() => {
    const timeline = this.known()?.timeline ?? [];
    const origins = originsOf(timeline);
    return timeline.map((entry, index) => ({ entry, line: timelineLine(entry, this.words()), ...origins[index] }));
  });
  /** Days stand between the entries, for the times say only the hour. */
  protected readonly days = computed(() => this.entries().map(({ entry }, index, all) => {
    const day = this.times.day(entry.at);
    const before = all[index - 1]?.entry.at;
    return before !== undefined && this.times.day(before) === day ? '' : day;
  }));
  protected readonly phone = computed(() => {
    const known = this.known();
    return known ? besideName(known) : '';
  });
  /** Who has taken over last, where somebody holds the session. */
  protected readonly holder = computed(() => {
    const known = this.known();
    return known?.status === 'held' ? takenOver(known)?.by : undefined;
  });
  /** A person has the user's room at the provider: it can be handed back only there. */
  protected readonly inRoom = computed(() => {
    const known = this.known();
    return known?.status === 'held' && takenOver(known)?.data['by'] === 'room';
  });
  protected readonly busy = signal(false);
  private readonly speakBox = viewChild(SpeakBox);
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);

  constructor() {
    inject(Live).on((event) => {
      if (event === 'reconnected' || (event.what === 'conversation' && event.id === this.conversation())) this.detail.reload();
    });
    guardClosing(() => this.holdsChanges());
  }

  protected causeTitle(cause: Cause): string {
    const entry = this.known()?.timeline.find(({ id }) => id === cause.id);
    return entry ? timelineLine(entry, this.words()).title : '';
  }

  holdsChanges(): boolean {
    return this.speakBox()?.holdsText() ?? false;
  }

  protected takeOver(): Promise<void> {
    return this.order('take-over', this.words().holding.takenOver);
  }

  protected handBack(): Promise<void> {
    return this.order('hand-back', this.words().holding.handedBack);
  }

  protected async end(): Promise<void> {
    const { endNow, endTitle, endText, ended } = this.words().conversations;
    if (await this.askFirst.ask({ title: endTitle, text: endText, go: endNow, danger: true })) await this.order('end', ended);
  }

  protected async erase(): Promise<void> {
    const data: EraseQuestion = { conversation: this.conversation(), name: this.who() };
    const opened = this.dialog.open<EraseDialog, EraseQuestion, boolean>(EraseDialog, { data, maxWidth: '560px', role: 'alertdialog' });
    if (await firstValueFrom(opened.afterClosed())) await this.router.navigateByUrl('/conversations');
  }

  private async order(name: 'take-over' | 'hand-back' | 'end', done: string): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    try {
      await this.api.call(`POST /api/conversations/:id/${name}`, { path: { id: this.conversation() } });
      this.announcer.done(done);
    } catch (error) {
      this.announcer.done(problemInWords(problemFrom(error), this.words()));
    } finally {
      this.busy.set(false);
      this.detail.reload();
    }
  }
}

const takenOver = ({ timeline }: ConversationDetail): TimelineEntry | undefined => timeline.findLast(({ type }) => type === 'SessionTakenOver');
