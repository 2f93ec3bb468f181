import { describe, expect, it } from '@jest/globals';
import type { LoggedEvent } from '../crash/read-log.js';
import { judge } from './judge.js';

const event = (type: string, at: number, data: Partial<LoggedEvent['data']> = {}, stream = 'conversation-a'): LoggedEvent => ({ stream, type, data: { at, ...data } });
const asked = [event('SendAccepted', 1_000, { send: 's1.r1' }), event('AskRequested', 3_500), event('SendAttempted', 3_600, { send: 's1.a1' }), event('SendAccepted', 3_700, { send: 's1.a1' })];

describe('the judge of the Temporal drills', () => {
  it('finds nothing in a session that was asked once and ended once, and says how late', () => {
    expect(judge([...asked, event('SessionEnded', 7_000)], { ask: 2, end: 3 }))
      .toEqual({ sessions: 1, notAskedOnce: [], notEndedOnce: [], asksLate: [500], endsLate: [300] });
  });

  it('names who was asked twice, never asked, ended twice, never ended', () => {
    const log = [
      ...asked, event('SendAttempted', 4_000, { send: 's1.a2' }), event('SessionEnded', 7_000), event('SessionEnded', 8_000),
      event('SendAccepted', 1_000, { send: 's2.r1' }, 'conversation-b'),
    ];
    const found = judge(log, { ask: 2, end: 3 });
    expect([found.notAskedOnce, found.notEndedOnce]).toEqual([['conversation-a', 'conversation-b'], ['conversation-a', 'conversation-b']]);
  });
});
