import { ChangeDetectionStrategy, Component, ElementRef, inject, input, signal, viewChild } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { Icon } from './icon.js';

/** A button that shows a few more actions under it. Ends with Escape, with a choice of `close`, and when the focus goes elsewhere. */
@Component({
  selector: 't-disclosure',
  imports: [Icon, MatIconButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button #button matIconButton type="button" [class.face]="initials()" [attr.data-initials]="initials() || null" [attr.aria-label]="label()" [attr.aria-expanded]="open()" (click)="open.set(!open())">@if (!initials()) { <t-icon name="more" /> }</button>
    @if (open()) { <div class="panel"><ng-content /></div> }
  `,
  host: { '(keydown.escape)': 'close()', '(document:click)': 'clicked($event)', '(focusout)': 'left($event)' },
  styles: `
    :host { position: relative; display: inline-block; }
    .panel { position: absolute; inset-block-start: calc(100% + 8px); inset-inline-end: 0; z-index: 12; min-inline-size: 200px; display: grid; gap: 2px; padding: 8px; border: 1px solid var(--t-line); border-radius: 18px; background: var(--mat-sys-surface-container); box-shadow: 0 24px 60px -28px #000a; }
    .face { border-radius: 50%; background: var(--mat-sys-primary-container); color: var(--mat-sys-on-primary-container); font-weight: 650; font-size: 0.875rem; }
    .face::before { content: attr(data-initials); position: absolute; inset: 0; display: grid; place-items: center; }
  `,
})
export class Disclosure {
  readonly label = input.required<string>();
  /** Instead of the three dots. */
  readonly initials = input('');
  protected readonly open = signal(false);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly button = viewChild.required<unknown, ElementRef<HTMLElement>>('button', { read: ElementRef });

  close(): void {
    if (!this.open()) return;
    this.open.set(false);
    this.button().nativeElement.focus();
  }

  protected clicked({ target }: Event): void {
    if (!this.element.contains(target as Node)) this.open.set(false);
  }

  protected left({ relatedTarget }: FocusEvent): void {
    if (relatedTarget && !this.element.contains(relatedTarget as Node)) this.open.set(false);
  }
}
