import { inject } from '@angular/core';
import { Router, type CanActivateFn } from '@angular/router';
import { SignedIn } from '../api/signed-in.js';

/** Everything but the entry needs somebody; afterwards the way goes on to where it was meant to go. */
export const signedInOnly: CanActivateFn = (_route, { url }) =>
  inject(SignedIn).me() !== undefined || inject(Router).createUrlTree(['/sign-in'], { queryParams: url === '/' ? {} : { next: url } });

export const signedOutOnly: CanActivateFn = () => inject(SignedIn).me() === undefined || inject(Router).createUrlTree(['/']);

export const ownersOnly: CanActivateFn = () => inject(SignedIn).isOwner() || inject(Router).createUrlTree(['/']);
