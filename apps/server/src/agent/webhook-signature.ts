import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A new secret of 32 random bytes in the form of Standard Webhooks. */
export const newRuntimeSecret = (): string => `${PREFIX}${randomBytes(32).toString('base64')}`;

/** The key in `whsec_<base64>`, 16 to 128 bytes; undefined when it is not one. */
export const runtimeKeyOf = (secret: string): Buffer | undefined => {
  const base64 = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : '';
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const key = Buffer.from(base64, 'base64');
  return key.length >= 16 && key.length <= 128 ? key : undefined;
};

/** The three headers of Standard Webhooks over the body as it is sent; `seconds` since 1970. */
export const signatureHeaders = (key: Buffer, signed: { id: string; seconds: number; body: string }): Record<string, string> => {
  const { id, seconds, body } = signed;
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` };
};
