import { ChangeDetectionStrategy, Component, DOCUMENT, effect, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Title } from '@angular/platform-browser';
import { NavigationEnd, Router, RouterOutlet, type ActivatedRouteSnapshot } from '@angular/router';
import { filter } from 'rxjs';
import { Appearance } from './shell/appearance.js';
import { useWords } from './words/language.js';
import type { Words } from './words/words.js';

type TitleOf = (words: Words) => string;

@Component({
  selector: 'tandem-root',
  imports: [RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<router-outlet />',
})
export class App {
  private readonly document = inject(DOCUMENT);
  private readonly titleOf = signal<TitleOf | undefined>(undefined);

  constructor() {
    const router = inject(Router);
    const words = useWords();
    const title = inject(Title);
    inject(Appearance);
    effect(() => {
      const screen = this.titleOf()?.(words());
      title.setTitle(screen ? `${screen} · ${words().product}` : words().product);
    });
    let before: string | undefined;
    router.events.pipe(filter((event) => event instanceof NavigationEnd), takeUntilDestroyed()).subscribe(({ urlAfterRedirects }) => {
      this.titleOf.set(titleOf(router.routerState.snapshot.root));
      const [path] = urlAfterRedirects.split(/[?#]/);
      // a filter or an instant in the address is the same screen: the focus stays with what was changed
      if (before !== undefined && before !== path) setTimeout(() => this.moveFocus());
      before = path;
    });
  }

  /** To the heading of the new screen, so that keyboard and screen reader begin there; a tab keeps the focus it has. */
  private moveFocus(): void {
    const focused = this.document.activeElement;
    if (focused?.getAttribute('role') === 'tab' || focused?.closest('main form')) return;
    this.document.querySelector<HTMLElement>('main h1')?.focus();
  }
}

/** The innermost title of the way to a screen. */
const titleOf = (route: ActivatedRouteSnapshot): TitleOf | undefined => {
  const inner = route.firstChild ? titleOf(route.firstChild) : undefined;
  return inner ?? (route.routeConfig?.data?.['title'] as TitleOf | undefined);
};
