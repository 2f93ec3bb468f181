import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatTabLink, MatTabNav, MatTabNavPanel } from '@angular/material/tabs';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { useWords } from '../words/language.js';

/** Both configurations, always: each is loaded, saved and guarded by itself. */
@Component({
  selector: 't-whatsapp',
  imports: [RouterOutlet, RouterLink, RouterLinkActive, MatTabNav, MatTabLink, MatTabNavPanel],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <nav mat-tab-nav-bar class="versions" disablePagination mat-stretch-tabs="false" [tabPanel]="panel" [attr.aria-label]="words().channel.configurations">
      @for (version of versions; track version) {
        <a mat-tab-link [routerLink]="version" routerLinkActive #link="routerLinkActive" [active]="link.isActive" [class]="version"><span class="dot" aria-hidden="true"></span>{{ words().channel.configuration[version] }}</a>
      }
    </nav>
    <mat-tab-nav-panel #panel><router-outlet /></mat-tab-nav-panel>
  `,
  styles: 'mat-tab-nav-panel { display: block; margin-block-start: 24px; }',
})
export class WhatsApp {
  protected readonly words = useWords();
  protected readonly versions = ['published', 'draft'] as const;
}
