import { describe, expect, it } from '@jest/globals';
import { joinProblems } from './join-rules.js';

const good = { name: 'Sari', email: 'sari@example.com', password: 'twelve chars' };

describe('joining', () => {
  it('takes a name, an address and a password of twelve characters', () => expect(joinProblems(good)).toEqual([]));

  it('says at each field what is missing', () => {
    expect(joinProblems({ name: '', email: 'sari', password: 'eleven char' })).toEqual([
      { field: 'name', problem: 'Missing' }, { field: 'email', problem: 'EmailNotValid' }, { field: 'password', problem: 'PasswordTooShort' },
    ]);
  });

  it('counts characters, so that an emoji is one', () => {
    expect(joinProblems({ ...good, password: '🔑🔑🔑🔑🔑🔑' })).toEqual([{ field: 'password', problem: 'PasswordTooShort' }]);
  });
});
