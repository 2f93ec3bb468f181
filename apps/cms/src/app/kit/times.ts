import { Injectable, computed, inject } from '@angular/core';
import { InterfaceLanguage } from '../words/language.js';

/** Times in the browser's zone, whose offset is always visible. */
@Injectable({ providedIn: 'root' })
export class Times {
  private readonly language = inject(InterfaceLanguage);
  private readonly full = computed(() => formatter(this.language.locale(), { day: 'numeric', month: 'short', year: 'numeric' }));
  private readonly timeOnly = computed(() => formatter(this.language.locale(), {}));
  private readonly dayOnly = computed(() => new Intl.DateTimeFormat(this.language.locale(), { dateStyle: 'medium' }));

  /** `24 Nov 2026, 15:33:47 GMT+7` */
  readonly at = (time: number): string => this.full().format(time);
  /** `15:33:47 GMT+7` */
  readonly timeOf = (time: number): string => this.timeOnly().format(time);
  readonly day = (time: number): string => this.dayOnly().format(time);
}

const formatter = (locale: string, day: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale, { ...day, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZoneName: 'shortOffset' });
