// needs the protocol: meta-cloud
import { describe, expect, it } from '@jest/globals';
import { doubledOf, judge, lostOf, type Evidence } from './judge.js';
import type { LoggedEvent } from './read-log.js';

const event = (type: string, data: Partial<LoggedEvent['data']> = {}): LoggedEvent => ({ stream: 'conversation-a.published.c', type, data: { at: 0, session: 's', ...data } });
const reply = { reference: 'c~s.r1', text: 't1 only', protocol: 'meta-cloud' as const, evident: true };
const ask = { reference: 'c~s.a1', text: '', protocol: 'meta-cloud' as const, evident: true };

const calm: Evidence = {
  acknowledged: ['one'],
  calls: [{ agent: 'drill', turn: 't1', attempt: 1, texts: ['one'], at: 0 }],
  taken: [reply, ask, { ...ask, reference: 'c~s.c' }],
  log: [event('MessageReceived'), event('TurnAnswered'), event('AskRequested', { ask: 's.a1' }), event('SessionEnded')],
};

const counted = (change: Partial<Evidence>): { lost: number; doubled: number } => {
  const judged = judge({ ...calm, ...change });
  return { lost: lostOf(judged), doubled: doubledOf(judged) };
};

describe('the judge of the crash drill', () => {
  it('finds nothing where all went well, and nothing in a turn that was repeated as it was', () => {
    expect(counted({})).toEqual({ lost: 0, doubled: 0 });
    expect(counted({ calls: [...calm.calls, { agent: 'drill', turn: 't1', attempt: 2, texts: ['one'], at: 0 }] })).toEqual({ lost: 0, doubled: 0 });
  });

  it('finds what was acknowledged and never reached the agent, and an answer that was never sent', () => {
    expect(counted({ acknowledged: ['one', 'two'] })).toEqual({ lost: 1, doubled: 0 });
    expect(counted({ taken: [] })).toEqual({ lost: 1, doubled: 0 });
  });

  it.each<[string, Partial<Evidence>]>([
    ['a message in two turns', {
      calls: [...calm.calls, { agent: 'drill', turn: 't2', attempt: 1, texts: ['one'], at: 0 }], taken: [...calm.taken, { ...reply, reference: 'c~s.r2', text: 't2 only' }],
    }],
    ['a turn that was repeated with more than before', { calls: [...calm.calls, { agent: 'drill', turn: 't1', attempt: 2, texts: ['one', 'two'], at: 0 }] }],
    ['a reply that went out twice', { taken: [...calm.taken, reply] }],
    ['an ask that went out twice', { taken: [...calm.taken, ask] }],
    ['a closing that went out twice', { taken: [...calm.taken, { ...ask, reference: 'c~s.c' }] }],
    ['a session that ended twice', { log: [...calm.log, event('SessionEnded')] }],
    ['a second ask in one silence', { log: [...calm.log, event('AskRequested', { ask: 's.a2' })] }],
  ])('finds %s', (_what, change) => {
    expect(counted(change)).toEqual({ lost: 0, doubled: 1 });
  });

  it('lists a reply that went out twice where no status arrives, and does not count it', () => {
    const silent = { ...reply, evident: false };
    expect(judge({ ...calm, taken: [silent, silent] }).repliesRepeatedByPolicy).toEqual(['t1 only']);
    expect(counted({ taken: [silent, silent] })).toEqual({ lost: 0, doubled: 0 });
  });
});
