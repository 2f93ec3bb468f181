import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { Times } from './times.js';
import { useWords } from '../words/language.js';
import { instantOf, localOf } from './instants.js';
import { TimeZone } from './time-zone.js';

let made = 0;

/** A date and time to the second, in the zone that times are shown in; the offset stands beside it. */
@Component({
  selector: 't-instant-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <label [for]="id">{{ label() }}</label>
    <input #control [id]="id" type="datetime-local" step="1" [value]="value()" (change)="chosen.emit(instantOf(control.value, timeZone.zone()))" [attr.aria-invalid]="error() ? true : null" [attr.aria-describedby]="(error() ? id + '-error ' : '') + id + '-zone'">
    @if (error()) { <p class="error" [id]="id + '-error'">{{ error() }}</p> }
    <p class="small soft" [id]="id + '-zone'">{{ words().replay.instantHelp(zone()) }}</p>
  `,
  styles: `
    :host { display: grid; gap: 6px; align-content: start; min-inline-size: 0; }
    label { font-weight: 600; }
    input { min-block-size: 46px; inline-size: 100%; min-inline-size: 0; padding: 8px 14px; border: 1px solid var(--mat-sys-outline); border-radius: var(--t-radius-small); background: var(--mat-sys-surface-container-lowest); color: var(--mat-sys-on-surface); font-variant-numeric: tabular-nums; }
    .error { color: var(--mat-sys-error); font: var(--t-font-small); font-weight: 600; }
    input:focus-visible { outline: 2px solid var(--mat-sys-primary); outline-offset: 0; }
  `,
})
export class InstantField {
  readonly label = input.required<string>();
  readonly at = input<number>();
  readonly error = input('');
  /** Undefined where it was emptied. */
  readonly chosen = output<number | undefined>();
  protected readonly words = useWords();
  protected readonly instantOf = instantOf;
  protected readonly id = `instant-${++made}`;
  protected readonly timeZone = inject(TimeZone);
  private readonly times = inject(Times);
  protected readonly value = computed(() => {
    const at = this.at();
    return at === undefined ? '' : localOf(at, this.timeZone.zone());
  });
  /** The last word of a time is its zone: `GMT+7`. */
  protected readonly zone = computed(() => this.times.timeOf(this.at() ?? Date.now()).split(' ').at(-1) ?? '');
}
