import { ChangeDetectionStrategy, Component, viewChild } from '@angular/core';
import { guardClosing, type MayHoldChanges } from '../kit/leave-guard.js';
import { PageHead } from '../kit/page-head.js';
import { useWords } from '../words/language.js';
import { PasswordForm } from './password-form.js';
import { WhoForm } from './who-form.js';

/** One's own account: name, address, password. */
@Component({
  selector: 't-profile',
  imports: [PageHead, PasswordForm, WhoForm],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <t-page-head [heading]="words().profile.title" [text]="words().profile.text" />
    <div class="stack"><t-who-form /><t-password-form /></div>
  `,
  styles: '.stack { max-inline-size: 640px; }',
})
export class Profile implements MayHoldChanges {
  protected readonly words = useWords();
  private readonly who = viewChild(WhoForm);
  private readonly password = viewChild(PasswordForm);

  constructor() {
    guardClosing(() => this.holdsChanges());
  }

  holdsChanges(): boolean {
    return Boolean(this.who()?.changed() || this.password()?.changed());
  }
}
