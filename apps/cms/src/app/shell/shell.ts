import { ChangeDetectionStrategy, Component, effect, inject } from '@angular/core';
import { MatDialog, type MatDialogRef } from '@angular/material/dialog';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { Live } from '../api/live.js';
import { SignedIn } from '../api/signed-in.js';
import { SignInAgain } from '../entry/sign-in-again.js';
import { Icon } from '../kit/icon.js';
import { useWords } from '../words/language.js';
import { AccountMenu } from './account-menu.js';
import { Brand } from './brand.js';
import { StandingBanner } from './standing-banner.js';

/** What surrounds every screen: navigation, account, the state of the live connection. */
@Component({
  selector: 't-shell',
  imports: [RouterOutlet, RouterLink, RouterLinkActive, Brand, Icon, AccountMenu, StandingBanner],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './shell.html',
  styleUrl: './shell.scss',
})
export class Shell {
  protected readonly words = useWords();
  protected readonly signedIn = inject(SignedIn);
  protected readonly live = inject(Live);
  private readonly dialog = inject(MatDialog);
  private asking: MatDialogRef<SignInAgain> | undefined;

  constructor() {
    effect(() => {
      if (this.signedIn.asking()) this.asking ??= this.dialog.open(SignInAgain, { disableClose: true, width: '440px' });
      else this.stopAsking();
    });
  }

  protected skip(event: Event): void {
    event.preventDefault();
    document.querySelector<HTMLElement>('#content')?.focus();
  }

  private stopAsking(): void {
    this.asking?.close();
    this.asking = undefined;
  }
}
