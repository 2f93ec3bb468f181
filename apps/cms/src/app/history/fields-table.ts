import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { Fact } from '@tandem/domain';
import { factWords, fieldName } from './field-names.js';
import { Naming } from './naming.js';

export interface FieldRow {
  readonly field: string;
  readonly old?: Fact;
  readonly new?: Fact;
  /** A word at the field, where not every row is about a difference. */
  readonly mark?: string;
}

/** One row for each field, with what it was and what it is. */
@Component({
  selector: 't-fields-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <table role="table" [attr.aria-label]="label()">
      <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">{{ words().history.fieldWord }}</th><th role="columnheader" scope="col">{{ oldHead() || words().history.old }}</th><th role="columnheader" scope="col">{{ newHead() || words().history.now }}</th></tr></thead>
      <tbody role="rowgroup">
        @for (row of shown(); track row.field) {
          <tr role="row" [class.marked]="row.mark">
            <th role="rowheader" scope="row">{{ row.name }}@if (row.mark) { <span class="mark">{{ row.mark }}</span> }</th>
            <td role="cell" class="old" [class.soft]="row.unset.old"><span class="head" aria-hidden="true">{{ oldHead() || words().history.old }}</span><span class="value">{{ row.old }}</span></td>
            <td role="cell" class="new" [class.soft]="row.unset.now"><span class="head" aria-hidden="true">{{ newHead() || words().history.now }}</span><span class="value">{{ row.now }}</span></td>
          </tr>
        }
      </tbody>
    </table>
  `,
  styleUrl: './fields-table.scss',
})
export class FieldsTable {
  readonly rows = input.required<readonly FieldRow[]>();
  readonly label = input.required<string>();
  readonly oldHead = input('');
  readonly newHead = input('');
  private readonly naming = inject(Naming);
  protected readonly words = computed(() => this.naming.current().words);
  protected readonly shown = computed(() => this.rows().map(({ field, old, new: now, mark }) => ({
    field, mark, name: fieldName(field, this.naming.current()), unset: { old: old === undefined || old === '', now: now === undefined || now === '' },
    old: factWords(field, old, this.naming.current()), now: factWords(field, now, this.naming.current()),
  })));
}
