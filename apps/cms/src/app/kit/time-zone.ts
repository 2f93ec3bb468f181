import { Injectable, computed, signal } from '@angular/core';

const place = 'tandem.time-zone';

/** Every zone that can be chosen; UTC is not among those that browsers list. */
export const zones: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

const ofBrowser = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone that times are shown and entered in: the browser's until somebody chooses another one, which this browser remembers. */
@Injectable({ providedIn: 'root' })
export class TimeZone {
  /** Empty: the browser's. */
  readonly chosen = signal(zones.find((zone) => zone === localStorage.getItem(place)) ?? '');
  readonly browsers = ofBrowser();
  readonly zone = computed(() => this.chosen() || this.browsers);

  choose(zone: string): void {
    localStorage.setItem(place, zone);
    this.chosen.set(zone);
  }
}
