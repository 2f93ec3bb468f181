import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { MAX_ASK_CHARACTERS, MAX_BUTTON_CHARACTERS, MAX_CLOSING_CHARACTERS, languages, type Language } from '@tandem/domain';
import { SignedIn } from '../api/signed-in.js';
import { PhonePreview } from '../kit/phone-preview.js';
import { useWords } from '../words/language.js';
import { ChannelStore } from './channel.store.js';
import { EntryField } from './entry-field.js';
import { durationOf } from './entries.js';
import { OptionField } from './option-field.js';
import { askOf, silenceWords } from './silence-words.js';

/** _Session Management_: what happens when a conversation falls silent. */
@Component({
  selector: 't-session-section',
  imports: [EntryField, MatSlideToggle, OptionField, PhonePreview],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './session-section.html',
  styleUrl: './session-section.scss',
})
export class SessionSection {
  protected readonly words = useWords();
  protected readonly store = inject(ChannelStore);
  protected readonly signedIn = inject(SignedIn);
  protected readonly languages = languages;
  protected readonly most = { ask: MAX_ASK_CHARACTERS, button: MAX_BUTTON_CHARACTERS, closing: MAX_CLOSING_CHARACTERS };
  protected readonly asks = computed(() => this.store.entries()['settings.askUserToEndSession'] === true);
  protected readonly endHelp = computed(() => (this.asks() ? this.words().session.delayBeforeEndHelp : this.words().session.delayBeforeEndHelpWithoutAsk));
  protected readonly unknown = computed(() => {
    const { installation, repeat, park } = this.words().providers.unknown;
    return [{ value: '', label: installation }, { value: 'repeat', label: repeat }, { value: 'park', label: park }];
  });
  /** What is entered, in sentences. */
  protected readonly means = computed(() => silenceWords(this.store.entries(), this.words()));
  protected readonly theirSwitch = computed(() => {
    const meanwhile = this.store.meanwhile();
    return meanwhile !== undefined && 'settings.askUserToEndSession' in meanwhile.theirs;
  });

  protected preview(language: Language) {
    return askOf(this.store.entries(), language);
  }

  protected duration(field: 'delayBeforeAskSeconds' | 'delayBeforeEndSeconds'): string {
    const text = durationOf(this.store.entries()[`settings.${field}`], this.words().session.units);
    return text === undefined ? '' : this.words().session.duration(text);
  }
}
