import { randomBytes } from 'node:crypto';
import type { Vault } from '@tandem/domain';

/** What somebody may show to prove something. The same text shown for another purpose proves nothing. */
export type ProofKind = 'sign-in' | 'csrf' | 'link' | 'password-link' | 'api-token' | 'email';

/** What is kept of a secret, or of an address: a keyed hash. */
export const proofOf = (vault: Pick<Vault, 'keyedHash'>, kind: ProofKind, secret: string): string =>
  vault.keyedHash(`${kind}:${secret}`);

/** A secret that cannot be guessed: 256 bits. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** An address as it is compared: nobody tells two mailboxes apart by capitals. */
export const normaliseEmail = (email: string): string => email.trim().normalize('NFKC').toLowerCase();
