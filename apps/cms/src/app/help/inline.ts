import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Inline } from './markdown.js';

@Component({
  selector: 't-inline',
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@for (part of parts(); track $index) {@switch (part.is) {@case ('code') {<code>{{ part.text }}</code>}@case ('strong') {<strong>{{ part.text }}</strong>}@case ('em') {<em>{{ part.text }}</em>}@case ('link') {@if (page(part); as to) {<a [routerLink]="['/help', to]">{{ part.text }}</a>}@else if (web(part); as to) {<a [href]="to" target="_blank" rel="noreferrer">{{ part.text }}</a>}@else {<em>{{ part.text }}</em>}}@default {{{ part.text }}}}}`,
})
export class InlineText {
  readonly parts = input.required<readonly Inline[]>();

  /** A document that is here too; the others are in the repository alone. */
  protected page(part: Inline): string | undefined {
    return part.is === 'link' ? /^(connect-[\w-]+)\.md(?:#.*)?$/.exec(part.to)?.[1] : undefined;
  }

  protected web(part: Inline): string | undefined {
    return part.is === 'link' && part.to.startsWith('https://') ? part.to : undefined;
  }
}
