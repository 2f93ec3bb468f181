import { describe, expect, it } from '@jest/globals';
import { challenge, verify } from './verify.js';

// echo -n '{"a":"\u00e4"}' | openssl dgst -sha256 -hmac secret
const rawBody = new TextEncoder().encode('{"a":"\\u00e4"}');
const signature = 'b78ab4033415318a0fa14a82d6f5ca348bb74e377eed416f314566864d116718';
const signed = (header: string | undefined) => ({ rawBody, headers: { 'x-hub-signature-256': header } });

describe('the signature of a webhook', () => {
  it('holds over the bytes as they came, escapes and all', () => {
    expect(verify(signed(`sha256=${signature}`), ['secret'])).toBe(true);
  });

  it.each([
    ['is missing', undefined],
    ['is empty', ''],
    ['has no prefix', signature],
    ['is of the older kind', `sha1=${signature.slice(0, 40)}`],
    ['is too short', `sha256=${signature.slice(0, 62)}`],
    ['is too long', `sha256=${signature}00`],
    ['is no hex', `sha256=${'g'.repeat(64)}`],
    ['differs in its last digit', `sha256=${signature.slice(0, 63)}${signature.endsWith('0') ? '1' : '0'}`],
  ])('is refused when it %s', (_what, header) => {
    expect(verify(signed(header), ['secret'])).toBe(false);
  });
});

describe('the verification of an address', () => {
  const query = { 'hub.mode': 'subscribe', 'hub.challenge': '<1158201444>', 'hub.verify_token': 'token' };

  it('echoes the challenge to one who knows the token', () => {
    expect(challenge(query, ['other', 'token'])).toBe('<1158201444>');
  });

  it.each([
    ['another token', { 'hub.verify_token': 'guess' }],
    ['no token', { 'hub.verify_token': undefined }],
    ['an empty token', { 'hub.verify_token': '' }],
    ['another mode', { 'hub.mode': 'unsubscribe' }],
    ['no challenge', { 'hub.challenge': undefined }],
  ])('is refused with %s', (_what, change) => {
    expect(challenge({ ...query, ...change }, ['token', ''])).toBeUndefined();
  });
});
