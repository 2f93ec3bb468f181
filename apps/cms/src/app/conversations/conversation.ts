import { ChangeDetectionStrategy, Component, computed, inject, input, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { Live } from '../api/live.js';
import { SignedIn } from '../api/signed-in.js';
import { Announcer } from '../kit/announcer.js';
import { AskFirst } from '../kit/ask-first.js';
import { Icon } from '../kit/icon.js';
import { LoadFailed } from '../kit/load-failed.js';
import { Notice } from '../kit/notice.js';
import { PageHead } from '../kit/page-head.js';
import { Skeleton } from '../kit/skeleton.js';
import { Times } from '../kit/times.js';
import { VersionBadge } from '../kit/version-badge.js';
import { useWords } from '../words/language.js';
import { besideName, nameOf } from './name-of.js';
import { StatusMark } from './status-mark.js';
import { causeOf, revisionOf, timelineLine, type Cause } from './timeline-words.js';

/** Everything between one number and one user, as it happens. */
@Component({
  selector: 't-conversation',
  imports: [Icon, LoadFailed, MatButton, Notice, PageHead, RouterLink, Skeleton, StatusMark, VersionBadge],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './conversation.html',
  styleUrl: './conversation.scss',
})
export class Conversation {
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
  protected readonly entries = computed(() => (this.known()?.timeline ?? []).map((entry) => ({
    entry, line: timelineLine(entry, this.words()), revision: revisionOf(entry), cause: causeOf(entry, this.known()?.timeline ?? []),
  })));
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
  protected readonly ending = signal(false);

  constructor() {
    inject(Live).on((event) => {
      if (event === 'reconnected' || (event.what === 'conversation' && event.id === this.conversation())) this.detail.reload();
    });
  }

  protected causeTitle(cause: Cause): string {
    const entry = this.known()?.timeline.find(({ id }) => id === cause.id);
    return entry ? timelineLine(entry, this.words()).title : '';
  }

  protected async end(): Promise<void> {
    const { endNow, endTitle, endText, ended } = this.words().conversations;
    if (this.ending() || !(await this.askFirst.ask({ title: endTitle, text: endText, go: endNow, danger: true }))) return;
    this.ending.set(true);
    try {
      await this.api.call('POST /api/conversations/:id/end', { path: { id: this.conversation() } });
      this.announcer.done(ended);
    } catch (error) {
      this.announcer.done(problemInWords(problemFrom(error), this.words()));
    } finally {
      this.ending.set(false);
      this.detail.reload();
    }
  }
}
