import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { LanguageChoice } from '../shell/language-choice.js';
import { Brand } from '../shell/brand.js';
import { useWords } from '../words/language.js';

/** The room in front of the CMS: who we are on one side, one small form on the other. */
@Component({
  selector: 't-gate',
  imports: [Brand, LanguageChoice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <header class="side">
      <t-brand />
      <div class="picture" aria-hidden="true">
        <svg viewBox="0 0 320 220"><g class="bubble published"><path d="M36 24h150a22 22 0 0 1 22 22v34a22 22 0 0 1-22 22H86l-30 26v-26H36a22 22 0 0 1-22-22V46a22 22 0 0 1 22-22Z" /><path class="line" d="M44 54h108M44 74h70" /></g><g class="bubble draft"><path d="M134 118h150a22 22 0 0 1 22 22v26a22 22 0 0 1-22 22h-18v22l-28-22H134a22 22 0 0 1-22-22v-26a22 22 0 0 1 22-22Z" /><path class="line" d="M142 146h92M142 164h54" /></g></svg>
      </div>
      <p class="tagline">{{ words().entry.tagline }}</p>
    </header>
    <main id="content">
      <div class="inner">
        <h1 tabindex="-1">{{ heading() }}</h1>
        <p class="soft">{{ text() }}</p>
        <ng-content />
      </div>
      <footer><t-language-choice /></footer>
    </main>
  `,
  styleUrl: './gate.scss',
})
export class Gate {
  readonly heading = input.required<string>();
  readonly text = input('');
  protected readonly words = useWords();
}
