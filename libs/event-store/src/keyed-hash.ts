import { createHmac } from 'node:crypto';
import { preparedKey } from './prepared-key.js';

/** HMAC-SHA256, its first 132 bits as 22 url-safe characters: short enough for stream names, too long to collide. */
export const keyedHashWith = (key: Uint8Array, value: string): string =>
  createHmac('sha256', preparedKey(key)).update(value, 'utf8').digest('base64url').slice(0, 22);
