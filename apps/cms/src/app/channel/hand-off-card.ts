import { Clipboard } from '@angular/cdk/clipboard';
import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Announcer } from '../kit/announcer.js';
import { CopyField } from '../kit/copy-field.js';
import { Icon } from '../kit/icon.js';
import { shownNumber } from '../kit/shown-number.js';
import { InterfaceLanguage, useWords } from '../words/language.js';
import { ChannelStore } from './channel.store.js';

/** What the provider's staff need, where only they can enter our address. */
@Component({
  selector: 't-hand-off-card',
  imports: [CopyField, Icon, MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (store.view()?.handOff; as card) {
      <section class="card stack" aria-labelledby="hand-off-title">
        <div class="card-head"><h2 id="hand-off-title">{{ words().providers.handOff.title(title()) }}</h2><p>{{ words().providers.handOff.text(title()) }}</p></div>
        <div class="facts">
          <t-copy-field class="whole" [label]="words().form.address" [value]="card.address" />
          <t-copy-field [label]="words().form.number" [value]="shownNumber(card.number)" />
          @if (card.account; as account) { <t-copy-field [label]="account.label" [value]="account.value" /> }
        </div>
        @if (text(); as message) {
          <figure><figcaption>{{ words().providers.handOff.message }}</figcaption><pre tabindex="0">{{ message }}</pre></figure>
          <div><button matButton="tonal" type="button" (click)="copy(message)"><t-icon name="copy" />{{ words().providers.handOff.copy }}</button></div>
        } @else if (!card.account) { <p class="small soft">{{ words().providers.handOff.first }}</p> }
      </section>
    }
  `,
  styles: `
    .card-head { margin: 0; }
    .facts { display: grid; gap: 20px clamp(20px, 3vw, 36px); grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); }
    .whole { grid-column: 1 / -1; }
    figure { display: grid; gap: 6px; margin: 0; min-inline-size: 0; }
    figcaption { font-weight: 600; }
    pre { margin: 0; padding: 14px 16px; border-radius: var(--t-radius-small); background: var(--t-quiet); white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
  `,
})
export class HandOffCardView {
  protected readonly words = useWords();
  protected readonly store = inject(ChannelStore);
  protected readonly shownNumber = shownNumber;
  private readonly language = inject(InterfaceLanguage);
  private readonly clipboard = inject(Clipboard);
  private readonly announcer = inject(Announcer);
  protected readonly title = computed(() => this.store.protocol()?.title ?? '');
  /** Complete once the account is saved; an auditor sees none, for it holds the secret. */
  protected readonly text = computed(() => {
    const card = this.store.view()?.handOff;
    return card?.account && card.text?.[this.language.chosen()];
  });

  protected copy(message: string): void {
    if (this.clipboard.copy(message)) this.announcer.done(this.words().providers.handOff.copied);
  }
}
