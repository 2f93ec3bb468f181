import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { SignedIn } from '../api/signed-in.js';
import { useWords } from '../words/language.js';
import { ChannelStore } from './channel.store.js';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** An entry of the form that is one of a few words: as an entry field otherwise. */
@Component({
  selector: 't-option',
  imports: [MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="choice">
      <label [for]="id()">{{ label() }}</label>
      <select [id]="id()" #chosen [disabled]="!signedIn.mayChange()" (change)="store.enter(path(), chosen.value)" [attr.aria-invalid]="error() ? true : null" [attr.aria-describedby]="describedBy()">
        @for (one of choices(); track one.value) { <option [value]="one.value" [selected]="value() === one.value">{{ one.label }}</option> }
      </select>
      @if (error(); as text) { <p class="small error" [id]="id() + '-error'">{{ text }}</p> }
      @if (help(); as text) { <p class="small soft" [id]="id() + '-help'">{{ text }}</p> }
      @if (theirs(); as saved) {
        <p class="theirs"><span>{{ saved }}</span><button matButton type="button" (click)="store.takeSaved(path())">{{ words().channel.takeTheirs }}</button></p>
      }
    </div>
  `,
  styles: `
    :host { display: block; min-inline-size: 0; }
    .error { color: var(--mat-sys-error); font-weight: 600; }
    .theirs { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; justify-content: space-between; padding: 2px 4px 2px 12px; border-radius: var(--t-radius-small); background: var(--t-draft-back); font: var(--t-font-small); overflow-wrap: anywhere; }
  `,
})
export class OptionField {
  readonly path = input.required<string>();
  readonly label = input.required<string>();
  readonly choices = input.required<readonly Choice[]>();
  readonly help = input('');
  protected readonly words = useWords();
  protected readonly store = inject(ChannelStore);
  protected readonly signedIn = inject(SignedIn);
  protected readonly id = computed(() => `option-${this.path().replaceAll('.', '-')}`);
  protected readonly value = computed(() => String(this.store.entries()[this.path()] ?? ''));
  protected readonly error = computed(() => this.store.errors()[this.path()] ?? '');
  protected readonly describedBy = computed(() =>
    [this.error() && `${this.id()}-error`, this.help() && `${this.id()}-help`].filter(Boolean).join(' ') || null);
  protected readonly theirs = computed(() => {
    const meanwhile = this.store.meanwhile();
    const saved = meanwhile?.theirs[this.path()];
    if (!meanwhile || saved === undefined) return undefined;
    return this.words().channel.theirs(meanwhile.by, this.choices().find(({ value }) => value === saved)?.label ?? String(saved));
  });
}
