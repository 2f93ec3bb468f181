import { describe, expect, it } from '@jest/globals';
import type { Appended, Clock, NewEvent, RecordedEvent } from '@tandem/domain';
import { impatientClock } from '@tandem/domain/testing';
import { verifyChain } from '../chain.js';
import { openCrashingStore, type CrashingStore } from './index.js';

/** A small generator of numbers in [0, 1) from a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const event = (id: string): NewEvent => ({ id, type: 'MessageReceived', data: { id }, meta: { v: 1, at: 1 } });
const still = (): Clock => ({ now: () => 5, monotonic: () => 5, wakeAt: () => () => undefined });

/** Appends to ten streams, crashes with some of it unanswered, and reads what the next process finds. */
async function lifeOf(seed: number) {
  const pending: (() => void)[] = [];
  let held = true;
  const defer = (run: () => void): void => { if (held) pending.push(run); else queueMicrotask(run); };
  const store = openCrashingStore({ chance: seeded(seed), clock: still(), defer });
  const acknowledged: string[] = [];
  const send = (round: number) => Promise.all(Array.from({ length: 10 }, async (_, i) => {
    await appendTo(store, round, i);
    acknowledged.push(`${round}-${i}`);
  }));
  const first = send(0);
  pending.splice(0).forEach((run) => run());
  await first;
  void send(1);
  void send(2);
  store.crash();
  pending.splice(0).forEach((run) => run());
  held = false;
  const next = store.reopen();
  return { acknowledged, found: await next.readAll({ after: 0, limit: 100 }), next };
}

const appendTo = (store: CrashingStore, round: number, i: number): Promise<Appended> =>
  store.append(`conversation-${i}`, [event(`${round}-${i}`)], round);

const ids = (events: readonly RecordedEvent[]): string[] => events.map(({ id }) => id);

describe('a store whose process crashes', () => {
  it('keeps what was acknowledged, and of the rest what chance keeps', async () => {
    const sizes = new Set<number>();
    for (let seed = 0; seed < 20; seed++) {
      const { acknowledged, found } = await lifeOf(seed);
      expect(acknowledged).toHaveLength(10);
      for (const id of acknowledged) expect(ids(found)).toContain(id);
      sizes.add(found.length);
    }
    expect(sizes.size).toBeGreaterThan(3);
    expect(Math.max(...sizes)).toBeLessThan(30);
  });

  it('is the same again with the same seed', async () => {
    for (let seed = 0; seed < 5; seed++) expect(ids((await lifeOf(seed)).found)).toEqual(ids((await lifeOf(seed)).found));
  });

  it('leaves every stream whole: no event without its predecessors', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const { next } = await lifeOf(seed);
      for (let i = 0; i < 10; i++) {
        const { events, version } = await next.read(`conversation-${i}`);
        expect(verifyChain(events)).toMatchObject({ kind: 'whole', version });
      }
    }
  });

  it('takes a repeat of what was not answered: nothing is lost, nothing doubled', async () => {
    const { next } = await lifeOf(3);
    for (const round of [1, 2]) {
      for (let i = 0; i < 10; i++) expect((await appendTo(next, round, i)).kind).toBe('appended');
    }
    expect(await next.readAll({ after: 0, limit: 100 })).toHaveLength(30);
  });

  it('answers nothing and delivers nothing any more', async () => {
    const clock = impatientClock();
    const store = openCrashingStore({ chance: () => 0.4, clock });
    const heard: string[] = [];
    store.subscribe({ after: 0, deliver: async (events) => { heard.push(...ids(events)); } });
    void store.append('agent-1', [event('before')], 0).then(() => heard.push('answered'));
    store.crash();
    void store.head().then(() => heard.push('head'));
    void store.append('agent-1', [event('after')], 1).then(() => heard.push('answered'));
    const next = store.reopen();
    await next.append('agent-2', [event('next')], 0);
    expect(ids(await next.readAll({ after: 0, limit: 10 }))).toEqual(['before', 'next']);
    expect(heard).toEqual([]);
    await store.close();
    await next.close();
  });
});
