import { beforeEach, describe, expect, it } from '@jest/globals';
import { SECOND, partsOfConversation, type ChannelKey, type EventStore } from '@tandem/domain';
import { manualClock, type ManualClock } from '@tandem/domain/testing';
import { openMemoryStore } from '@tandem/event-store/memory';
import { createFeeds, type ChannelFeed } from './channel-feed.js';
import { soleOwner } from './leases.js';

const ash: ChannelKey = 'ash.published';
const elm: ChannelKey = 'elm.published';

describe('what a process among several is told of the log', () => {
  let clock: ManualClock;
  let store: EventStore;
  let held: Set<ChannelKey>;
  let told: string[];
  let fails: number;
  let slow: Promise<void>;
  let feed: ChannelFeed;
  let count: number;
  beforeEach(() => {
    clock = manualClock(0);
    store = openMemoryStore({ clock });
    [held, told, fails, slow, count] = [new Set([ash, elm]), [], 0, Promise.resolve(), 0];
    const leases = { ...soleOwner, shared: true, owns: (channel: ChannelKey) => held.has(channel), holds: (channel: ChannelKey) => held.has(channel) };
    feed = createFeeds({ store, clock, leases })({
      kind: 'conversation-', channelOf: (stream) => partsOfConversation(stream).channel,
      deliver: async (events) => {
        await slow;
        if (fails-- > 0) throw new Error('away');
        told.push(...events.map(({ id }) => id));
      },
    });
  });

  const happens = async (channel: ChannelKey = ash): Promise<string> => {
    count += 1;
    const id = `${channel.slice(0, 3)}${count}`;
    await store.append(`conversation-${channel}.c${count}`, [{ id, type: 'MessageReceived', data: {}, meta: { v: 1, at: 0 } }], 0);
    return id;
  };

  it('is nothing of a channel that it did not take', async () => {
    feed.start(0);
    await happens();
    await clock.settle();
    expect(told).toEqual([]);
    expect(feed.position()).toBe(1);
  });

  it('is each event once and in order, from where it takes the channel, whatever comes while it reads', async () => {
    for (let n = 0; n < 450; n += 1) await happens();
    feed.start(await store.head());
    feed.take(ash, 100);
    for (let n = 0; n < 300; n += 1) {
      await happens(n % 3 === 0 ? elm : ash);
      if (n % 10 === 0) await clock.settle();
    }
    await clock.settle();
    const all = Array.from({ length: 750 }, (_, n) => n + 1).filter((n) => n > 100 && (n <= 450 || (n - 451) % 3 !== 0));
    expect([...new Set(told)]).toEqual(all.map((n) => `ash${n}`));
    expect(told.length - new Set(told).size).toBeLessThan(200); // a page may come twice at the joint, and nothing is missing
    await clock.advance(SECOND);
    expect([feed.position(), feed.hasReached(ash, 750), feed.hasReached(elm as ChannelKey, 1)]).toEqual([750, true, false]);
  });

  it('is what came live while the last page was read, and is not on it', async () => {
    await happens();
    const { readAll } = store;
    Object.assign(store, {
      readAll: async (...given: Parameters<EventStore['readAll']>) => {
        const page = await readAll(...given);
        Object.assign(store, { readAll });
        await happens();
        await clock.settle(); // it is delivered live, and left to the reading
        return page;
      },
    });
    feed.start(1);
    feed.take(ash, 0);
    await clock.settle();
    await clock.settle();
    expect(told).toEqual(['ash1', 'ash2']);
  });

  it('is said to be no further than what it has still to read', async () => {
    for (let n = 0; n < 5; n += 1) await happens();
    let go = (): void => {};
    slow = new Promise((resolve) => (go = resolve));
    feed.start(5);
    feed.take(ash, 2);
    await clock.settle();
    expect([feed.position(), feed.hasReached(ash, 5)]).toEqual([2, false]);
    go();
    await clock.settle();
    expect([feed.position(), feed.hasReached(ash, 5)]).toEqual([5, true]);
  });

  it('is tried again where it could not be taken in', async () => {
    await happens();
    fails = 2;
    feed.start(1);
    feed.take(ash, 0);
    await clock.advance(SECOND);
    expect(told).toEqual(['ash1']);
  });

  it('ends where it leaves the channel: how far it came is what was delivered to the end', async () => {
    feed.start(0);
    feed.take(ash, 0);
    await clock.settle();
    let go = (): void => {};
    slow = new Promise((resolve) => (go = resolve));
    await happens();
    await clock.settle();
    const left = feed.leave(ash);
    await happens();
    go();
    expect(await left).toBe(1);
    await clock.settle();
    expect(told).toEqual(['ash1']);
  });

  it('ends at once when nobody may act any more, and nothing that comes then is passed over by who takes it again', async () => {
    feed.start(0);
    feed.take(ash, 0);
    await clock.settle();
    held.clear();
    await happens();
    await clock.settle();
    held.add(ash);
    await happens();
    await clock.settle();
    expect(told).toEqual([]);
    feed.take(ash, 0);
    await clock.settle();
    expect(told).toEqual(['ash1', 'ash2']);
  });
});
