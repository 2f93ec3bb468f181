import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import type { FormAt, HistorySubject } from '@tandem/wire';
import { Field } from '../kit/field.js';
import { formGroups, spokenIn, type FormGroup } from './form-rows.js';
import { Naming } from './naming.js';

/** The form of a configuration as it stood, to look at. */
@Component({
  selector: 't-form-view',
  imports: [Field, MatSlideToggle],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (group of groups(); track group.section + group.language) {
      <div class="card" role="group" [attr.aria-label]="title(group)">
        <h3>{{ title(group) }}</h3>
        @for (row of group.rows; track row.field) {
          @switch (row.kind) {
            @case ('switch') { <mat-slide-toggle hideIcon disabled [checked]="row.on">{{ row.label }}</mat-slide-toggle> }
            @case ('area') { <t-field type="area" readonly [label]="row.label" [value]="row.value" /> }
            @default { <t-field readonly [label]="row.label" [value]="row.value" [code]="row.kind === 'code'" /> }
          }
        }
      </div>
    }
  `,
  styles: `
    :host { display: grid; gap: 16px; align-content: start; min-inline-size: 0; }
    .card { display: grid; gap: 18px; align-content: start; padding: clamp(16px, 2vw, 24px); }
    h3 { font: var(--t-font-heading); }
    mat-slide-toggle { --mat-slide-toggle-with-icon-handle-size: 24px; --mat-slide-toggle-label-text-size: 1rem; --mat-slide-toggle-label-text-weight: 600; --mat-slide-toggle-disabled-label-text-color: var(--mat-sys-on-surface); }
  `,
})
export class FormView {
  readonly form = input.required<FormAt>();
  readonly subject = input.required<HistorySubject>();
  private readonly naming = inject(Naming);
  protected readonly groups = computed(() => formGroups(this.form(), this.naming.current(), this.subject() === 'agent'));
  private readonly protocol = computed(() => {
    const named = spokenIn(this.form());
    return this.naming.current().protocols[named]?.title ?? named;
  });

  protected title({ section, language }: FormGroup): string {
    const { facts, form } = this.naming.current().words;
    const title = section === 'credentials' ? form.credentials(this.protocol()) : facts.groups[section];
    return language === undefined ? title : facts.inLanguage(title, language);
  }
}
