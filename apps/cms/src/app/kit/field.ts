import { ChangeDetectionStrategy, Component, ElementRef, booleanAttribute, computed, input, model, output, viewChild } from '@angular/core';
import { characters } from '@tandem/domain';
import { useWords } from '../words/language.js';

let made = 0;

/** A labelled entry with its help, its counter and its error, in this order under it. Holds no rule. */
@Component({
  selector: 't-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './field.html',
  styleUrl: './field.scss',
  host: { '[class.wrong]': 'error()' },
})
export class Field {
  readonly label = input.required<string>();
  readonly value = model('');
  readonly type = input<'text' | 'number' | 'email' | 'password' | 'tel' | 'url' | 'date' | 'area' | 'secret'>('text');
  readonly help = input('');
  readonly error = input('');
  /** Beside the label: `optional`. */
  readonly note = input('');
  readonly most = input<number>();
  readonly least = input<number>();
  readonly disabled = input(false, { transform: booleanAttribute });
  readonly readonly = input(false, { transform: booleanAttribute });
  readonly required = input(false, { transform: booleanAttribute });
  readonly autocomplete = input('off');
  readonly placeholder = input('');
  readonly code = input(false, { transform: booleanAttribute });
  readonly left = output();
  protected readonly words = useWords();
  protected readonly id = `field-${++made}`;
  protected readonly used = computed(() => characters(this.value()));
  protected readonly describedBy = computed(() =>
    [this.error() && `${this.id}-error`, this.help() && `${this.id}-help`, this.most() && `${this.id}-count`].filter(Boolean).join(' ') || null);
  private readonly control = viewChild.required<ElementRef<HTMLInputElement>>('control');

  focus(): void {
    this.control().nativeElement.focus();
  }
}
