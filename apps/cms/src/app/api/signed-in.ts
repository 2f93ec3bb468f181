import { Injectable, computed, signal } from '@angular/core';
import type { Me, Role } from '@tandem/wire';

const ranks: Readonly<Record<Role, number>> = { auditor: 0, contributor: 1, owner: 2 };

/** Who is signed in. */
@Injectable({ providedIn: 'root' })
export class SignedIn {
  readonly me = signal<Me | undefined>(undefined);
  readonly mayChange = computed(() => this.may('contributor'));
  readonly isOwner = computed(() => this.may('owner'));
  /** Whether the sign-in has expired under an open page: it is asked for again, over the page. */
  readonly asking = signal(false);
  private asked: { readonly promise: Promise<boolean>; readonly resolve: (signedIn: boolean) => void } | undefined;

  private may(role: Role): boolean {
    const me = this.me();
    return me !== undefined && ranks[me.role] >= ranks[role];
  }

  /** Asks for the password again, once for all calls that wait; resolves when somebody has signed in. */
  again(): Promise<boolean> {
    this.asked ??= Promise.withResolvers<boolean>();
    this.asking.set(true);
    return this.asked.promise;
  }

  answered(me: Me): void {
    const samePerson = this.me()?.id === me.id;
    this.me.set(me);
    this.asking.set(false);
    this.asked?.resolve(samePerson);
    this.asked = undefined;
    // somebody else must not go on with what another person has typed
    if (!samePerson) location.assign('/');
  }
}
