import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Injectable, inject } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';

/** Says what was done: on screen for a moment, and to a screen reader. */
@Injectable({ providedIn: 'root' })
export class Announcer {
  private readonly bar = inject(MatSnackBar);
  private readonly reader = inject(LiveAnnouncer);

  done(text: string): void {
    this.bar.open(text, undefined, { duration: 4_000, politeness: 'polite', verticalPosition: 'top', panelClass: 'below-header' });
  }

  /** What the screen shows anyway, for those who do not see it. */
  hear(text: string): void {
    void this.reader.announce(text, 'assertive');
  }
}
