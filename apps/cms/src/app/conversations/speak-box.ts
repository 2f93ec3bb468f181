import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { characters } from '@tandem/domain';
import type { Problem } from '@tandem/wire';
import { fieldWords, problemFrom, problemInWords } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { Announcer } from '../kit/announcer.js';
import { Field } from '../kit/field.js';
import { focusFirstError } from '../kit/focus-first-error.js';
import { Icon } from '../kit/icon.js';
import { useWords } from '../words/language.js';

/** WhatsApp's limit for the text of one message. */
const LONGEST = 4_096;

/** What a person says to the user while the session is theirs. */
@Component({
  selector: 't-speak-box',
  imports: [Field, Icon, MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="$event.preventDefault(); send()" novalidate>
      <t-field [label]="words().holding.message" type="area" required [most]="longest" [value]="text()" (valueChange)="enter($event)" [error]="error()" />
      <button matButton="filled" type="submit" [attr.aria-disabled]="busy() || null"><t-icon name="send" />{{ words().holding.send }}</button>
    </form>
  `,
  styles: 'form { display: grid; gap: 12px; justify-items: end; } t-field { inline-size: 100%; }',
})
export class SpeakBox {
  readonly conversation = input.required<string>();
  readonly said = output();
  protected readonly words = useWords();
  protected readonly longest = LONGEST;
  protected readonly text = signal('');
  protected readonly busy = signal(false);
  private readonly tried = signal(false);
  private readonly refused = signal<Problem | undefined>(undefined);
  /** The same text that is sent again, because no answer came, is said once. */
  private command: string = crypto.randomUUID();
  private readonly api = inject(Api);
  private readonly announcer = inject(Announcer);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly error = computed(() => {
    const [refused, { holding, problems }] = [this.refused(), this.words()];
    if (characters(this.text()) > LONGEST) return problems.TooLong;
    if (this.tried() && this.text().trim() === '') return holding.messageMissing;
    return refused ? fieldWords(refused, this.words())['text'] ?? problemInWords(refused, this.words()) : '';
  });

  /** Whether something is typed that was not sent. */
  holdsText(): boolean {
    return this.text().trim() !== '';
  }

  protected enter(text: string): void {
    this.text.set(text);
    this.refused.set(undefined);
    this.tried.set(false);
    this.command = crypto.randomUUID();
  }

  protected async send(): Promise<void> {
    if (this.busy()) return;
    this.tried.set(true);
    this.refused.set(undefined);
    if (this.error() !== '') return focusFirstError(this.element);
    this.busy.set(true);
    try {
      await this.api.call('POST /api/conversations/:id/speak', { path: { id: this.conversation() }, body: { text: this.text() }, command: this.command });
      this.enter('');
      this.announcer.done(this.words().holding.sent);
    } catch (error) {
      this.refused.set(problemFrom(error));
      focusFirstError(this.element);
    } finally {
      this.busy.set(false);
      this.said.emit();
    }
  }
}
