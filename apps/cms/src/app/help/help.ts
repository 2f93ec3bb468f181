import { ChangeDetectionStrategy, Component, computed, input, resource } from '@angular/core';
import { ApiProblem, notReached } from '../api/api-problem.js';
import { Empty } from '../kit/empty.js';
import { LoadFailed } from '../kit/load-failed.js';
import { Skeleton } from '../kit/skeleton.js';
import { useWords } from '../words/language.js';
import { InlineText } from './inline.js';
import { blocksOf } from './markdown.js';

/** An operators' document, the very file of the repository. */
@Component({
  selector: 't-help',
  imports: [Empty, InlineText, LoadFailed, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (document.error(); as error) { <t-load-failed [error]="error" (again)="document.reload()" /> }
    @else if (missing()) { <h1 class="unseen" tabindex="-1">{{ words().shell.notFound }}</h1><t-empty [heading]="words().shell.notFound" /> }
    @else if (!document.hasValue()) { <t-skeleton [rows]="4" /> }
    <article lang="en">
      @for (block of blocks(); track $index) {
        @switch (block.is) {
          @case ('heading') {
            @if (block.level === 1) { <h1 tabindex="-1"><t-inline [parts]="block.text" /></h1> }
            @else if (block.level === 2) { <h2><t-inline [parts]="block.text" /></h2> }
            @else { <h3><t-inline [parts]="block.text" /></h3> }
          }
          @case ('paragraph') { <p><t-inline [parts]="block.text" /></p> }
          @case ('picture') { <img [src]="'/help/' + block.file" [alt]="block.alt" loading="lazy"> }
          @case ('code') { <pre tabindex="0"><code>{{ block.text }}</code></pre> }
          @case ('list') {
            @if (block.ordered) { <ol>@for (item of block.items; track $index) { <li><t-inline [parts]="item" /></li> }</ol> }
            @else { <ul>@for (item of block.items; track $index) { <li><t-inline [parts]="item" /></li> }</ul> }
          }
          @case ('table') {
            <div class="scroll" tabindex="0" role="group" [attr.aria-label]="words().shell.table">
              <table><thead><tr>@for (cell of block.head; track $index) { <th scope="col"><t-inline [parts]="cell" /></th> }</tr></thead>
              <tbody>@for (row of block.rows; track $index) { <tr>@for (cell of row; track $index) { <td><t-inline [parts]="cell" /></td> }</tr> }</tbody></table>
            </div>
          }
        }
      }
    </article>
  `,
  styleUrl: './help.scss',
})
export class Help {
  /** From the address: the file's name. */
  readonly page = input.required<string>();
  protected readonly words = useWords();
  protected readonly document = resource({ params: () => this.page(), loader: ({ params }) => read(params) });
  protected readonly blocks = computed(() => (this.document.hasValue() ? blocksOf(this.document.value()) : []));
  protected readonly missing = computed(() => this.document.hasValue() && this.document.value() === '');
}

/** Empty where there is no such document. */
const read = async (page: string): Promise<string> => {
  if (!/^connect-[a-z-]+$/.test(page)) return '';
  try {
    const response = await fetch(`/help/${page}.md`);
    return response.ok ? await response.text() : '';
  } catch {
    throw new ApiProblem(notReached);
  }
};
