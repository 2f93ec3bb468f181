import { ChangeDetectionStrategy, Component, DOCUMENT, ElementRef, computed, inject, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { numberProblem, type ProtocolName } from '@tandem/domain';
import type { Problem } from '@tandem/wire';
import { fieldWords, problemFrom, problemInWords } from '../api/api-problem.js';
import { Announcer } from '../kit/announcer.js';
import { Field } from '../kit/field.js';
import { Notice } from '../kit/notice.js';
import { focusFirstError } from '../kit/focus-first-error.js';
import { useWords } from '../words/language.js';
import { ChannelStore } from './channel.store.js';
import { Protocols } from './protocols.js';

/** The first save: protocol and number, nothing else. The same for every protocol. */
@Component({
  selector: 't-wizard',
  imports: [Field, Notice, MatButton, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './wizard.html',
  styleUrl: './wizard.scss',
})
export class Wizard {
  protected readonly words = useWords();
  protected readonly protocols = inject(Protocols).all;
  /** Where there is nothing to choose from, it is chosen. */
  protected readonly protocol = linkedSignal<ProtocolName | undefined>(() => (this.protocols().length === 1 ? this.protocols()[0]?.name : undefined));
  protected readonly chosen = computed(() => this.protocols().find(({ name }) => name === this.protocol()));
  protected readonly number = signal('');
  protected readonly saving = signal(false);
  protected readonly refused = signal<Problem | undefined>(undefined);
  protected readonly left = signal(false);
  private readonly tried = signal(false);
  private readonly document = inject(DOCUMENT);
  private readonly store = inject(ChannelStore);
  private readonly announcer = inject(Announcer);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);

  protected readonly holder = computed(() => this.refused()?.heldBy?.[0]);
  protected readonly numberError = computed(() => {
    const { problems, wizard, versions } = this.words();
    const [wrong, holder] = [numberProblem(this.number()), this.holder()];
    if ((this.tried() || (this.left() && this.number() !== '')) && wrong) return problems[wrong];
    if (holder) return wizard.held(holder.agentName, versions[holder.version]);
    return fieldWords(this.refused(), this.words())['number'] ?? '';
  });
  protected readonly protocolError = computed(() => (this.tried() && !this.protocol() ? this.words().wizard.protocolMissing : ''));
  protected readonly problem = computed(() => {
    const refused = this.refused();
    return refused && !this.numberError() ? problemInWords(refused, this.words()) : '';
  });

  protected enter(number: string): void {
    this.number.set(number);
    this.refused.set(undefined);
  }

  protected async save(): Promise<void> {
    this.tried.set(true);
    const protocol = this.protocol();
    if (this.saving()) return;
    if (!protocol || numberProblem(this.number())) return focusFirstError(this.element);
    this.saving.set(true);
    try {
      await this.store.connect({ protocol, number: this.number().trim() });
      this.announcer.done(this.words().wizard.connected);
      setTimeout(() => this.document.getElementById('credentials-title')?.focus());
    } catch (error) {
      this.refused.set(problemFrom(error));
      focusFirstError(this.element);
    } finally {
      this.saving.set(false);
    }
  }
}
