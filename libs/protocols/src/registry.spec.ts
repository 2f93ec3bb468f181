import { describe, expect, it } from '@jest/globals';
import { protocolNames } from '@tandem/domain';
import { protocols } from './index.js';

describe('the list of protocols', () => {
  it('has each protocol once, under a name of the domain', () => {
    const names = protocols.map((protocol) => protocol.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !protocolNames.includes(name))).toEqual([]);
  });
});
