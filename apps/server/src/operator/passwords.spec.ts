import { describe, expect, it } from '@jest/globals';
import { argon2Sync } from 'node:crypto';
import { hashPassword, isPassword } from './passwords.js';

const password = 'correct horse battery';

describe('a password', () => {
  it('is kept as argon2id with 19 MiB and two passes, under a nonce of its own', async () => {
    const [one, other] = await Promise.all([hashPassword(password), hashPassword(password)]);
    const { nonce, tag } = JSON.parse(one) as { nonce: string; tag: string };
    const wanted = argon2Sync('argon2id', {
      message: password, nonce: Buffer.from(nonce, 'base64'), parallelism: 1, tagLength: 32, memory: 19_456, passes: 2,
    });
    expect(tag).toBe(wanted.toString('base64'));
    expect(Buffer.from(nonce, 'base64')).toHaveLength(16);
    expect(other).not.toBe(one);
  });

  it('is known again however its letters are composed, and nothing else is', async () => {
    const kept = await hashPassword('Caf\u00e9 on the corner');
    expect([await isPassword('Cafe\u0301 on the corner', kept), await isPassword('Cafe on the corner', kept), await isPassword('', undefined)]).toEqual([true, false, false]);
  });
});
