import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, SECOND, channelKey } from '@tandem/domain';
import { manualClock } from '@tandem/domain/testing';
import { createLanes } from './lanes.js';

const start = Date.UTC(2026, 10, 2);
const shop = channelKey('shop', 'published');
const draft = channelKey('shop', 'draft');
const PER_SECOND = 80;

const lanes = () => {
  const clock = manualClock(start, { turns: 1 });
  const all = createLanes(clock);
  const gone: { customer: string; at: number }[] = [];
  const send = (customer: string, channel = shop) => {
    const note = () => void gone.push({ customer, at: clock.now() - start });
    const wait = all.take(channel, customer, PER_SECOND);
    if (wait) void wait.then(note);
    else note();
  };
  return { clock, all, gone, send };
};

/** Most that went within any second. */
const most = (times: readonly number[]): number => Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + SECOND).length));

describe('the lane of a number', () => {
  it('lets 80 a second through, whoever they are for, and keeps their order', async () => {
    const { clock, gone, send } = lanes();
    for (let n = 0; n < 400; n += 1) send(`c${n}`);
    await clock.advance(10 * SECOND);
    expect(gone.map(({ customer }) => customer)).toEqual(Array.from({ length: 400 }, (_, n) => `c${n}`));
    expect(most(gone.map(({ at }) => at))).toBeLessThanOrEqual(PER_SECOND);
    expect(gone.at(-1)?.at).toBeGreaterThanOrEqual(390 / PER_SECOND * SECOND - 100);
    expect(gone.at(-1)?.at).toBeLessThanOrEqual(5 * SECOND);
  });

  it('is at once free for who comes alone', () => {
    const { all } = lanes();
    expect(all.take(shop, 'c1', PER_SECOND)).toBeUndefined();
  });

  it('is no other number\'s', async () => {
    const { clock, gone, send } = lanes();
    for (let n = 0; n < 400; n += 1) send(`c${n}`);
    send('of the draft', draft);
    await clock.settle();
    expect(gone.some(({ customer }) => customer === 'of the draft')).toBe(true);
  });
});

describe('the lane of a number that is held', () => {
  it('lets nobody through before the hold is over, and then not all at once', async () => {
    const { clock, all, gone, send } = lanes();
    all.hold(shop, start + 2 * SECOND);
    for (let n = 0; n < 200; n += 1) send(`c${n}`);
    await clock.advance(2 * SECOND - 1);
    expect(gone).toEqual([]);
    await clock.advance(10 * SECOND);
    expect(gone).toHaveLength(200);
    expect(most(gone.map(({ at }) => at))).toBeLessThanOrEqual(PER_SECOND);
  });

  it('holds those as well who have their place already, and keeps their order', async () => {
    const { clock, all, gone, send } = lanes();
    for (let n = 0; n < 200; n += 1) send(`c${n}`);
    await clock.settle();
    const before = gone.length;
    all.hold(shop, start + MINUTE);
    await clock.advance(MINUTE - 1);
    expect(gone).toHaveLength(before);
    await clock.advance(20 * SECOND);
    expect(gone.map(({ customer }) => customer)).toEqual(Array.from({ length: 200 }, (_, n) => `c${n}`));
    expect(most(gone.slice(before).map(({ at }) => at))).toBeLessThanOrEqual(PER_SECOND);
  });

  it('is never held shorter by a later word', async () => {
    const { clock, all, gone, send } = lanes();
    all.hold(shop, start + MINUTE);
    all.hold(shop, start + SECOND);
    send('c1');
    await clock.advance(MINUTE - 1);
    expect(gone).toEqual([]);
    await clock.advance(1);
    expect(gone).toHaveLength(1);
  });
});

describe('the lane to one customer', () => {
  it('lends 45 messages against the future, then lets one through every six seconds', async () => {
    const { clock, gone, send } = lanes();
    for (let n = 0; n < 60; n += 1) send('c1');
    await clock.advance(2 * SECOND);
    expect(gone).toHaveLength(45);
    await clock.advance(15 * 6 * SECOND);
    expect(gone).toHaveLength(60);
    const late = gone.slice(45).map(({ at }) => at);
    expect(late.every((at, n) => n === 0 || at - (late[n - 1] ?? 0) >= 6 * SECOND - 1)).toBe(true);
  });

  it('holds no other customer', async () => {
    const { clock, gone, send } = lanes();
    for (let n = 0; n < 60; n += 1) send('c1');
    await clock.advance(SECOND);
    send('c2');
    await clock.settle();
    expect(gone.at(-1)?.customer).toBe('c2');
  });

  it('is paid back by silence', async () => {
    const { clock, all, send } = lanes();
    for (let n = 0; n < 45; n += 1) send('c1');
    await clock.advance(HOUR);
    expect(all.take(shop, 'c1', PER_SECOND)).toBeUndefined();
  });
});
