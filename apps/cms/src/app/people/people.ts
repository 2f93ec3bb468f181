import { ChangeDetectionStrategy, Component, computed, inject, resource } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog, type MatDialogConfig } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import type { ApiToken, Invitation, Operator } from '@tandem/wire';
import { firstValueFrom } from 'rxjs';
import { problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { SignedIn } from '../api/signed-in.js';
import { Announcer } from '../kit/announcer.js';
import { AskFirst } from '../kit/ask-first.js';
import { Disclosure } from '../kit/disclosure.js';
import { Icon } from '../kit/icon.js';
import { LoadFailed } from '../kit/load-failed.js';
import { PageHead } from '../kit/page-head.js';
import { Skeleton } from '../kit/skeleton.js';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';
import { InviteDialog } from './invite-dialog.js';
import { PasswordLinkDialog } from './password-link-dialog.js';
import { RoleDialog } from './role-dialog.js';
import { TokenDialog } from './token-dialog.js';

/** Operators, open invitations, API tokens. For owners. */
@Component({
  selector: 't-people',
  imports: [Disclosure, Icon, LoadFailed, MatButton, PageHead, RouterLink, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './people.html',
  styleUrl: './people.scss',
})
export class People {
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  protected readonly signedIn = inject(SignedIn);
  private readonly api = inject(Api);
  private readonly dialog = inject(MatDialog);
  private readonly askFirst = inject(AskFirst);
  private readonly announcer = inject(Announcer);
  protected readonly all = resource({ loader: () => this.read() });
  protected readonly known = computed(() => (this.all.hasValue() ? this.all.value() : undefined));

  private async read() {
    const [operators, invitations, tokens] = await Promise.all([
      this.api.call('GET /api/operators'), this.api.call('GET /api/invitations'), this.api.call('GET /api/api-tokens'),
    ]);
    return { operators: operators.filter(({ removed }) => !removed), invitations, tokens };
  }

  protected invite(): Promise<void> {
    return this.open(InviteDialog);
  }

  protected newToken(): Promise<void> {
    return this.open(TokenDialog);
  }

  private async open(dialog: typeof InviteDialog | typeof TokenDialog): Promise<void> {
    const config: MatDialogConfig = { width: '480px' };
    await firstValueFrom(this.dialog.open<unknown>(dialog, config).afterClosed());
    this.all.reload();
  }

  protected async changeRole(who: Operator): Promise<void> {
    const opened = this.dialog.open<RoleDialog, Operator, boolean>(RoleDialog, { data: who, width: '480px' });
    if (!(await firstValueFrom(opened.afterClosed()))) return;
    this.announcer.done(this.words().roleChange.done(who.name));
    this.all.reload();
  }

  protected makePasswordLink(who: Operator): void {
    this.dialog.open<PasswordLinkDialog, Operator>(PasswordLinkDialog, { data: who, width: '480px' });
  }

  protected async remove({ id, name }: Operator): Promise<void> {
    const { remove, removeTitle, removeText, removed } = this.words().people;
    const question = { title: removeTitle(name), text: removeText, go: remove };
    await this.takeAway(question, () => this.api.call('DELETE /api/operators/:id', { path: { id } }), removed(name));
  }

  protected async revokeInvitation({ id }: Invitation): Promise<void> {
    const { revoke, revokeTitle, revokeText, revoked } = this.words().people;
    await this.takeAway({ title: revokeTitle, text: revokeText, go: revoke }, () => this.api.call('DELETE /api/invitations/:id', { path: { id } }), revoked);
  }

  protected async revokeToken({ id }: ApiToken): Promise<void> {
    const { revoke, revokeTitle, revokeText, revoked } = this.words().people;
    await this.takeAway({ title: revokeTitle, text: revokeText, go: revoke }, () => this.api.call('DELETE /api/api-tokens/:id', { path: { id } }), revoked);
  }

  private async takeAway(question: { title: string; text: string; go: string }, act: () => Promise<unknown>, done: string): Promise<void> {
    if (!(await this.askFirst.ask({ ...question, danger: true }))) return;
    try {
      await act();
      this.announcer.done(done);
    } catch (error) {
      this.announcer.done(problemInWords(problemFrom(error), this.words()));
    }
    this.all.reload();
  }
}
