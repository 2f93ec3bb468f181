import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { Empty } from '../kit/empty.js';
import { useWords } from '../words/language.js';

@Component({
  selector: 't-not-found',
  imports: [Empty, MatButton, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h1 class="unseen" tabindex="-1">{{ words().shell.notFound }}</h1>
    <t-empty [heading]="words().shell.notFound" [text]="words().shell.notFoundText"><a matButton="filled" routerLink="/">{{ words().shell.home }}</a></t-empty>
  `,
})
export class NotFound {
  protected readonly words = useWords();
}
