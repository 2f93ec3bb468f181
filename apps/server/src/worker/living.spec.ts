import { beforeEach, describe, expect, it } from '@jest/globals';
import { SECOND, positionsAt, type ProcessEvent, type RecordedEvent } from '@tandem/domain';
import { createLiving, type Living } from './living.js';

describe('which processes live', () => {
  let now: number;
  let living: Living;
  beforeEach(() => {
    now = 1_000;
    living = createLiving({ monotonic: () => now, limit: 10 * SECOND });
  });
  const renewed = (roles: readonly string[] = ['worker']): RecordedEvent<ProcessEvent> => ({
    id: 'x', stream: 'process-a', version: 1, position: 1, type: 'ProcessRenewed', data: { at: 0, roles, noted: positionsAt(5) }, meta: { v: 1, at: 0 },
  });

  it('a process is dead when nothing was heard of it for the limit, and all that it may have said was heard', () => {
    expect(living.heard('a', renewed())).toBe(true);
    expect(living.heard('a', renewed())).toBe(false);
    now += 30 * SECOND;
    expect(living.isLiving('a')).toBe(true); // what it said may still be on its way to us
    living.heardAllUntil(now);
    expect([living.isLiving('a'), living.workers()]).toEqual([false, []]);
    expect(living.heard('a', renewed())).toBe(true);
    expect(living.workers()).toEqual(['a']);
  });

  it('one that was never heard of has the same time from the beginning', () => {
    now += 10 * SECOND - 1;
    living.heardAllUntil(now);
    expect(living.isLiving('b')).toBe(true);
    now += 1;
    living.heardAllUntil(now);
    expect(living.isLiving('b')).toBe(false);
  });

  it('the time that this process was away itself is held against nobody', () => {
    living.heard('a', renewed());
    now += 60 * SECOND;
    living.wasAway();
    living.heardAllUntil(now);
    expect(living.isLiving('a')).toBe(true);
  });

  it('one that is about to end takes no channels, and still has those that it holds', () => {
    living.heard('a', renewed());
    expect(living.heard('a', renewed([]))).toBe(true);
    expect([living.workers(), living.isLiving('a'), living.notedOf('a')]).toEqual([[], true, positionsAt(5)]);
  });
});
