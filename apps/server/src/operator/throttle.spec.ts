import { describe, expect, it } from '@jest/globals';
import { MINUTE, type Clock, type EventStore } from '@tandem/domain';
import { manualClock, type ManualClock } from '@tandem/domain/testing';
import { openMemoryStore, openMemoryVault } from '@tandem/event-store/memory';
import { newId } from '../ids.js';
import { createSharedThrottle } from './shared-throttle.js';
import { createThrottle, type Throttle } from './throttle.js';

const limits = { window: 15 * MINUTE, perAccount: 3, perAddress: 5 };

interface Log {
  readonly store: EventStore;
  /** One process's throttle on it. */
  open(): Throttle;
}

const logFor = (clock: Clock): Log => {
  const [store, vault] = [openMemoryStore({ clock }), openMemoryVault()];
  return { store, open: () => createSharedThrottle({ store, vault, clock, newId }, limits) };
};

/** Of each key the newest event, all that the database keeps. */
const newestIn = async ({ store }: Log) => new Map((await store.readAll({ after: 0, limit: 1_000 })).map((event) => [event.stream, event]));

const kinds: readonly [string, (clock: ManualClock) => Throttle][] = [
  ['in memory', (clock) => createThrottle(clock, limits)],
  ['in the log', (clock) => logFor(clock).open()],
];

describe.each(kinds)('sign-in attempts, counted %s', (_where, open) => {
  it('are stopped per account, whatever address they come from, until the first of them is old enough', async () => {
    const clock = manualClock(0);
    const throttle = open(clock);
    expect(await throttle.attempt('a', '1')).toBe(0);
    await clock.advance(MINUTE);
    const waits = [];
    for (const address of ['2', '3', '4']) waits.push(await throttle.attempt('a', address));
    expect(waits).toEqual([0, 0, 14 * 60]);
    expect(await throttle.attempt('b', '4')).toBe(0);
    await clock.advance(14 * MINUTE);
    expect(await throttle.attempt('a', '4')).toBe(0);
  });

  it('are stopped per address, whatever account they try', async () => {
    const throttle = open(manualClock(0));
    const waits = [];
    for (const account of ['a', 'b', 'c', 'd', 'e', 'f']) waits.push(await throttle.attempt(account, '1'));
    expect(waits).toEqual([0, 0, 0, 0, 0, 15 * 60]);
    expect(await throttle.attempt('f', '2')).toBe(0);
  });

  it('that succeed do not count', async () => {
    const throttle = open(manualClock(0));
    for (let time = 0; time < 20; time += 1) {
      expect(await throttle.attempt('a', '1')).toBe(0);
      await throttle.succeeded('a', '1');
    }
  });
});

describe('sign-in attempts at several processes on one log', () => {
  it('are counted together, also where they are made at the same time', async () => {
    const log = logFor(manualClock(0));
    const [one, two, three] = [log.open(), log.open(), log.open()];
    const waits = await Promise.all([one, two, three, one, two, three, one, two, three].map((process, n) => process.attempt('a', `${n}`)));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(limits.perAccount);
    const counted = [...(await newestIn(log)).values()].map(({ data }) => (data as { times: unknown[] }).times.length);
    expect(Math.max(...counted)).toBe(limits.perAccount);
    await one.succeeded('a', '1');
    expect(await two.attempt('a', '1')).toBe(0);
  });

  it('leave neither account nor address in the log, and in one event no more than count', async () => {
    const clock = manualClock(0);
    const log = logFor(clock);
    const throttle = log.open();
    for (let n = 0; n < 20; n += 1) {
      await throttle.attempt('ann@example.com', '198.51.100.7');
      await clock.advance(10 * MINUTE);
    }
    const written = JSON.stringify(await log.store.readAll({ after: 0, limit: 1_000 }));
    for (const secret of ['ann@example.com', '198.51.100.7']) expect(written).not.toContain(secret);
    const newest = await newestIn(log);
    expect(newest.size).toBe(2);
    for (const { stream, data } of newest.values()) {
      expect(stream).toMatch(/^attempts-[\w-]{22}$/);
      expect(data).toEqual({ times: [180 * MINUTE, 190 * MINUTE] });
    }
  });

  it('that are refused write nothing', async () => {
    const log = logFor(manualClock(0));
    const throttle = log.open();
    for (const account of ['a', 'a', 'a', 'b', 'c']) await throttle.attempt(account, '1');
    const head = await log.store.head();
    expect([await throttle.attempt('a', '2'), await throttle.attempt('d', '1')]).toEqual([15 * 60, 15 * 60]);
    expect(await log.store.head()).toBe(head);
  });
});
