import { describe, expect, it } from '@jest/globals';
import { evolveLease, freeLease, leaseDecider, positionsAt, type LeaseCommand, type LeaseEvent } from './lease.js';

const now = Date.UTC(2026, 10, 23, 9);
const noted = positionsAt(7);
const taken = (writer: string): LeaseEvent => ({ type: 'LeaseTaken', data: { writer, at: now, noted } });
const released = (writer: string): LeaseEvent => ({ type: 'LeaseReleased', data: { writer, at: now, noted } });

const given = (...events: readonly LeaseEvent[]) => {
  const state = events.reduce(evolveLease, freeLease);
  return {
    takes: (writer: string, ...living: string[]) => leaseDecider.decide({ type: 'TakeLease', writer, living, noted, now }, state),
    releases: (writer: string) => leaseDecider.decide({ type: 'ReleaseLease', writer, noted, now } satisfies LeaseCommand, state),
  };
};

describe('the lease of a channel', () => {
  it('that nobody has is taken, with the place to go on from', () => {
    expect(given().takes('a')).toEqual({ kind: 'accepted', events: [taken('a')] });
  });

  it('that was released is taken by another', () => {
    expect(given(taken('a'), released('a')).takes('b', 'a', 'b')).toEqual({ kind: 'accepted', events: [taken('b')] });
  });

  it('is not taken from a process that lives', () => {
    expect(given(taken('a')).takes('b', 'a', 'b')).toEqual({ kind: 'rejected', reason: 'HeldByLivingProcess' });
  });

  it('is taken from a process that was not heard of any more', () => {
    expect(given(taken('a')).takes('b', 'b')).toEqual({ kind: 'accepted', events: [taken('b')] });
  });

  it('is not taken twice by the same process, as after its restart', () => {
    expect(given(taken('a')).takes('a', 'a')).toEqual({ kind: 'ignored', reason: 'HeldAlready' });
  });

  it('is released by who has it, with the place that the next goes on from', () => {
    expect(given(taken('a')).releases('a')).toEqual({ kind: 'accepted', events: [released('a')] });
  });

  it('is not released by one who lost it meanwhile', () => {
    expect(given(taken('a'), taken('b')).releases('a')).toEqual({ kind: 'ignored', reason: 'NotHolder' });
    expect(given(taken('a'), released('a')).releases('a')).toEqual({ kind: 'ignored', reason: 'NotHolder' });
  });
});
