import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Protocol } from '@tandem/domain';

/** Compares digests, so that neither length nor content shows in the time it takes. */
export const sameText = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
const digest = (text: string): Buffer => createHmac('sha256', 'tandem').update(text).digest();

/** For providers that sign nothing: the last part of the path is one of our secrets. An empty secret proves nothing. */
export const verifyByPath: Protocol['verify'] = ({ pathSecret = '' }, secrets) =>
  secrets.map((secret) => secret !== '' && sameText(secret, pathSecret)).includes(true);
