import { describe, expect, it } from '@jest/globals';
import { hmacHeaders } from './sign.js';

const key = { clientId: 'client-1', clientSecret: 'secret-1', digest: true };
const at = new Date(Date.UTC(2026, 5, 10, 8, 1, 20));
const body = new TextEncoder().encode('{"a":1}');

describe('a request to the Mekari gateway', () => {
  it('is signed over date and request line, with the query', () => {
    // printf 'date: Wed, 10 Jun 2026 08:01:20 GMT\nGET /qontak/chat/v1/integrations?limit=100 HTTP/1.1' | openssl dgst -sha256 -hmac secret-1 -binary | base64
    expect(hmacHeaders({ method: 'GET', url: 'https://api.mekari.com/qontak/chat/v1/integrations?limit=100', at }, key)).toEqual({
      date: 'Wed, 10 Jun 2026 08:01:20 GMT',
      authorization: 'hmac username="client-1", algorithm="hmac-sha256", headers="date request-line", signature="nV4nsafAxPp4UuQfcCDOxm4Owy2frzUFR3MpvQ+w2kQ="',
    });
  });

  it('names the hash of its body, which changes nothing in the signature', () => {
    const request = { method: 'POST', url: 'https://api.mekari.com/qontak/chat/v1/messages/whatsapp/bot', body, at };
    const { digest, ...others } = hmacHeaders(request, key);
    // printf '{"a":1}' | openssl dgst -sha256 -binary | base64
    expect(digest).toBe('SHA-256=AVq9f1zFei3ZS3WQ8ErYCEJzkF7jPsXOvq5iJ2qX+GI=');
    expect(others).toEqual(hmacHeaders(request, { ...key, digest: false }));
    expect(others.authorization).toContain('signature="hrUCO+B+NtlSIWOERjH132iZYw2wnGXue2t5EqTP/Cs="');
  });
});
