import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { Announcer } from '../kit/announcer.js';
import { Notice } from '../kit/notice.js';
import { useWords } from '../words/language.js';
import { UnmaskDialog } from './unmask-dialog.js';

/** Says that names, numbers and words are hidden, and lets who needs them say why. */
@Component({
  selector: 't-masked-notice',
  imports: [MatButton, Notice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <t-notice still [heading]="words().masking.masked">
      <p>{{ words().masking.text }}</p>
      <button matButton="outlined" type="button" (click)="unmask()">{{ words().masking.unmask }}</button>
    </t-notice>
  `,
})
export class MaskedNotice {
  readonly conversation = input.required<string>();
  readonly unmasked = output();
  protected readonly words = useWords();
  private readonly dialog = inject(MatDialog);
  private readonly announcer = inject(Announcer);

  protected async unmask(): Promise<void> {
    const opened = this.dialog.open<UnmaskDialog, string, boolean>(UnmaskDialog, { data: this.conversation(), width: '520px' });
    if (!(await firstValueFrom(opened.afterClosed()))) return;
    this.announcer.done(this.words().masking.done);
    this.unmasked.emit();
  }
}
