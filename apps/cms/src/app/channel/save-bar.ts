import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { inWords } from '../api/api-problem.js';
import { Notice } from '../kit/notice.js';
import { Times } from '../kit/times.js';
import { useWords } from '../words/language.js';
import { ChannelStore } from './channel.store.js';

/** Stays in sight: what is not saved yet, what stands in the way, and _Save_. */
@Component({
  selector: 't-save-bar',
  imports: [MatButton, Notice, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (store.meanwhile(); as meanwhile) {
      <t-notice kind="warn" [heading]="words().channel.changedBy(meanwhile.by, times.at(meanwhile.at))"><p>{{ words().channel.changedText }}</p></t-notice>
    }
    @if (store.refused(); as refused) {
      <t-notice kind="bad" [heading]="problem()">
        @if (refused.detail) { <p>{{ words().form.says(store.protocol()?.title ?? '') }} <q>{{ refused.detail }}</q></p> }
        @for (held of refused.heldBy ?? []; track held.agent + held.version) {
          <p>{{ words().wizard.held(held.agentName, words().versions[held.version]) }} <a [routerLink]="['/agents', held.agent, 'channel', 'whatsapp', held.version]">{{ words().wizard.openHolder }}</a></p>
        }
      </t-notice>
    }
    <div class="bar">
      <p class="state" role="status">{{ store.changed() ? words().form.unsaved : words().form.nothingToSave }}</p>
      @if (store.changed()) {
        <label class="reason"><span>{{ words().form.reason }}</span><input #reason type="text" [value]="store.reason()" (input)="store.reason.set(reason.value)" [placeholder]="words().common.optional" autocomplete="off"></label>
        <button matButton type="button" (click)="store.discard()">{{ words().common.discard }}</button>
      }
      <button matButton="filled" type="submit" [attr.aria-disabled]="store.saving() || null">{{ store.saving() ? words().common.saving : words().common.save }}</button>
    </div>
  `,
  styleUrl: './save-bar.scss',
})
export class SaveBar {
  protected readonly words = useWords();
  protected readonly times = inject(Times);
  protected readonly store = inject(ChannelStore);
  protected readonly problem = computed(() => {
    const refused = this.store.refused();
    return refused ? inWords(refused.code, this.words(), refused.title) : '';
  });
}
