import { Clipboard } from '@angular/cdk/clipboard';
import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatTooltip } from '@angular/material/tooltip';
import { useWords } from '../words/language.js';
import { Announcer } from './announcer.js';
import { Field } from './field.js';
import { Icon } from './icon.js';

/** A value to be taken elsewhere, with a button that copies it. */
@Component({
  selector: 't-copy-field',
  imports: [Field, Icon, MatIconButton, MatTooltip],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <t-field [label]="label()" [value]="value()" [help]="help()" readonly code />
    <button matIconButton type="button" (click)="copy()" [attr.aria-label]="words().common.copyWhat(label())" [matTooltip]="words().common.copy" matTooltipPosition="above"><t-icon name="copy" /></button>
  `,
  styles: `
    :host { display: grid; grid-template-columns: 1fr auto; gap: 6px; align-items: start; min-inline-size: 0; }
    button { margin-block-start: 30px; }
  `,
})
export class CopyField {
  readonly label = input.required<string>();
  readonly value = input.required<string>();
  readonly help = input('');
  protected readonly words = useWords();
  private readonly clipboard = inject(Clipboard);
  private readonly announcer = inject(Announcer);

  protected copy(): void {
    if (this.clipboard.copy(this.value())) this.announcer.done(this.words().common.copiedWhat(this.label()));
  }
}
