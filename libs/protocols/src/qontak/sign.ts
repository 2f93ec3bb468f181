import { createHash, createHmac } from 'node:crypto';

/** One request as the Mekari gateway signs it. */
export interface Signed {
  readonly method: string;
  readonly url: string;
  readonly body?: Uint8Array;
  readonly at: Date;
}

export interface HmacKey {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Send `Digest` with what carries a body (Mekari's knowledge base asks for it, its SDK does not send it). */
  readonly digest: boolean;
}

/**
 * The headers that prove a request to the Mekari gateway: HMAC-SHA256 over date and request line (its page "HMAC
 * authentication"). The gateway allows five minutes between its clock and ours.
 */
export const hmacHeaders = ({ method, url, body, at }: Signed, key: HmacKey): Readonly<Record<string, string>> => {
  const { clientId, clientSecret, digest } = key;
  const { pathname, search } = new URL(url);
  const date = at.toUTCString();
  const text = `date: ${date}\n${method} ${pathname}${search} HTTP/1.1`;
  const signature = createHmac('sha256', clientSecret).update(text).digest('base64');
  return {
    date,
    authorization:
      `hmac username="${clientId}", algorithm="hmac-sha256", headers="date request-line", signature="${signature}"`,
    ...(digest && method !== 'GET' && { digest: `SHA-256=${sha256(body)}` }),
  };
};

const sha256 = (body: Uint8Array = new Uint8Array()): string => createHash('sha256').update(body).digest('base64');
