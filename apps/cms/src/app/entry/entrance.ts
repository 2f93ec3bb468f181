import { DOCUMENT, Injectable, inject } from '@angular/core';
import type { ResetPassword, SignIn, TakeInvitation } from '@tandem/wire';
import { ApiProblem } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { SignedIn } from '../api/signed-in.js';

/** Signing in and out. */
@Injectable({ providedIn: 'root' })
export class Entrance {
  private readonly document = inject(DOCUMENT);
  private readonly api = inject(Api);
  private readonly signedIn = inject(SignedIn);

  /** Who the browser's cookie says we are; nobody where it says nothing, or the server does not answer. */
  async recognise(): Promise<void> {
    if (!this.document.cookie.includes('tandem-signed-in=')) return;
    try {
      this.signedIn.me.set(await this.api.call('GET /api/me'));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
    }
  }

  async signIn(body: SignIn): Promise<void> {
    const me = await this.api.call('POST /api/sign-in', { body });
    if (this.signedIn.asking()) this.signedIn.answered(me);
    else this.signedIn.me.set(me);
  }

  async take(body: TakeInvitation): Promise<void> {
    this.signedIn.me.set(await this.api.call('POST /api/invitations/take', { body }));
  }

  async reset(body: ResetPassword): Promise<void> {
    this.signedIn.me.set(await this.api.call('POST /api/password/reset', { body }));
  }

  async signOut(everywhere = false): Promise<void> {
    await this.api.call(everywhere ? 'POST /api/sign-out-everywhere' : 'POST /api/sign-out');
    this.signedIn.me.set(undefined);
  }
}
