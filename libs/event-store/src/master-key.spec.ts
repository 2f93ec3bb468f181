import { describe, expect, it } from '@jest/globals';
import { readMasterKeys } from './master-key.js';

const bytes = Buffer.alloc(32, 7);
const setting = 'TANDEM_MASTER_KEY';

describe('the setting of the master key', () => {
  it('takes 32 bytes as hex, base64 or base64url, and knows the same key again by its id', () => {
    const ids = [bytes.toString('hex'), bytes.toString('hex').toUpperCase(), bytes.toString('base64'), bytes.toString('base64url')]
      .map((text) => readMasterKeys(text, setting)[0]?.id);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f]{16}$/);
  });

  it('takes several, the newest first', () => {
    const other = Buffer.alloc(32, 8).toString('hex');
    for (const between of [',', ', ', '\n', ' ']) {
      const keys = readMasterKeys(`${bytes.toString('base64')}${between}${other}\n`, setting);
      expect(keys.map(({ key }) => key[0])).toEqual([7, 8]);
    }
  });

  it.each([
    ['too short', Buffer.alloc(16, 7).toString('base64'), 'TANDEM_MASTER_KEY has 16 bytes: a master key is 32 bytes, as 64 hex digits or as base64.'],
    ['too long', Buffer.alloc(33, 7).toString('hex'), 'TANDEM_MASTER_KEY has 49 bytes: a master key is 32 bytes, as 64 hex digits or as base64.'],
    ['a pass phrase', 'correct!horse!', 'TANDEM_MASTER_KEY is neither hex nor base64: a master key is 32 bytes, as 64 hex digits or as base64.'],
    ['nothing', ' , ', 'TANDEM_MASTER_KEY holds no key.'],
    ['a wrong second one', `${bytes.toString('hex')},abcd`, 'key 2 of TANDEM_MASTER_KEY has 3 bytes: a master key is 32 bytes, as 64 hex digits or as base64.'],
  ])('refuses %s, naming the setting and never the value', (_name, text, message) => {
    expect(() => readMasterKeys(text, setting)).toThrow(message);
    expect(message).not.toContain(text.trim() === ',' ? 'never' : text);
  });
});
