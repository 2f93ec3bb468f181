import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatTabLink, MatTabNav, MatTabNavPanel } from '@angular/material/tabs';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { PageHead } from '../kit/page-head.js';
import { useWords } from '../words/language.js';

/** The history of an agent, in five views. */
@Component({
  selector: 't-history-page',
  imports: [PageHead, RouterOutlet, RouterLink, RouterLinkActive, MatTabNav, MatTabLink, MatTabNavPanel],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <t-page-head [heading]="words().history.title" [text]="words().history.text" />
    <nav mat-tab-nav-bar class="quiet" disablePagination mat-stretch-tabs="false" [tabPanel]="panel" [attr.aria-label]="words().history.views">
      @for (view of views; track view.path) {
        <a mat-tab-link [routerLink]="view.path" routerLinkActive #link="routerLinkActive" [active]="link.isActive">{{ words().history.tabs[view.name] }}</a>
      }
    </nav>
    <mat-tab-nav-panel #panel><router-outlet /></mat-tab-nav-panel>
  `,
  styleUrl: './history-page.scss',
})
export class HistoryPage {
  protected readonly words = useWords();
  protected readonly views = [
    { path: 'changes', name: 'changes' }, { path: 'replay', name: 'replay' }, { path: 'compare', name: 'compare' }, { path: 'what-if', name: 'whatIf' }, { path: 'export', name: 'export' },
  ] as const;
}
