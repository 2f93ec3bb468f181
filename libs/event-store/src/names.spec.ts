import { describe, expect, it } from '@jest/globals';
import { categoryOf, familiesAround, familyOf } from './names.js';

describe('names of streams', () => {
  it.each([
    ['agent-1', 'agent-', 'agent-'],
    ['channel-a.draft', 'channel-', 'channel-a.'],
    ['webhooks-a.draft.w1', 'webhooks-', 'webhooks-a.draft.'],
    ['claim-x-y', 'claim-', 'claim-'],
    ['odd.name', 'odd.name', 'odd.name'],
    ['odd.name-1', 'odd.name-', 'odd.name-'],
    ['', '', ''],
  ])('%s is of the category %s and the family %s', (name, category, family) => {
    expect([categoryOf(name), familyOf(name)]).toEqual([category, family]);
  });

  it('looks for a prefix in every family that is shorter than it', () => {
    expect(familiesAround('conversation-a.draft.c')).toEqual(['conversation-', 'conversation-a.', 'conversation-a.draft.']);
    expect(familiesAround('conversation-a.draft.')).toEqual(['conversation-', 'conversation-a.']);
    expect(familiesAround('conversation-')).toEqual([]);
  });
});
