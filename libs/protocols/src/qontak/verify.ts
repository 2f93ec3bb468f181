import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Protocol } from '@tandem/domain';

/** Qontak signs nothing: the secret is the last part of the address it was told to call. */
export const verify: Protocol['verify'] = ({ pathSecret = '' }, secrets) => {
  const matches = secrets
    .filter((secret) => secret !== '')
    .map((secret) => timingSafeEqual(digest(secret), digest(pathSecret)));
  return matches.includes(true);
};

/** Digests are of one length, so that nothing shows in the time a comparison takes. */
const digest = (text: string): Buffer => createHmac('sha256', 'tandem').update(text).digest();
