import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import type { CredentialField } from '@tandem/domain';
import { useWords } from '../words/language.js';
import { ChannelStore } from './channel.store.js';
import { CheckNotice } from './check-notice.js';
import { EntryField } from './entry-field.js';

/** The protocol's own fields, as it registers them. Secrets are write-only. */
@Component({
  selector: 't-credentials-section',
  imports: [CheckNotice, EntryField],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card" aria-labelledby="credentials-title">
      <div class="card-head"><h2 id="credentials-title" tabindex="-1">{{ words().form.credentials(title()) }}</h2><p>{{ words().form.checked }}</p></div>
      <div class="fields">
        @for (field of store.fields(); track field.name) {
          <t-entry [path]="'credentials.' + field.name" [label]="field.label" [type]="field.secret ? 'secret' : 'text'" [required]="field.required" [code]="true" [help]="help(field)" />
        }
      </div>
      <t-check-notice check="credentials" />
    </section>
  `,
  styles: `
    .fields { display: grid; gap: 24px clamp(20px, 3vw, 36px); grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); }
  `,
})
export class CredentialsSection {
  protected readonly words = useWords();
  protected readonly store = inject(ChannelStore);
  protected readonly title = computed(() => this.store.protocol()?.title ?? '');

  protected help({ name, secret }: CredentialField): string {
    if (!secret) return '';
    const shown = this.store.view()?.credentials[name];
    return shown?.kind === 'secret' ? this.words().form.kept(shown.lastFour, shown.fingerprint.slice(0, 8)) : this.words().form.notSaved;
  }
}
