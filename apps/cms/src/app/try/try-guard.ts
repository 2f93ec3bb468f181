import { inject } from '@angular/core';
import { Router, type CanActivateFn } from '@angular/router';
import { SignedIn } from '../api/signed-in.js';

/** Who may change nothing plays no user either. */
export const changersOnly: CanActivateFn = () => inject(SignedIn).mayChange() || inject(Router).createUrlTree(['/']);
