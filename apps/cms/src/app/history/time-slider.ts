import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import type { HistoryMarks } from '@tandem/wire';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';

/** Steps of the slider over a whole life: as fine as a screen can show. */
const STEPS = 2_000;

/** The whole life of an agent on one line, a stroke where something was changed. Arrow keys step from change to change. */
@Component({
  selector: 't-time-slider',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <label for="time-slider">{{ words().replay.slider }}</label>
    <div class="line">
      <div class="strokes" aria-hidden="true">
        @for (stroke of strokes(); track stroke.at) { <span [class]="stroke.about" [style.inset-inline-start.%]="stroke.place" [style.block-size.px]="stroke.tall"></span> }
      </div>
      <input #control id="time-slider" type="range" min="0" [max]="steps" step="1" [value]="place()" [attr.aria-valuetext]="times.at(at())" aria-describedby="time-slider-keys"
        (input)="moved.emit(timeAt(control.valueAsNumber))" (change)="settled.emit(timeAt(control.valueAsNumber))" (keydown)="step($event)">
    </div>
    <p class="ends small soft"><span>{{ times.at(from()) }}</span><span>{{ times.at(to()) }}</span></p>
    <p class="unseen" id="time-slider-keys">{{ words().replay.keys }} {{ words().replay.marks(marks().marks.length) }}</p>
  `,
  styleUrl: './time-slider.scss',
})
export class TimeSlider {
  readonly marks = input.required<HistoryMarks>();
  readonly at = input.required<number>();
  /** While it is dragged. */
  readonly moved = output<number>();
  readonly settled = output<number>();
  /** To the change before or after. */
  readonly stepped = output<'before' | 'after'>();
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  protected readonly steps = STEPS;
  protected readonly to = computed(() => this.marks().to);
  protected readonly from = computed(() => Math.min(this.marks().from ?? this.to(), this.to() - 1));
  protected readonly place = computed(() => Math.round(STEPS * this.share(this.at())));
  protected readonly strokes = computed(() => this.marks().marks.map(({ at, entries, subjects }) => ({
    at, place: 100 * this.share(at), about: subjects.length > 1 ? 'both' : subjects[0] ?? 'agent', tall: Math.min(22, 10 + 4 * Math.log2(entries)),
  })));

  private share(at: number): number {
    return Math.min(1, Math.max(0, (at - this.from()) / (this.to() - this.from())));
  }

  protected timeAt(place: number): number {
    return Math.round(this.from() + ((this.to() - this.from()) * place) / STEPS);
  }

  protected step(event: KeyboardEvent): void {
    const direction = ({ ArrowLeft: 'before', ArrowDown: 'before', ArrowRight: 'after', ArrowUp: 'after' } as const)[event.key];
    if (!direction) return;
    event.preventDefault();
    this.stepped.emit(direction);
  }
}
