import { Injectable, computed, inject } from '@angular/core';
import { Protocols } from '../channel/protocols.js';
import { useWords } from '../words/language.js';
import type { Naming as Names } from './field-names.js';

/** What fields and values are called, in the language of the interface. */
@Injectable({ providedIn: 'root' })
export class Naming {
  private readonly words = useWords();
  private readonly protocols = inject(Protocols);
  readonly current = computed((): Names => ({ words: this.words(), protocols: Object.fromEntries(this.protocols.all().map((protocol) => [protocol.name, protocol])) }));
}
