import { Injectable } from '@angular/core';

/** Every open screen that may hold entries which are not saved. */
@Injectable({ providedIn: 'root' })
export class Unsaved {
  private readonly screens = new Set<() => boolean>();
  private given = false;

  /** Answers how to take the screen out again. */
  add(holdsChanges: () => boolean): () => void {
    this.screens.add(holdsChanges);
    return () => this.screens.delete(holdsChanges);
  }

  any(): boolean {
    return !this.given && [...this.screens].some((holdsChanges) => holdsChanges());
  }

  /** Somebody has agreed to lose them: nobody asks again while `leave` is under way. */
  async giveUp(leave: () => Promise<unknown>): Promise<void> {
    this.given = true;
    try {
      await leave();
    } finally {
      this.given = false;
    }
  }
}
