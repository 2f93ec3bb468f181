import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  SECOND, channelKey, channelStream, holderOf, leaseStream, positionsAt, processStream, type ChannelKey, type EventStore, type LeaseEvent, type NotedPositions, type RecordedEvent,
} from '@tandem/domain';
import { manualClock, type ManualClock } from '@tandem/domain/testing';
import { openMemoryStore } from '@tandem/event-store/memory';
import type { Directory } from '../channel/directory.js';
import { newId } from '../ids.js';
import { silentLog } from '../logging/log.js';
import type { Leases } from './leases.js';
import { createLeases } from './shared-leases.js';

const channels: readonly ChannelKey[] = ['ash', 'birch', 'cedar', 'date', 'elm', 'fig'].flatMap((name) => [channelKey(name, 'published'), channelKey(name, 'draft')]);

/** One process: its leases, and what it was told. */
interface Process {
  readonly name: string;
  readonly leases: Leases;
  readonly taken: Map<ChannelKey, NotedPositions>;
  /** How far it has come, as it says. */
  reached: number;
  /** Resolved when a hand-over may go on. */
  underway: Promise<void>;
  /** It is stopped as by SIGSTOP: nothing runs, and what it asked of the store is answered when it is woken. */
  freeze(): void;
  wake(): void;
  /** It is gone for good, as by SIGKILL. */
  die(): void;
  owned(): readonly ChannelKey[];
  start(): Promise<void>;
}

describe('processes that share a log', () => {
  let clock: ManualClock;
  let store: EventStore;
  let known: ChannelKey[];
  let listeners: ((change: { channel: ChannelKey }) => void)[];
  let processes: Process[];
  let dead: Process[];
  /** Which appends fail. */
  let failing: (stream: string, events: readonly { readonly type: string }[]) => boolean;
  beforeEach(async () => {
    clock = manualClock(Date.UTC(2026, 10, 23, 9));
    store = openMemoryStore({ clock });
    known = [...channels];
    listeners = [];
    processes = [];
    dead = [];
    failing = () => false;
    for (const channel of channels) {
      await store.append(channelStream(channel), [{ id: newId(), type: 'ChannelConnected', data: {}, meta: { v: 1, at: clock.now() } }], 0);
    }
  });
  afterEach(async () => {
    for (const one of [...processes, ...dead]) one.wake();
    await store.close();
  });

  const directory = {
    channels: () => known.map((key) => ({ key })),
    onChange: (listener: (change: { channel: ChannelKey }) => void) => {
      listeners.push(listener);
      return () => {};
    },
  } as unknown as Directory;

  const process = (name: string): Process => {
    let frozen: (() => void)[] | undefined;
    const later = (run: () => void): void => void (frozen ? frozen.push(run) : run());
    const thawed = <T>(work: Promise<T>): Promise<T> => new Promise((resolve, reject) => {
      work.then((value) => later(() => resolve(value)), (error: unknown) => later(() => reject(error instanceof Error ? error : new Error('?'))));
    });
    const taken = new Map<ChannelKey, NotedPositions>();
    const leases = createLeases({
      writer: name, directory, newId, log: silentLog,
      clock: { ...clock, wakeAt: (at, wake) => clock.wakeAt(at, () => later(wake)) },
      store: {
        ...store,
        append: (...given) => thawed(failing(given[0], given[1]) ? Promise.reject(new Error('away')) : store.append(...given)),
        readBackwards: (...given) => thawed(store.readBackwards(...given)),
        subscribe: (wanted) => store.subscribe({ ...wanted, deliver: (events, upTo) => thawed(Promise.resolve()).then(() => wanted.deliver(events, upTo)) }),
      },
    });
    const made: Process = {
      name, leases, taken, reached: 0, underway: Promise.resolve(),
      freeze: () => (frozen = []),
      wake: () => {
        const missed = frozen ?? [];
        frozen = undefined;
        for (const run of missed) run();
      },
      die: () => {
        made.freeze();
        dead.push(made);
        processes = processes.filter((one) => one !== made);
      },
      owned: () => channels.filter((channel) => leases.owns(channel)),
      start: () => leases.start({
        taken: (channel, since) => void taken.set(channel, since),
        left: async (channel) => {
          taken.delete(channel);
          await made.underway;
          return positionsAt(made.reached);
        },
        noted: () => positionsAt(made.reached),
      }),
    };
    processes.push(made);
    return made;
  };

  const nobodyTwice = (): void => {
    for (const channel of channels) {
      const owners = new Set(processes.filter(({ leases }) => leases.owns(channel)).map(({ name }) => name));
      expect(owners.size).toBeLessThan(2);
    }
  };
  /** Moves the time in steps of a quarter of a second; at none of them two act on one channel. */
  const pass = async (time: number): Promise<void> => {
    for (let passed = 0; passed < time; passed += SECOND / 4) {
      await clock.advance(SECOND / 4);
      nobodyTwice();
    }
  };
  const shareOf = (name: string, ...all: string[]): readonly ChannelKey[] => channels.filter((channel) => holderOf(channel, all) === name);
  const lease = async (channel: ChannelKey): Promise<readonly RecordedEvent<LeaseEvent>[]> =>
    (await store.read(leaseStream(channel))).events as readonly RecordedEvent<LeaseEvent>[];

  const two = async (): Promise<readonly [Process, Process]> => {
    const [a, b] = [process('a'), process('b')];
    await a.start();
    await b.start();
    await pass(6 * SECOND);
    return [a, b];
  };

  it('the only one has every channel at once, from where nothing of it can be older', async () => {
    const a = process('a');
    await a.start();
    expect(a.owned()).toEqual(channels);
    expect(a.taken.get(channels[3] as ChannelKey)).toEqual(positionsAt(3));
  });

  it('one that comes gets its share, the rest stays where it is', async () => {
    const [a, b] = await two();
    expect(shareOf('b', 'a', 'b').length).toBeGreaterThan(0);
    expect(b.owned()).toEqual(shareOf('b', 'a', 'b'));
    expect(a.owned()).toEqual(shareOf('a', 'a', 'b'));
    for (const channel of a.owned()) expect(await lease(channel)).toHaveLength(1);
    await pass(60 * SECOND);
    for (const channel of a.owned()) expect(await lease(channel)).toHaveLength(1);
    expect((await store.read(processStream('a'))).events.length).toBeGreaterThan(20);
  });

  it('what is handed over is finished first, and gone on with where it was left', async () => {
    const a = process('a');
    await a.start();
    let finish = (): void => {};
    a.underway = new Promise((resolve) => (finish = resolve));
    a.reached = 77;
    const b = process('b');
    await b.start();
    await pass(4 * SECOND);
    const [moving] = shareOf('b', 'a', 'b') as [ChannelKey];
    expect([a.leases.owns(moving), a.leases.holds(moving), b.leases.owns(moving)]).toEqual([false, true, false]);
    finish();
    await pass(SECOND / 4);
    expect([a.leases.holds(moving), b.leases.owns(moving)]).toEqual([false, true]);
    expect(b.taken.get(moving)).toEqual(positionsAt(77));
  });

  it('one that dies while it hands over is followed from where that began, however far it came with the rest', async () => {
    const a = process('a');
    await a.start();
    a.reached = 77;
    a.underway = new Promise(() => {});
    const b = process('b');
    await b.start();
    await pass(4 * SECOND);
    const [moving] = shareOf('b', 'a', 'b') as [ChannelKey];
    expect([a.leases.owns(moving), a.leases.holds(moving)]).toEqual([false, true]);
    a.reached = 900;
    await pass(4 * SECOND);
    a.die();
    await pass(15 * SECOND);
    expect(b.owned()).toEqual(channels);
    expect(b.taken.get(moving)).toEqual(positionsAt(77));
  });

  it('what could not be released is taken up again, and released when that can be written', async () => {
    const a = process('a');
    await a.start();
    a.reached = 77;
    await pass(3 * SECOND);
    failing = (stream, events) => stream.startsWith('lease-') && events.some(({ type }) => type === 'LeaseReleased');
    const b = process('b');
    await b.start();
    await pass(5 * SECOND);
    const [moving] = shareOf('b', 'a', 'b') as [ChannelKey];
    expect(b.leases.owns(moving)).toBe(false);
    failing = () => false;
    await pass(5 * SECOND);
    expect([a.leases.holds(moving), b.leases.owns(moving)]).toEqual([false, true]);
    expect(b.taken.get(moving)).toEqual(positionsAt(77));
  });

  it('one that ends in good order hands everything over at once', async () => {
    const [a, b] = await two();
    a.reached = 99;
    const stopped = a.leases.stop();
    await clock.settle();
    await stopped;
    await clock.settle();
    expect(b.owned()).toEqual(channels);
    expect(b.taken.get(shareOf('a', 'a', 'b')[0] as ChannelKey)).toEqual(positionsAt(99));
  });

  it('one that dies is followed within seconds, from what it noted last', async () => {
    const [a, b] = await two();
    a.reached = 42;
    await pass(4 * SECOND);
    a.die();
    await pass(9 * SECOND);
    expect(b.owned()).toEqual(shareOf('b', 'a', 'b'));
    await pass(5 * SECOND);
    expect(b.owned()).toEqual(channels);
    expect(b.taken.get(shareOf('a', 'a', 'b')[0] as ChannelKey)).toEqual(positionsAt(42));
  });

  it('one that is woken after its lease acts for nothing, and comes back to its share', async () => {
    const [a, b] = await two();
    a.freeze();
    await pass(30 * SECOND);
    expect(b.owned()).toEqual(channels);
    expect(a.owned()).toEqual([]);
    a.wake();
    nobodyTwice();
    expect(a.owned()).toEqual([]);
    await pass(6 * SECOND);
    expect(a.owned()).toEqual(shareOf('a', 'a', 'b'));
  });

  it('one that is woken while nobody else was there takes up its own again, from what it had noted before', async () => {
    const a = process('a');
    await a.start();
    a.reached = 50;
    await pass(4 * SECOND);
    a.freeze();
    await pass(20 * SECOND);
    a.taken.clear();
    a.reached = 90; // says it has come further, without having acted
    a.wake();
    expect(a.owned()).toEqual([]);
    await pass(3 * SECOND);
    expect(a.owned()).toEqual(channels);
    expect([...a.taken.values()]).toEqual(channels.map(() => positionsAt(50)));
  });

  it('an observer that was stopped himself hears first what the others said, and blames nobody', async () => {
    const [a, b] = await two();
    b.freeze();
    await pass(7 * SECOND); // less than his own lease
    a.freeze();
    await pass(4 * SECOND - SECOND / 4);
    a.wake();
    await clock.settle();
    b.wake();
    await pass(SECOND);
    expect([a.owned(), b.owned()]).toEqual([shareOf('a', 'a', 'b'), shareOf('b', 'a', 'b')]);
  });

  it('nobody takes from anybody after the database was away for both', async () => {
    const [a, b] = await two();
    const before = await Promise.all(channels.map(async (channel) => (await lease(channel)).length));
    for (const one of [a, b]) one.freeze();
    await pass(40 * SECOND);
    b.wake();
    await pass(SECOND);
    a.wake();
    await pass(6 * SECOND);
    expect([a.owned(), b.owned()]).toEqual([shareOf('a', 'a', 'b'), shareOf('b', 'a', 'b')]);
    expect(await Promise.all(channels.map(async (channel) => (await lease(channel)).length))).toEqual(before);
  });

  it('the same data folder started again goes on at once with what was its own', async () => {
    const a = process('a');
    await a.start();
    a.reached = 60;
    await pass(4 * SECOND);
    a.die();
    const again = process('a');
    await again.start();
    expect(again.owned()).toEqual(channels);
    expect([...again.taken.values()]).toEqual(channels.map(() => positionsAt(60)));
    for (const channel of channels) expect(await lease(channel)).toHaveLength(1);
  });

  it('what was taken after the last renewal is gone on with from where it was taken', async () => {
    known = channels.slice(1);
    const a = process('a');
    await a.start();
    a.reached = 60;
    await pass(2 * SECOND);
    known = [...channels];
    const [late] = channels as [ChannelKey];
    listeners.forEach((listener) => listener({ channel: late }));
    await clock.settle();
    expect(a.owned()).toEqual(channels);
    a.die();
    const again = process('a');
    await again.start();
    expect(again.taken.get(late)).toEqual(positionsAt(0));
    await clock.settle();
    const other = process('b');
    await other.start();
    again.die();
    await pass(16 * SECOND);
    expect(other.taken.get(late)).toEqual(positionsAt(0));
  });
});
