import { Injectable, computed, inject } from '@angular/core';
import { InterfaceLanguage } from '../words/language.js';
import { TimeZone } from './time-zone.js';

/** Times in the chosen zone, whose offset is always visible. */
@Injectable({ providedIn: 'root' })
export class Times {
  private readonly language = inject(InterfaceLanguage);
  private readonly zone = inject(TimeZone).zone;
  private readonly full = computed(() => formatter(this.language.locale(), { timeZone: this.zone(), day: 'numeric', month: 'short', year: 'numeric' }));
  private readonly timeOnly = computed(() => formatter(this.language.locale(), { timeZone: this.zone() }));
  private readonly dayOnly = computed(() => new Intl.DateTimeFormat(this.language.locale(), { dateStyle: 'medium', timeZone: this.zone() }));

  /** `24 Nov 2026, 15:33:47 GMT+7` */
  readonly at = (time: number): string => this.full().format(time);
  /** `15:33:47 GMT+7` */
  readonly timeOf = (time: number): string => this.timeOnly().format(time);
  readonly day = (time: number): string => this.dayOnly().format(time);
}

const formatter = (locale: string, more: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale, { ...more, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZoneName: 'shortOffset' });
