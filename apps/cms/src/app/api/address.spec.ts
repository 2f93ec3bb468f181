import { describe, expect, it } from '@jest/globals';
import { address } from './address.js';

describe('the address of a call', () => {
  it('takes the values of its names, each made safe', () => {
    expect(address('/api/agents/:agent/channels/:version', { agent: 'a/b', version: 'draft' })).toBe('/api/agents/a%2Fb/channels/draft');
  });

  it('leaves out what nobody asked for', () => {
    expect(address('/api/conversations', {}, { agent: '', status: undefined, version: 'draft' })).toBe('/api/conversations?version=draft');
    expect(address('/api/conversations', {}, { agent: '' })).toBe('/api/conversations');
  });
});
