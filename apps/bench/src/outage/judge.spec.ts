import { describe, expect, it } from '@jest/globals';
import { judge } from './judge.js';

describe('the judge of an outage', () => {
  it('finds what was acknowledged and is not in the log', () => {
    expect(judge([{ body: 'a', sent: 1, took: 3 }, { body: 'b', sent: 1, took: 3 }, { body: 'c', sent: 1 }], ['a']))
      .toEqual({ acknowledged: 2, found: 1, lost: ['b'], doubled: [] });
  });

  it('finds what is in the log more often than it was sent', () => {
    expect(judge([{ body: 'a', sent: 2, took: 3 }, { body: 'b', sent: 1, took: 3 }], ['a', 'a', 'b', 'b', 'made up']).doubled).toEqual(['b', 'made up']);
  });
});
