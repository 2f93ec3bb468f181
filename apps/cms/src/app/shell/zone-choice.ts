import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { TimeZone, zones } from '../kit/time-zone.js';
import { InterfaceLanguage } from '../words/language.js';

/** In which zone times are shown and entered, with how far it is from UTC now. */
@Component({
  selector: 't-zone-choice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="choice">
      <label for="zone-choice">{{ language.words().shell.timeZone }} <span class="soft">{{ offset() }}</span></label>
      <select id="zone-choice" #control (change)="timeZone.choose(control.value)">
        <option value="" [selected]="!timeZone.chosen()">{{ language.words().shell.browserZone(readable(timeZone.browsers)) }}</option>
        @for (zone of zones; track zone) { <option [value]="zone" [selected]="timeZone.chosen() === zone">{{ readable(zone) }}</option> }
      </select>
    </div>
  `,
  styles: `
    .choice { padding: 4px 14px 8px; max-inline-size: 260px; }
    label { font: var(--t-font-small); }
  `,
})
export class ZoneChoice {
  protected readonly language = inject(InterfaceLanguage);
  protected readonly timeZone = inject(TimeZone);
  protected readonly zones = zones;
  protected readonly offset = computed(() => inZone(this.timeZone.zone(), this.language.locale()));

  protected readable(zone: string): string {
    return zone.replaceAll('_', ' ');
  }
}

/** `GMT+7` */
const inZone = (timeZone: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'shortOffset' }).formatToParts().find(({ type }) => type === 'timeZoneName')?.value ?? '';
