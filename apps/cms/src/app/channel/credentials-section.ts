import { ChangeDetectionStrategy, Component, computed, inject, linkedSignal } from '@angular/core';
import { isRequired, type CredentialField } from '@tandem/domain';
import { useWords } from '../words/language.js';
import { ChannelStore } from './channel.store.js';
import { CheckNotice } from './check-notice.js';
import { EntryField } from './entry-field.js';
import { OptionField, type Choice } from './option-field.js';

/** The protocol's own fields, as it registers them. Secrets are write-only; what is rarely changed is folded away. */
@Component({
  selector: 't-credentials-section',
  imports: [CheckNotice, EntryField, OptionField],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card" aria-labelledby="credentials-title">
      <div class="card-head"><h2 id="credentials-title" tabindex="-1">{{ words().form.credentials(title()) }}</h2><p>{{ words().form.checked }}</p></div>
      <div class="fields">
        @for (field of usual(); track field.name) {
          <t-entry [path]="'credentials.' + field.name" [label]="field.label" [type]="field.secret ? 'secret' : 'text'" [required]="required(field)" [note]="required(field) ? '' : words().common.optional" [code]="true" [help]="help(field)" />
        }
      </div>
      @if (advanced().length > 0) {
        <details [open]="advancedOpen()" #fold (toggle)="advancedOpen.set(fold.open)">
          <summary>{{ words().providers.advanced }}</summary>
          <p class="small soft">{{ words().providers.advancedText }}</p>
          <div class="fields">
            @for (field of advanced(); track field.name) {
              @if (field.options) { <t-option [path]="'credentials.' + field.name" [label]="field.label" [choices]="choices(field)" [help]="help(field)" /> }
              @else { <t-entry [path]="'credentials.' + field.name" [label]="field.label" [type]="field.secret ? 'secret' : 'text'" [required]="required(field)" [code]="true" [help]="help(field)" /> }
            }
          </div>
        </details>
      }
      <t-check-notice check="credentials" />
    </section>
  `,
  styles: `
    .fields { display: grid; gap: 24px clamp(20px, 3vw, 36px); grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); }
    details { margin-block-start: 24px; border-block-start: 1px solid var(--mat-sys-outline-variant); padding-block-start: 14px; }
    details > p { margin-block: 4px 18px; }
    summary { min-block-size: 44px; display: flex; align-items: center; cursor: pointer; font-weight: 600; }
    summary::before { content: ''; inline-size: 7px; block-size: 7px; margin-inline: 3px 14px; border: solid currentColor; border-width: 0 2px 2px 0; transform: rotate(-45deg); }
    details[open] > summary::before { transform: rotate(45deg); }
  `,
})
export class CredentialsSection {
  protected readonly words = useWords();
  protected readonly store = inject(ChannelStore);
  protected readonly title = computed(() => this.store.protocol()?.title ?? '');
  protected readonly usual = computed(() => this.store.fields().filter(({ advanced }) => !advanced));
  protected readonly advanced = computed(() => this.store.fields().filter(({ advanced }) => advanced));
  private readonly advancedInUse = computed(() =>
    this.advanced().some(({ name }) => this.store.view()?.credentials[name] !== undefined || this.store.errors()[`credentials.${name}`] !== undefined));
  /** What was changed, or is refused, must not hide; what a person has opened is his to close. */
  protected readonly advancedOpen = linkedSignal<boolean, boolean>({
    source: this.advancedInUse, computation: (inUse, before) => inUse || (before?.value ?? false),
  });

  /** An empty entry means the first of the options. */
  protected choices({ options = [] }: CredentialField): readonly Choice[] {
    const [first, ...others] = options;
    return first ? [{ value: '', label: this.words().providers.usual(first.label) }, ...others] : [];
  }

  protected required(field: CredentialField): boolean {
    const entries = this.store.entries();
    const fields = this.store.fields();
    return isRequired(field, { fields, values: Object.fromEntries(fields.map(({ name }) => [name, String(entries[`credentials.${name}`] ?? '')])) });
  }

  protected help({ name, secret }: CredentialField): string {
    const found = this.words().providers.found[`${this.store.view()?.protocol ?? ''}.${name}`] ?? '';
    if (!secret) return found;
    const shown = this.store.view()?.credentials[name];
    const kept = shown?.kind === 'secret' ? this.words().form.kept(shown.lastFour, shown.fingerprint.slice(0, 8)) : this.words().form.notSaved;
    return [found, kept].filter((text) => text !== '').join(' ');
  }
}
