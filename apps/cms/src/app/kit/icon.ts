import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

const paths = {
  add: 'M12 5v14M5 12h14',
  agents: 'M5 8a3 3 0 0 1 3-3h8a3 3 0 0 1 3 3v5a3 3 0 0 1-3 3h-3l-4 4v-4H8a3 3 0 0 1-3-3zM9.5 10.5h.01M14.5 10.5h.01',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c1-3.6 4-5.5 7.5-5.5s6.500 1.900 7.500 5.500',
  alert: 'M12 8v5M12 16.500h.01M12 3.500l9.500 16.500h-19z',
  archive: 'M4 5h16v4H4zM6 9v10h12V9M10 13h4',
  back: 'M14.500 5.500L8 12l6.500 6.500',
  blank: 'M0 0',
  bolt: 'M13 3L5 14h6l-1 7 8-11h-6z',
  channel: 'M4 12a8 8 0 1 1 3.500 6.600L4 20l1.200-3.600A8 8 0 0 1 4 12z',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  end: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9 9h6v6H9z',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  forward: 'M9.500 5.500L16 12l-6.500 6.500',
  hand: 'M8 12V6.500a1.500 1.500 0 0 1 3 0V11V4.500a1.500 1.500 0 0 1 3 0V11V6.500a1.500 1.500 0 0 1 3 0V14a7 7 0 0 1-7 7c-3 0-4.500-1.500-6-5l-1.500-3a1.500 1.500 0 0 1 2.500-1.500z',
  key: 'M8 15.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM11.500 12H21M17 12v3.500',
  link: 'M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.700-5.700l-1.300 1.300M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.700 5.700l1.300-1.300',
  mail: 'M4 6h16v12H4zM4 7l8 6 8-6',
  more: 'M11 5.500a1 1 0 1 0 2 0a1 1 0 1 0-2 0zM11 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0zM11 18.500a1 1 0 1 0 2 0a1 1 0 1 0-2 0z',
  people: 'M9 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 19.500c.8-3 3.400-4.500 6.500-4.500s5.700 1.500 6.500 4.500M16 4.800a3.500 3.500 0 0 1 0 6.400M18 15.300c1.800.7 3 2.100 3.500 4.200',
  phone: 'M8 3h8a1.500 1.500 0 0 1 1.500 1.500v15A1.500 1.500 0 0 1 16 21H8a1.500 1.500 0 0 1-1.500-1.500v-15A1.500 1.500 0 0 1 8 3zM11 18h2',
  question: 'M9 9.500a3 3 0 1 1 4.200 2.700c-.8.4-1.200 1-1.200 1.800M12 17.500h.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  refresh: 'M20 12a8 8 0 1 1-2.300-5.600M20 4v4.500h-4.500',
  send: 'M4 12l16-7.500-5.500 15.500-3-6.500z',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM9 19.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z',
  webhook: 'M12 8.500a3 3 0 1 0-2.700-1.700M11.500 8l-4 7M6 14a3 3 0 1 0 3 4h7M18 14a3 3 0 1 1-2 5M13 7.500l4 7',
} as const;

export type IconName = keyof typeof paths;

/** A drawn icon; decoration only, never the name of anything. */
@Component({
  selector: 't-icon',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path [attr.d]="path()" /></svg>',
  host: { 'aria-hidden': 'true' },
  styles: `
    :host { display: inline-flex; inline-size: 1.25em; block-size: 1.25em; flex: none; vertical-align: -0.25em; }
    svg { inline-size: 100%; block-size: 100%; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
  `,
})
export class Icon {
  readonly name = input.required<IconName>();
  protected readonly path = computed(() => paths[this.name()]);
}
