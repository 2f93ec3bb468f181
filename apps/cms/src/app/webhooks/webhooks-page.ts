import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatTabLink, MatTabNav, MatTabNavPanel } from '@angular/material/tabs';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { PageHead } from '../kit/page-head.js';
import { useWords } from '../words/language.js';

/** The providers' calls, per configuration. */
@Component({
  selector: 't-webhooks-page',
  imports: [PageHead, RouterOutlet, RouterLink, RouterLinkActive, MatTabNav, MatTabLink, MatTabNavPanel],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <t-page-head [heading]="words().webhooks.title" [text]="words().webhooks.text" />
    <nav mat-tab-nav-bar class="versions" disablePagination mat-stretch-tabs="false" [tabPanel]="panel" [attr.aria-label]="words().webhooks.configurations">
      @for (version of versions; track version) {
        <a mat-tab-link [routerLink]="version" routerLinkActive #link="routerLinkActive" [active]="link.isActive" [class]="version"><span class="dot" aria-hidden="true"></span>{{ words().versions[version] }}</a>
      }
    </nav>
    <mat-tab-nav-panel #panel><router-outlet /></mat-tab-nav-panel>
  `,
  styles: 'mat-tab-nav-panel { display: block; margin-block-start: 24px; }',
})
export class WebhooksPage {
  protected readonly words = useWords();
  protected readonly versions = ['published', 'draft'] as const;
}
