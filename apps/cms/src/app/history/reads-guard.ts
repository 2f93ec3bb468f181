import { inject } from '@angular/core';
import { Router, type CanActivateFn } from '@angular/router';
import { SignedIn } from '../api/signed-in.js';

/** Who has read what is for owners, and for auditors. */
export const mayReadReads = (role: string | undefined): boolean => role === 'owner' || role === 'auditor';

export const ownersAndAuditors: CanActivateFn = () => mayReadReads(inject(SignedIn).me()?.role) || inject(Router).createUrlTree(['/']);
