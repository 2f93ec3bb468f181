import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { EventStore, NewEvent, RecordedEvent } from '@tandem/domain';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashEvent, verifyChain } from '../chain.js';
import { KurrentProblem, openKurrentStore, type KurrentStoreOptions } from './index.js';
import type { Fault } from './testing/faults.js';
import type { ServerRecord } from './testing/server-log.js';
import { kurrentServers } from './testing/servers.js';

const servers = kurrentServers();
const opened: EventStore[] = [];
afterEach(async () => { await Promise.all(opened.splice(0).map((store) => store.close())); });
afterAll(servers.stop);

const open = async (options: KurrentStoreOptions): Promise<EventStore> => {
  const store = await openKurrentStore(options);
  opened.push(store);
  return store;
};

let made = 0;
const event = (parts: Partial<NewEvent> = {}): NewEvent =>
  ({ id: `e-${++made}`, type: 'AgentRenamed', data: { name: 'Ayu' }, meta: { v: 1, at: 1 }, ...parts });

describe('a read of a stream that another process appends to for the first time meanwhile', () => {
  it.each(['read', 'readBackwards'] as const)('%s: answers no version whose events it does not bring', async (read) => {
    const double = await servers.start();
    const store = await open({ url: double.url });
    await store.append('agent-2', [event()], 0);
    const [record] = double.log.stream('agent-2') as readonly ServerRecord[];
    let asked = 0;
    double.faults.plan('read', 'overload', {
      stream: (name) => {
        if (name === 'agent-1' && ++asked === 2 && record) double.log.append('agent-1', 'no_stream', [{ ...record, id: crypto.randomUUID() }]);
        return false;
      },
    });
    const { events, version } = await store[read]('agent-1');
    expect(asked).toBeGreaterThan(1);
    expect(events).toHaveLength(version);
    expect((await store[read]('agent-1')).version).toBe(1);
  });
});

/** What a subscription brought, and a promise for the time when it is enough. */
function collector(store: EventStore, options: { after?: number; prefixes?: readonly string[] } = {}) {
  const events: RecordedEvent[] = [];
  let look = (): void => undefined;
  const subscription = store.subscribe({
    after: 0, ...options,
    deliver: async (some) => { events.push(...some); look(); },
  });
  const until = (count: number): Promise<void> => new Promise((resolve) => {
    look = () => { if (events.length >= count) resolve(); };
    look();
  });
  return { events, until, stop: () => subscription.stop() };
}

describe.each([{ features: true }, { features: false }])('an append whose answer goes wrong (features: $features)', ({ features }) => {
  it.each<Fault>(['lost', 'ignored', 'overload', 'deadline', 'not-leader'])('%s: is sent again and stands there once', async (fault) => {
    const { url, faults } = await servers.start({ features });
    const store = await open({ url, deadline: 300 });
    await store.append('agent-1', [event()], 0);
    faults.plan('append', fault, { stream: (name) => name === 'agent-1' });
    expect(await store.append('agent-1', [event(), event()], 1)).toMatchObject({ kind: 'appended', version: 3 });
    expect((await store.read('agent-1')).version).toBe(3);
    expect(await store.append('agent-1', [event()], 3)).toMatchObject({ kind: 'appended', version: 4 });
  });

  it('refused for the user: says so, and names no data', async () => {
    const { url, faults } = await servers.start({ features });
    const store = await open({ url });
    faults.plan('append', 'denied');
    const answer = store.append('agent-1', [event()], 0);
    await expect(answer).rejects.toMatchObject({ kind: 'not-allowed' });
    await expect(answer).rejects.not.toThrow(/Ayu/);
  });

  it('on a stream that somebody deleted: says so', async () => {
    const { url, log } = await servers.start({ features });
    const store = await open({ url });
    await store.append('agent-1', [event()], 0);
    log.tombstone('agent-1');
    await expect(store.append('agent-1', [event()], 1)).rejects.toMatchObject({ kind: 'stream-deleted' });
    await expect(store.read('agent-1')).rejects.toMatchObject({ kind: 'stream-deleted' });
  });

  it('never answered: is given up after the patience, with everything of the database at fault', async () => {
    const { url, faults } = await servers.start({ features });
    const store = await open({ url, deadline: 400, patience: 2_000 }); // long enough to open it on a busy machine
    faults.plan('append', 'ignored', { times: Infinity });
    await expect(store.append('agent-1', [event()], 0)).rejects.toMatchObject({ kind: 'unreachable' });
  });
});

describe('a stream deleted softly in the database', () => {
  it('is noticed at the next append, which would go on at another version', async () => {
    const { url, log } = await servers.start();
    const store = await open({ url });
    await store.append('agent-1', [event(), event()], 0);
    log.delete('agent-1');
    expect(await store.read('agent-1')).toEqual({ events: [], version: 0 });
    await expect(store.append('agent-1', [event()], 0)).rejects.toMatchObject({ kind: 'stream-deleted' });
  });
});

describe('a read that goes wrong', () => {
  it.each<Fault>(['overload', 'not-leader', 'ignored'])('%s: is tried again', async (fault) => {
    const { url, faults } = await servers.start();
    const store = await open({ url, readDeadline: 1_500 });
    await store.append('agent-1', [event()], 0);
    faults.plan('read', fault, { stream: (name) => name === 'agent-1' });
    expect((await store.read('agent-1')).events).toHaveLength(1);
  });

  it('works again after an outage, and after one at its first contact', async () => {
    const first = await servers.start();
    const store = await open({ url: first.url, patience: 15_000 });
    await store.append('agent-1', [event()], 0);
    await first.stop();
    const waiting = store.read('agent-1');
    const late = openKurrentStore({ url: first.url, patience: 15_000 });
    await expect(openKurrentStore({ url: first.url, patience: 1_000 })).rejects.toMatchObject({ kind: 'unreachable' }); // and so did theirs, so far
    await servers.start({ log: first.log, port: first.port });
    expect((await waiting).events).toHaveLength(1);
    opened.push(await late);
    expect((await opened.at(-1)?.read('agent-1'))?.events).toHaveLength(1);
  });
});

describe('a subscription', () => {
  it('whose stream is dropped again and again delivers everything once, in order', async () => {
    const double = await servers.start();
    const store = await open({ url: double.url });
    const all = collector(store);
    const some = collector(store, { prefixes: ['agent-1'] });
    for (let i = 0; i < 60; i++) {
      await store.append(`agent-${i % 3}`, [event()], Math.floor(i / 3));
      if (i % 7 === 0) double.dropSubscriptions();
      if (i === 20) double.faults.plan('subscribe', 'not-leader');
      if (i === 40) double.faults.plan('subscribe', 'overload', { times: 3 });
    }
    await all.until(60);
    await some.until(20);
    expect(all.events).toEqual(await store.readAll({ after: 0, limit: 100 }));
    expect(some.events.map(({ stream, version }) => [stream, version])).toEqual(Array.from({ length: 20 }, (_, i) => ['agent-1', i + 1]));
    await all.stop();
    await some.stop();
  });

  it('goes on over a restart of the database, without a gap or a double', async () => {
    const first = await servers.start();
    const store = await open({ url: first.url, patience: 15_000 });
    const all = collector(store);
    for (let version = 0; version < 5; version++) await store.append('agent-1', [event()], version);
    await all.until(5);
    await first.stop();
    const appending = store.append('agent-1', [event()], 5);
    const second = await servers.start({ log: first.log, port: first.port });
    expect(await appending).toMatchObject({ kind: 'appended', version: 6 });
    await all.until(6);
    second.dropSubscriptions();
    await store.append('agent-1', [event()], 6);
    await all.until(7);
    expect(all.events.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    await all.stop();
  });

  it('brings what another process appended', async () => {
    const { url } = await servers.start();
    const [one, other] = [await open({ url }), await open({ url })];
    const seen = collector(one, { prefixes: ['conversation-'] });
    await other.append('conversation-1', [event()], 0);
    await seen.until(1);
    expect(await one.append('conversation-1', [event()], 0)).toEqual({ kind: 'conflict', version: 1 });
    await seen.stop();
  });
});

describe('the chain of hashes', () => {
  it('goes on over a forgotten end, scavenged or not, in any process', async () => {
    const double = await servers.start();
    const here = await open({ url: double.url });
    await here.append('conversation-1', [event(), event()], 0);
    const [, last] = (await here.read('conversation-1')).events;
    await here.forget('conversation-1', Number.MAX_SAFE_INTEGER);
    double.log.scavenge();
    const there = await open({ url: double.url });
    await there.append('conversation-1', [event()], 2);
    await here.append('conversation-1', [event()], 3);
    const { events } = await there.read('conversation-1');
    expect(events.map(({ version }) => version)).toEqual([3, 4]);
    expect(verifyChain(events, { version: 2, hash: hashEvent(last as RecordedEvent) })).toMatchObject({ kind: 'whole', version: 4 });
    expect(await here.readAll({ after: 0, limit: 10 })).toEqual(events);
  });

  it('keeps what operators have set on a stream when some of it is forgotten', async () => {
    const double = await servers.start();
    const store = await open({ url: double.url });
    await store.append('webhooks-1', [event(), event()], 0);
    double.log.append('$$webhooks-1', 'any', [{
      id: '00000000-0000-4000-8000-000000000007', type: '$metadata', contentType: 'application/json', meta: new Uint8Array(),
      data: Buffer.from(JSON.stringify({ $acl: { $r: 'auditors' } })),
    }]);
    await store.forget('webhooks-', Number.MAX_SAFE_INTEGER);
    const newest = double.log.stream('$$webhooks-1');
    expect(JSON.parse(Buffer.from(newest === 'deleted' ? [] : newest?.[0]?.data ?? []).toString())).toMatchObject({ $tb: 2, $acl: { $r: 'auditors' } });
  });
});

describe('a connection', () => {
  const tls = { key: readFileSync(join(import.meta.dirname, 'testing/tls/key.pem')), cert: readFileSync(join(import.meta.dirname, 'testing/tls/cert.pem')) };
  const user = { name: 'tandem', password: 'p4ss-word' };
  const address = (port: number, who: string, more: string): string => `kurrentdb://${who}@127.0.0.1:${port}?tls=true${more}`;
  const ca = `&tlsCAFile=${encodeURIComponent(join(import.meta.dirname, 'testing/tls/ca.pem'))}`;

  it('is made by TLS, with a certificate of ours and a password', async () => {
    const { port } = await servers.start({ tls, user });
    const store = await open({ url: address(port, 'tandem:p4ss-word', ca) });
    const seen = collector(store);
    expect(await store.append('agent-1', [event()], 0)).toMatchObject({ kind: 'appended' });
    await seen.until(1);
    await seen.stop();
  });

  it('is refused with another password, and says so without it', async () => {
    const { port } = await servers.start({ tls, user });
    const opening = openKurrentStore({ url: address(port, 'tandem:wr0ng-one', ca), patience: 1_000 });
    await expect(opening).rejects.toMatchObject({ kind: 'not-allowed' });
    await expect(opening).rejects.not.toThrow(/wr0ng-one/);
  });

  it('is not made to a server whose certificate nobody vouches for', async () => {
    const { port } = await servers.start({ tls, user });
    await expect(openKurrentStore({ url: address(port, 'tandem:p4ss-word', ''), patience: 500 })).rejects.toThrow(KurrentProblem);
  });

  it('that cannot be made is told after the patience, by host and without a password', async () => {
    const gone = await servers.start();
    await gone.stop();
    const opening = openKurrentStore({ url: `kurrentdb://admin:changeit@127.0.0.1:${gone.port}?tls=false`, patience: 300 });
    await expect(opening).rejects.toThrow(new RegExp(`^KurrentDB at 127\\.0\\.0\\.1:${gone.port} cannot be reached \\(`));
    await expect(opening).rejects.not.toThrow(/changeit/);
  });

  it('finds the leader by gossip where several hosts or a name to discover are given', async () => {
    const { port, calls } = await servers.start();
    const store = await open({ url: `kurrentdb://127.0.0.1:${port},127.0.0.1:${port}?tls=false` });
    expect(await store.append('agent-1', [event()], 0)).toMatchObject({ kind: 'appended' });
    expect(calls.get('gossip')).toBeGreaterThan(0);
  });

  it('by the old name of the scheme prints no warning', async () => {
    const { port } = await servers.start();
    const store = await open({ url: `esdb://127.0.0.1:${port}?tls=false` });
    expect(await store.head()).toBe(0);
  });
});
