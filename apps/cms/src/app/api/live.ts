import { DestroyRef, Injectable, effect, inject, signal } from '@angular/core';
import type { LiveEvent } from '@tandem/wire';
import { problemFrom } from './api-problem.js';
import { Api } from './api.js';
import { SignedIn } from './signed-in.js';

/** Milliseconds. */
const RETRY = 4_000;

type Listener = (event: LiveEvent | 'reconnected') => void;

/** A browser allows six connections per server: one stream serves every screen of this tab. */
@Injectable({ providedIn: 'root' })
export class Live {
  private readonly signedIn = inject(SignedIn);
  private readonly api = inject(Api);
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
    source.onerror = () => this.interrupted(source);
    source.onmessage = ({ data }) => this.tell(JSON.parse(String(data)) as LiveEvent);
  }

  /** The browser tries again by itself, unless the server has refused: then we ask why, which may ask for the password. */
  private interrupted(source: EventSource): void {
    this.connected.set(false);
    if (source.readyState !== EventSource.CLOSED || this.source !== source) return;
    this.source = undefined;
    setTimeout(() => void this.retry(), RETRY);
  }

  private async retry(): Promise<void> {
    if (this.source || !this.signedIn.me() || this.signedIn.asking()) return;
    try {
      await this.api.call('GET /api/me');
      this.open();
    } catch (error) {
      problemFrom(error);
      setTimeout(() => void this.retry(), RETRY);
    }
  }

  private close(): void {
    this.source?.close();
    this.source = undefined;
  }

  private tell(event: LiveEvent | 'reconnected'): void {
    for (const listener of this.listeners) listener(event);
  }
}
