import { describe, expect, it } from '@jest/globals';
import { protocolNames } from '@tandem/domain';
import { protocols } from './index.js';

describe('the list of protocols', () => {
  it('has each protocol once, under a provider\'s name of the domain', () => {
    const names = protocols.map((protocol) => protocol.name);
    expect(new Set(names).size).toBe(names.length);
    const providers: readonly string[] = protocolNames;
    expect(names.filter((name) => !providers.includes(name))).toEqual([]);
  });
});
