import { DestroyRef, Injectable, effect, inject, signal } from '@angular/core';
import type { LiveEvent } from '@tandem/wire';
import { SignedIn } from './signed-in.js';

type Listener = (event: LiveEvent | 'reconnected') => void;

/** A browser allows six connections per server: one stream serves every screen of this tab. */
@Injectable({ providedIn: 'root' })
export class Live {
  private readonly signedIn = inject(SignedIn);
  private readonly listeners = new Set<Listener>();
  private source: EventSource | undefined;
  /** False while the connection is interrupted; what is shown may be old then. */
  readonly connected = signal(true);

  constructor() {
    effect(() => (this.signedIn.me() && !this.signedIn.asking() ? this.open() : this.close()));
  }

  /** Calls `listener` for what was changed, by whomever, and after a gap. Ends with the component that asks. */
  on(listener: Listener): void {
    this.listeners.add(listener);
    inject(DestroyRef).onDestroy(() => this.listeners.delete(listener));
  }

  private open(): void {
    if (this.source) return;
    const source = new EventSource('/api/live');
    this.source = source;
    source.onopen = () => {
      if (!this.connected()) this.tell('reconnected');
      this.connected.set(true);
    };
    source.onerror = () => this.connected.set(false);
    source.onmessage = ({ data }) => this.tell(JSON.parse(String(data)) as LiveEvent);
  }

  private close(): void {
    this.source?.close();
    this.source = undefined;
  }

  private tell(event: LiveEvent | 'reconnected'): void {
    for (const listener of this.listeners) listener(event);
  }
}
