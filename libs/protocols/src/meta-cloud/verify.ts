import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Protocol } from '@tandem/domain';
import { sameText } from '../http/secret.js';

/** `X-Hub-Signature-256`: HMAC-SHA256 over the body's bytes, keyed with the app secret. */
export const verify: Protocol['verify'] = ({ rawBody, headers }, secrets) => {
  const stated = /^sha256=([0-9a-f]{64})$/i.exec(headers['x-hub-signature-256'] ?? '')?.[1];
  if (stated === undefined) return false;
  const signature = Buffer.from(stated, 'hex');
  const matches = secrets
    .filter((secret) => secret !== '')
    .map((secret) => timingSafeEqual(createHmac('sha256', secret).update(rawBody).digest(), signature));
  return matches.includes(true);
};

/** The verification GET: the challenge is an opaque text, to be echoed as `text/plain`. */
export const challenge: NonNullable<Protocol['challenge']> = (query, verifyTokens) => {
  const token = query['hub.verify_token'] ?? '';
  const ours = verifyTokens.filter((candidate) => candidate !== '' && sameText(candidate, token));
  return query['hub.mode'] === 'subscribe' && ours.length > 0 ? query['hub.challenge'] || undefined : undefined;
};
