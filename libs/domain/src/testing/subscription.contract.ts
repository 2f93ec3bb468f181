import { expect, it } from '@jest/globals';
import type { RecordedEvent, SubscribeOptions, Subscription } from '../kernel/event-store.js';
import { appended, events, type StoreContext } from './event-store-helpers.js';

interface Collected {
  readonly subscription: Subscription;
  readonly batches: { events: readonly RecordedEvent[]; upTo: number }[];
  readonly positions: () => number[];
  /** Resolves once the condition holds after a delivery. */
  until(condition: () => boolean): Promise<void>;
}

/** What every adapter promises about `subscribe`. */
export function subscriptionContract({ store }: StoreContext): void {
  const collect = (options: Partial<SubscribeOptions>, onBatch: () => Promise<void> = async () => undefined): Collected => {
    const batches: Collected['batches'] = [];
    const waiting = new Set<() => void>();
    const deliver: SubscribeOptions['deliver'] = async (some, upTo) => {
      await onBatch();
      batches.push({ events: some, upTo });
      for (const look of waiting) look();
    };
    return {
      subscription: store().subscribe({ after: 0, deliver, ...options }),
      batches,
      positions: () => batches.flatMap((batch) => batch.events.map(({ position }) => position)),
      until: (condition) => new Promise((resolve) => {
        const look = (): void => { if (condition()) { waiting.delete(look); resolve(); } };
        waiting.add(look);
        look();
      }),
    };
  };
  const reached = (collected: Collected, position: number) => collected.until(() => (collected.batches.at(-1)?.upTo ?? 0) >= position);
  const all = async (prefixes?: string[]) => (await store().readAll({ after: 0, limit: 10_000, prefixes })).map(({ position }) => position);

  it('delivers what is there and what comes, without gap or double', async () => {
    for (let i = 0; i < 5; i++) await store().append(`agent-${i}`, events(3), 0);
    const collected = collect({});
    const appends = [];
    for (let i = 5; i < 60; i++) {
      appends.push(store().append(`agent-${i}`, events(2), 0));
      if (i % 10 === 0) await appends.at(-1);
    }
    await Promise.all(appends);
    await reached(collected, await store().head());
    expect(collected.positions()).toEqual(await all());
    await collected.subscription.stop();
  });

  it('begins behind the position it is given', async () => {
    await store().append('agent-1', events(3), 0);
    const middle = (await all())[1] ?? 0;
    const collected = collect({ after: middle });
    await reached(collected, await store().head());
    expect(collected.positions()).toEqual((await all()).slice(2));
    await collected.subscription.stop();
  });

  it('catches up with more than fits into one batch', async () => {
    for (let i = 0; i < 6; i++) await store().append(`agent-${i}`, events(300), 0);
    const collected = collect({});
    await reached(collected, await store().head());
    expect(collected.positions()).toEqual(await all());
    expect(collected.batches.length).toBeGreaterThan(1);
    await collected.subscription.stop();
  });

  it('delivers only streams with one of the prefixes, and moves upTo over the others', async () => {
    const collected = collect({ prefixes: ['agent-', 'conversation-a.draft.'] });
    for (let i = 0; i < 5; i++) {
      await store().append(`agent-${i}`, events(1), 0);
      await store().append(`conversation-a.draft.${i}`, events(1), 0);
      await store().append(`conversation-b.draft.${i}`, events(1), 0);
    }
    await reached(collected, await store().head());
    expect(collected.positions()).toEqual(await all(['agent-', 'conversation-a.draft.']));
    await store().append('webhooks-1', events(1), 0);
    await reached(collected, await store().head());
    expect(collected.batches.at(-1)?.events).toEqual([]);
    expect(collected.positions()).toHaveLength(10);
    await collected.subscription.stop();
  });

  it('reaches, with every batch, everything at or before upTo', async () => {
    const collected = collect({ prefixes: ['agent-'] });
    for (let i = 0; i < 30; i++) await store().append(i % 3 === 0 ? `agent-${i}` : `webhooks-${i}`, events(1), 0);
    await reached(collected, await store().head());
    const matching = await all(['agent-']);
    let seen: number[] = [];
    for (const { events: some, upTo } of collected.batches) {
      seen = [...seen, ...some.map(({ position }) => position)];
      expect(seen).toEqual(matching.filter((position) => position <= upTo));
    }
    await collected.subscription.stop();
  });

  it('delivers a batch again that was rejected, before anything else', async () => {
    let failures = 3;
    const collected = collect({}, async () => {
      if (failures-- > 0) throw new Error('not now');
    });
    await store().append('agent-1', events(2), 0);
    await store().append('agent-2', events(2), 0);
    await reached(collected, await store().head());
    expect(failures).toBeLessThan(0);
    expect(collected.positions()).toEqual(await all());
    await collected.subscription.stop();
  });

  it('delivers one batch at a time', async () => {
    let running = 0;
    const collected = collect({}, async () => {
      expect(++running).toBe(1);
      await store().head();
      running--;
    });
    for (let i = 0; i < 20; i++) await store().append(`agent-${i}`, events(1), 0);
    await reached(collected, await store().head());
    await collected.subscription.stop();
  });

  it('does not let one subscription wait for another', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => { release = resolve; });
    const slow = collect({}, () => held);
    const fast = collect({});
    await store().append('agent-1', events(1), 0);
    await reached(fast, await store().head());
    expect(slow.batches).toEqual([]);
    release();
    await reached(slow, await store().head());
    await Promise.all([slow.subscription.stop(), fast.subscription.stop()]);
  });

  it('awaits a running delivery when it is stopped, and delivers nothing after that', async () => {
    let begun: () => void = () => undefined;
    let release: () => void = () => undefined;
    const beginning = new Promise<void>((resolve) => { begun = resolve; });
    const held = new Promise<void>((resolve) => { release = resolve; });
    const collected = collect({}, () => { begun(); return held; });
    const { position } = appended(await store().append('agent-1', events(1), 0));
    await beginning;
    let stopped = false;
    const stopping = collected.subscription.stop().then(() => { stopped = true; });
    await store().append('agent-2', events(1), 0);
    expect(stopped).toBe(false);
    release();
    await stopping;
    expect(collected.positions()).toEqual([position]);
    const other = collect({ after: position });
    await reached(other, await store().head());
    expect(collected.positions()).toEqual([position]);
    await other.subscription.stop();
  });

  it('stops in the pause after a rejection', async () => {
    let tries = 0;
    let stopped: Promise<void> | undefined;
    const tried = new Promise<void>((resolve) => {
      const subscription = store().subscribe({
        after: 0,
        deliver: async () => {
          if (++tries === 2) {
            stopped = subscription.stop();
            resolve();
          }
          throw new Error('never');
        },
      });
    });
    await store().append('agent-1', events(1), 0);
    await tried;
    await stopped;
    expect(tries).toBe(2);
  });

  it('skips what was forgotten without an error', async () => {
    await store().append('webhooks-1', events(2), 0);
    await store().append('agent-1', events(1), 0);
    await store().forget('webhooks-', Number.MAX_SAFE_INTEGER);
    const collected = collect({});
    await reached(collected, await store().head());
    expect(collected.positions()).toEqual(await all());
    expect(collected.positions()).toHaveLength(1);
    await collected.subscription.stop();
  });
}
