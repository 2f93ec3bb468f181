import { ChangeDetectionStrategy, Component, booleanAttribute, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { SignedIn } from '../api/signed-in.js';
import { Field } from '../kit/field.js';
import { useWords } from '../words/language.js';
import { ChannelStore } from './channel.store.js';

/** An entry of the form by its path: its value, its error, and what somebody else has saved there meanwhile. */
@Component({
  selector: 't-entry',
  imports: [Field, MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <t-field [label]="label()" [type]="type()" [value]="value()" (valueChange)="store.enter(path(), $event)" (left)="store.visit(path())" [help]="help()"
      [error]="store.errors()[path()] ?? ''" [most]="most()" [least]="least()" [note]="note()" [disabled]="disabled() || !signedIn.mayChange()" [required]="required()" [code]="code()">
      @if (theirs(); as saved) {
        <p class="theirs"><span>{{ saved }}</span><button matButton type="button" (click)="store.takeSaved(path())">{{ words().channel.takeTheirs }}</button></p>
      }
      <ng-content />
    </t-field>
  `,
  styles: `
    :host { display: block; min-inline-size: 0; }
    .theirs { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; justify-content: space-between; padding: 2px 4px 2px 12px; border-radius: var(--t-radius-small); background: var(--t-draft-back); font: var(--t-font-small); overflow-wrap: anywhere; }
  `,
})
export class EntryField {
  readonly path = input.required<string>();
  readonly label = input.required<string>();
  readonly type = input<'text' | 'number' | 'area' | 'secret'>('text');
  readonly help = input('');
  /** Beside the label: `optional`. */
  readonly note = input('');
  readonly most = input<number>();
  readonly least = input<number>();
  readonly disabled = input(false, { transform: booleanAttribute });
  readonly required = input(false, { transform: booleanAttribute });
  readonly code = input(false, { transform: booleanAttribute });
  protected readonly words = useWords();
  protected readonly store = inject(ChannelStore);
  protected readonly signedIn = inject(SignedIn);
  protected readonly value = computed(() => String(this.store.entries()[this.path()] ?? ''));
  protected readonly theirs = computed(() => {
    const meanwhile = this.store.meanwhile();
    const saved = meanwhile?.theirs[this.path()];
    return meanwhile && saved !== undefined && this.words().channel.theirs(meanwhile.by, String(saved) || this.words().channel.emptyValue);
  });
}
