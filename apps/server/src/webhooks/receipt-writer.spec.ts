import { describe, expect, it } from '@jest/globals';
import type { EventStore, NewEvent, Sealed, WebhookReceived } from '@tandem/domain';
import { openMemoryStore } from '@tandem/event-store/memory';
import { createReceiptWriter } from './receipt-writer.js';

const channel = 'a1.published';
const stream = 'webhooks-a1.published.w1';

const receipt = (id: string): NewEvent<WebhookReceived> => ({
  id, type: 'WebhookReceived', data: { receivedAt: 1, body: 'x' as Sealed, bytes: 1, provenBy: ['f'] }, meta: { v: 1, at: 1 },
});

/** A store whose appends wait until they are let go, and fail where a test says so. */
const gated = () => {
  const inner = openMemoryStore();
  const asked: number[] = [];
  const state = { failing: new Set<string>() };
  const store: EventStore = {
    ...inner,
    append: async (name, events, expected) => {
      asked.push(expected);
      if (state.failing.delete(events[0]!.id)) throw new Error('disk full');
      return inner.append(name, events, expected);
    },
  };
  return { store, asked, state, ids: async () => (await inner.read(stream)).events.map(({ id }) => id) };
};

describe('receipts of one channel', () => {
  it('are asked for one after the other without waiting, each at the next version', async () => {
    const { store, asked, ids } = gated();
    const writer = createReceiptWriter({ store, writer: 'w1' });
    await writer.append(channel, receipt('first'));
    const running = ['a', 'b', 'c'].map((id) => writer.append(channel, receipt(id)));
    expect(asked).toEqual([0, 1, 2, 3]);
    await Promise.all(running);
    expect(await ids()).toEqual(['first', 'a', 'b', 'c']);
  });

  it('go on from what an earlier process left', async () => {
    const { store, ids } = gated();
    await createReceiptWriter({ store, writer: 'w1' }).append(channel, receipt('before'));
    await createReceiptWriter({ store, writer: 'w1' }).append(channel, receipt('after'));
    expect(await ids()).toEqual(['before', 'after']);
  });

  it('behind one that failed are kept: only the failed one is refused', async () => {
    const { store, state, ids } = gated();
    const writer = createReceiptWriter({ store, writer: 'w1' });
    await writer.append(channel, receipt('first'));
    state.failing.add('b');
    const answers = await Promise.allSettled(['a', 'b', 'c', 'd'].map((id) => writer.append(channel, receipt(id))));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect((await ids()).toSorted()).toEqual(['a', 'c', 'd', 'first']);
    await writer.append(channel, receipt('e'));
    expect(await ids()).toHaveLength(5);
  });

  it('behind one that failed wait until those before it are answered, so that none meets a conflict', async () => {
    const { store, state, asked, ids } = gated();
    const slow = Promise.withResolvers<void>();
    const append: EventStore['append'] = async (name, events, expected) => {
      if (events[0]!.id === 'slow') await slow.promise;
      return store.append(name, events, expected);
    };
    const writer = createReceiptWriter({ store: { ...store, append }, writer: 'w1' });
    await writer.append(channel, receipt('first'));
    state.failing.add('b');
    const running = [writer.append(channel, receipt('slow')), writer.append(channel, receipt('b')).catch(() => {})];
    await running[1];
    running.push(writer.append(channel, receipt('c')));
    await new Promise((resolve) => setImmediate(resolve));
    slow.resolve();
    await Promise.all(running);
    expect(asked).toEqual([0, 2, 1, 2]);
    expect(await ids()).toEqual(['first', 'slow', 'c']);
  });

  it('are appended once when a hundred come at once and many of them fail', async () => {
    const { store, state, ids } = gated();
    const writer = createReceiptWriter({ store, writer: 'w1' });
    const wanted = Array.from({ length: 100 }, (_, n) => `r${n}`);
    for (const id of wanted.filter((_, n) => n % 7 === 3)) state.failing.add(id);
    const answers = await Promise.allSettled(wanted.map((id) => writer.append(channel, receipt(id))));
    const kept = wanted.filter((_, n) => answers[n]?.status === 'fulfilled');
    expect(kept.length).toBeGreaterThan(80);
    expect((await ids()).toSorted()).toEqual(kept.toSorted());
  });
});
