import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Appended, EventStore, NewEvent } from '../kernel/event-store.js';
import type { Clock } from '../kernel/time.js';
import { impatientClock, type ImpatientClock } from './impatient-clock.js';
import { appended, event, events, versions, type StoreContext } from './event-store-helpers.js';
import { subscriptionContract } from './subscription.contract.js';

/** Opens an empty store that takes the time from `clock`; closing it again is the suite's. */
export type OpenStore = (clock: Clock) => Promise<EventStore>;

/** What every adapter of `EventStore` promises. */
export function eventStoreContract(name: string, open: OpenStore): void {
  describe(`event store: ${name}`, () => {
    let store: EventStore;
    let clock: ImpatientClock;
    beforeEach(async () => {
      clock = impatientClock();
      store = await open(clock);
    });
    afterEach(() => store.close());
    const context = { store: () => store, clock: () => clock };

    describe('appending', () => appendContract(context));
    describe('appending the same again', () => repeatContract(context));
    describe('reading', () => readContract(context));
    describe('the chain of hashes', () => chainContract(context));
    describe('forgetting', () => forgetContract(context));
    describe('subscriptions', () => subscriptionContract(context));
  });
}

function appendContract({ store }: StoreContext): void {
  it('numbers the events of a stream from 1', async () => {
    expect(await store().append('agent-1', events(2), 0)).toMatchObject({ kind: 'appended', version: 2 });
    expect(await store().append('agent-1', events(1), 2)).toMatchObject({ kind: 'appended', version: 3 });
    expect(versions((await store().read('agent-1')).events)).toEqual([1, 2, 3]);
  });

  it('refuses an append whose expected version is stale, and appends nothing', async () => {
    await store().append('agent-1', events(2), 0);
    expect(await store().append('agent-1', events(2), 1)).toEqual({ kind: 'conflict', version: 2 });
    expect((await store().read('agent-1')).version).toBe(2);
  });

  it('refuses an append that expects more than there is', async () => {
    expect(await store().append('agent-1', events(1), 1)).toEqual({ kind: 'conflict', version: 0 });
    expect(await store().head()).toBe(0);
  });

  it('lets exactly one of many concurrent appends to a stream win', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => store().append('agent-1', events(1), 0)));
    expect(answers.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'conflict')).toHaveLength(19);
    expect((await store().read('agent-1')).events).toHaveLength(1);
  });

  it('takes appends to many streams at once, however many of them conflict', async () => {
    await store().append('agent-0', events(1), 0);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => store().append(`agent-${i}`, events(2), 0)));
    expect(answers.map(({ kind }) => kind)).toEqual(['conflict', ...Array<string>(49).fill('appended')]);
  });

  it('takes appends to one stream that are sent one behind the other without waiting', async () => {
    const answers = await Promise.all([0, 1, 2, 3].map((version) => store().append('agent-1', events(1), version)));
    expect(answers.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
  });

  it('keeps the events of one append side by side in the log', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, i) => store().append(`agent-${i}`, events(3), 0)));
    const streams = (await store().readAll({ after: 0, limit: 100 })).map(({ stream }) => stream);
    expect(streams).toHaveLength(30);
    for (let i = 0; i < 30; i += 3) expect(new Set(streams.slice(i, i + 3)).size).toBe(1);
  });

  it('answers with the position of the last event, and the head follows', async () => {
    const first = appended(await store().append('agent-1', events(2), 0));
    const second = appended(await store().append('agent-2', events(1), 0));
    expect(second.position).toBeGreaterThan(first.position);
    expect(await store().head()).toBe(second.position);
    expect((await store().read('agent-1')).events.at(-1)?.position).toBe(first.position);
  });

  it('appends nothing when nothing is given, at the right version only', async () => {
    expect(await store().append('agent-1', [], 0)).toMatchObject({ kind: 'appended', version: 0 });
    expect(await store().append('agent-1', [], 1)).toMatchObject({ kind: 'conflict', version: 0 });
  });

  it('keeps what was given when the caller changes it afterwards', async () => {
    const data = { name: 'before' };
    const waiting = store().append('agent-1', [event({ data })], 0);
    data.name = 'after';
    await waiting;
    expect((await store().read('agent-1')).events[0]?.data).toEqual({ name: 'before' });
  });

  it('rejects an event that JSON cannot carry, without harm to the appends beside it', async () => {
    const bad = store().append('agent-1', [event({ data: { big: 1n } })], 0);
    const good = store().append('agent-2', events(1), 0);
    await expect(bad).rejects.toThrow();
    expect(await good).toMatchObject({ kind: 'appended' });
    expect((await store().read('agent-1')).version).toBe(0);
  });
}

function repeatContract({ store }: StoreContext): void {
  const first = (): NewEvent[] => events(2);

  it('succeeds once and answers as the first time did', async () => {
    const same = first();
    const answer = await store().append('agent-1', same, 0);
    expect(await store().append('agent-1', same, 0)).toEqual(answer);
    expect((await store().read('agent-1')).events).toHaveLength(2);
  });

  it('still does so after later events', async () => {
    const same = first();
    const answer = await store().append('agent-1', same, 0);
    for (let version = 2; version < 30; version++) await store().append('agent-1', events(1), version);
    expect(await store().append('agent-1', same, 0)).toEqual(answer);
    expect((await store().read('agent-1')).version).toBe(30);
  });

  it('holds for repeats that are under way at the same time', async () => {
    const same = first();
    const answers: Appended[] = await Promise.all([store().append('agent-1', same, 0), store().append('agent-1', same, 0)]);
    expect(answers[0]).toEqual(answers[1]);
    expect((await store().read('agent-1')).version).toBe(2);
  });

  it('refuses other ids, a part of the ids, or more of them at the same version', async () => {
    const same = first();
    const [one, two] = same as [NewEvent, NewEvent];
    await store().append('agent-1', same, 0);
    expect(await store().append('agent-1', events(2), 0)).toMatchObject({ kind: 'conflict', version: 2 });
    expect(await store().append('agent-1', [one, event({})], 0)).toMatchObject({ kind: 'conflict', version: 2 });
    expect(await store().append('agent-1', [one, two, event({})], 0)).toMatchObject({ kind: 'conflict', version: 2 });
    expect(await store().append('agent-1', [two, one], 0)).toMatchObject({ kind: 'conflict', version: 2 });
  });

  it('does not mind the same ids in another stream, or later in the same one', async () => {
    const same = first();
    await store().append('agent-1', same, 0);
    expect(await store().append('agent-2', same, 0)).toMatchObject({ kind: 'appended', version: 2 });
    expect(await store().append('agent-1', same, 2)).toMatchObject({ kind: 'appended', version: 4 });
  });
}

function readContract({ store }: StoreContext): void {
  it('answers an unknown stream with nothing at version 0', async () => {
    expect(await store().read('agent-1')).toEqual({ events: [], version: 0 });
    expect(await store().readBackwards('agent-1')).toEqual({ events: [], version: 0 });
    expect(await store().head()).toBe(0);
    expect(await store().readAll({ after: 0, limit: 10 })).toEqual([]);
  });

  it('reads forwards from a version, up to a limit', async () => {
    await store().append('agent-1', events(5), 0);
    expect(versions((await store().read('agent-1', { from: 2, limit: 2 })).events)).toEqual([2, 3]);
    expect(versions((await store().read('agent-1', { from: 4 })).events)).toEqual([4, 5]);
    expect(await store().read('agent-1', { from: 6 })).toEqual({ events: [], version: 5 });
  });

  it('reads backwards from the newest or from a version, up to a limit', async () => {
    await store().append('agent-1', events(5), 0);
    const all = await store().readBackwards('agent-1');
    expect(versions(all.events)).toEqual([5, 4, 3, 2, 1]);
    expect(all.version).toBe(5);
    expect(versions((await store().readBackwards('agent-1', { limit: 2 })).events)).toEqual([5, 4]);
    expect(versions((await store().readBackwards('agent-1', { from: 3, limit: 2 })).events)).toEqual([3, 2]);
    expect(versions((await store().readBackwards('agent-1', { from: 99, limit: 1 })).events)).toEqual([5]);
  });

  it('reads everything in the order of the log, a part at a time', async () => {
    for (let i = 0; i < 6; i++) await store().append(`agent-${i % 2}`, events(1), Math.floor(i / 2));
    const all = await store().readAll({ after: 0, limit: 100 });
    expect(all.map(({ stream }) => stream)).toEqual(['agent-0', 'agent-1', 'agent-0', 'agent-1', 'agent-0', 'agent-1']);
    expect(all.map(({ position }) => position)).toEqual([...all.map(({ position }) => position)].sort((a, b) => a - b));
    const start = await store().readAll({ after: 0, limit: 4 });
    const rest = await store().readAll({ after: start.at(-1)?.position ?? 0, limit: 4 });
    expect([...start, ...rest]).toEqual(all);
  });

  it('reads only streams with one of the prefixes, wherever the prefix ends', async () => {
    const names = ['agent-1', 'agents', 'channel-a.draft', 'channel-b.draft', 'conversation-a.draft.1', 'conversation-a.draft.2', 'conversation-ab.draft.1', 'conversation-a'];
    for (const name of names) await store().append(name, events(1), 0);
    const found = async (...prefixes: string[]) => (await store().readAll({ after: 0, limit: 100, prefixes })).map(({ stream }) => stream);
    expect(await found('agent-')).toEqual(['agent-1']);
    expect(await found('agent')).toEqual(['agent-1', 'agents']);
    expect(await found('channel-', 'agent-')).toEqual(['agent-1', 'channel-a.draft', 'channel-b.draft']);
    expect(await found('conversation-a.draft.')).toEqual(['conversation-a.draft.1', 'conversation-a.draft.2']);
    expect(await found('conversation-a.draft.2', 'channel-b')).toEqual(['channel-b.draft', 'conversation-a.draft.2']);
    expect(await found('conversation-a')).toEqual(names.slice(4));
    expect(await found('conversation-a.', 'conversation-')).toEqual(names.slice(4));
    expect(await found('')).toEqual(names);
    expect(await found('nothing-')).toEqual([]);
    expect(await found()).toEqual([]);
    expect((await store().readAll({ after: 0, limit: 2, prefixes: ['conversation-a.draft.2', 'channel-'] })).map(({ stream }) => stream))
      .toEqual(['channel-a.draft', 'channel-b.draft']);
  });

  it('gives back what JSON can carry as it was', async () => {
    const data = {
      text: 'Größe 🇮🇩 \u0000 \u2028 "quoted" \\ \ud83d', empty: '', nothing: null, yes: true, numbers: [0, -1.5, 1e21, 2 ** 53 - 1],
      nested: { list: [[], {}, { deep: [{ er: 'here' }] }] }, 'a key with.dots-and spaces': 1, 1: 'a number as key',
    };
    await store().append('agent-1', [event({ type: 'AgentRegistered', data, meta: { v: 2, at: 5, actor: 'operator-1', means: 'cms', reason: 'why “not”' } })], 0);
    const [recorded] = (await store().read('agent-1')).events;
    expect(recorded).toMatchObject({ stream: 'agent-1', version: 1, type: 'AgentRegistered' });
    expect(recorded?.data).toEqual(data);
    expect(recorded?.meta).toMatchObject({ v: 2, at: 5, actor: 'operator-1', means: 'cms', reason: 'why “not”' });
  });

  it('carries an event of 4 MiB', async () => {
    const data = { sealed: 'x'.repeat(4 * 2 ** 20) };
    await store().append('webhooks-1', [event({ data })], 0);
    expect((await store().read('webhooks-1')).events[0]?.data).toEqual(data);
  });
}

function chainContract({ store }: StoreContext): void {
  // Computed by hand: SHA-256 over {"data":…,"id":…,"meta":…,"stream":…,"type":…,"version":…}, keys sorted, no spaces.
  it('gives every event the hash of its predecessor, the same on every store', async () => {
    await store().append('agent-1', [event({ id: 'a', type: 'AgentRegistered', data: { z: 1, a: ['ü'] } })], 0);
    await store().append('agent-1', [event({ id: 'b' }), event({ id: 'c' })], 1);
    const prevs = (await store().read('agent-1')).events.map(({ meta }) => meta.prev);
    expect(prevs).toEqual([
      'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      'MIUvmtmr7tGkHhI_DrQMzJrHH4ZsClYQhYZri-MI85g',
      'a68lq3oGZjJt7niAKjAYoVvh_cNrEByHQ3xZeRM-mhs',
    ]);
  });

  it('adds none to receipts, to what a process says about itself, and to counts of attempts', async () => {
    for (const stream of ['webhooks-1', 'process-1', 'attempts-1']) {
      await store().append(stream, events(2), 0);
      for (const { meta } of (await store().read(stream)).events) expect(meta).not.toHaveProperty('prev');
    }
  });
}

function forgetContract({ store, clock }: StoreContext): void {
  const old = async (): Promise<number> => {
    await store().append('webhooks-a', events(3), 0);
    await store().append('agent-1', events(1), 0);
    clock().moveTo(clock().now() + 1_000);
    return clock().now();
  };

  it('drops what was recorded before, of the streams named, and leaves versions and positions as they were', async () => {
    const before = await old();
    const head = await store().head();
    await store().append('webhooks-a', events(2), 3);
    await store().forget('webhooks-', before);
    const left = await store().read('webhooks-a');
    expect(versions(left.events)).toEqual([4, 5]);
    expect(left.version).toBe(5);
    expect(versions((await store().readBackwards('webhooks-a')).events)).toEqual([5, 4]);
    expect(versions((await store().readBackwards('webhooks-a', { from: 4 })).events)).toEqual([4]);
    expect(versions((await store().readBackwards('webhooks-a', { from: 2 })).events)).toEqual([]);
    expect(versions((await store().read('webhooks-a', { from: 2, limit: 1 })).events)).toEqual([4]);
    expect((await store().readAll({ after: 0, limit: 10 })).map(({ stream }) => stream)).toEqual(['agent-1', 'webhooks-a', 'webhooks-a']);
    expect(await store().head()).toBeGreaterThan(head);
  });

  it('goes on where it was when everything of a stream is forgotten, and the newest event of the log with it', async () => {
    await old();
    const answer = appended(await store().append('conversation-1', events(2), 0));
    clock().moveTo(clock().now() + 1_000);
    await store().forget('conversation-', clock().now());
    expect(await store().read('conversation-1')).toEqual({ events: [], version: 2 });
    expect(await store().head()).toBe(answer.position);
    expect(await store().append('conversation-1', events(1), 0)).toEqual({ kind: 'conflict', version: 2 });
    const next = appended(await store().append('conversation-1', events(1), 2));
    expect(next.version).toBe(3);
    expect(next.position).toBeGreaterThan(answer.position);
    expect(versions((await store().read('conversation-1')).events)).toEqual([3]);
  });

  it('forgets nothing recorded at or after the moment, and nothing twice', async () => {
    const before = await old();
    await store().append('webhooks-b', events(1), 0);
    await store().forget('webhooks-', before);
    await store().forget('webhooks-', before);
    expect((await store().read('webhooks-a')).events).toHaveLength(0);
    expect((await store().read('webhooks-b')).events).toHaveLength(1);
    expect((await store().read('agent-1')).events).toHaveLength(1);
  });

  it('forgets nothing too early when the clock is set back', async () => {
    const before = await old();
    clock().moveTo(before - 60_000);
    for (let version = 0; version < 10; version++) await store().append('webhooks-b', events(1), version);
    await store().forget('webhooks-', before - 30_000);
    expect((await store().read('webhooks-a')).events).toHaveLength(3);
    expect((await store().read('webhooks-b')).events).toHaveLength(10);
  });
}
