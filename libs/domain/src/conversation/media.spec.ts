import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../kernel/time.js';
import { answered, asked, conversation, type Talk } from '../testing/conversation-builders.js';

const fetched = (talk: Talk): Talk =>
  talk.decides({ type: 'RecordMedia', message: 'm1', outcome: { kind: 'fetched', media: 'ref', bytes: 5, mimeType: 'image/png' } });

describe('the medium of a message', () => {
  it('is recorded when it came, and when it will not come', () => {
    const at = answered().pass(MINUTE).now;
    expect(fetched(answered().pass(MINUTE)).last).toEqual({
      kind: 'accepted', events: [{ type: 'MediaFetched', data: { message: 'm1', media: 'ref', bytes: 5, mimeType: 'image/png', at } }],
    });
    const refused = answered().pass(MINUTE).decides({ type: 'RecordMedia', message: 'm1', outcome: { kind: 'not-fetched', reason: 'too large' } });
    expect(refused.last).toEqual({ kind: 'accepted', events: [{ type: 'MediaNotFetched', data: { message: 'm1', reason: 'too large', at } }] });
  });

  it.each([
    ['no session', () => conversation()],
    ['a message that waits', () => conversation().customerSays('look')],
    ['a silence', () => answered()],
    ['an ask that awaits an answer', () => asked()],
    ['an end', () => asked().pass(10 * MINUTE).wakes()],
  ])('says nothing to timers and sessions: with %s', (_what, begin) => {
    const before = begin();
    const { state } = before;
    const after = fetched(before.pass(MINUTE)).state;
    expect({ ...after, at: state.at }).toEqual(state);
  });
});
