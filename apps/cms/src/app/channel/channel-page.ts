import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatTabLink, MatTabNav, MatTabNavPanel } from '@angular/material/tabs';
import { RouterLink, RouterOutlet } from '@angular/router';
import { PageHead } from '../kit/page-head.js';
import { useWords } from '../words/language.js';

/** Where people reach an agent: one tab per kind of channel. */
@Component({
  selector: 't-channel-page',
  imports: [PageHead, RouterOutlet, RouterLink, MatTabNav, MatTabLink, MatTabNavPanel],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <t-page-head [heading]="words().channel.title" [text]="words().channel.text" />
    <nav mat-tab-nav-bar class="quiet" mat-stretch-tabs="false" [tabPanel]="panel" [attr.aria-label]="words().channel.channels">
      <a mat-tab-link routerLink="whatsapp" active>{{ words().channel.whatsApp }}</a>
    </nav>
    <mat-tab-nav-panel #panel><router-outlet /></mat-tab-nav-panel>
  `,
  styles: 'mat-tab-nav-panel { display: block; margin-block-start: 20px; }',
})
export class ChannelPage {
  protected readonly words = useWords();
}
