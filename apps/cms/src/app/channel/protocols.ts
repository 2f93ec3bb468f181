import { Injectable, computed, inject, resource } from '@angular/core';
import type { CredentialField } from '@tandem/domain';
import { Api } from '../api/api.js';
import { useWords } from '../words/language.js';

/** The protocols that the server speaks, with the texts and fields that they register themselves. */
@Injectable({ providedIn: 'root' })
export class Protocols {
  private readonly api = inject(Api);
  private readonly words = useWords();
  readonly loaded = resource({ loader: () => this.api.call('GET /api/protocols') });
  readonly all = computed(() => (this.loaded.hasValue() ? this.loaded.value() : []).map((option) => ({
    ...option, ...this.words().protocols[option.name], fields: option.fields.map((field) => this.labelled(field)),
  })));

  private labelled({ label, options, ...field }: CredentialField): CredentialField {
    const { labels } = this.words().providers;
    const inWords = (own: string) => labels[own] ?? own;
    return { ...field, label: inWords(label), ...(options && { options: options.map((option) => ({ ...option, label: inWords(option.label) })) }) };
  }

  named(name: string) {
    return this.all().find((protocol) => protocol.name === name);
  }
}
