import { afterAll, describe, expect, it } from '@jest/globals';
import type { Clock, RecordedEvent } from '@tandem/domain';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStore } from './index.js';
import { temporaryFolders } from './testing/temporary-folders.js';

const folders = temporaryFolders();
afterAll(folders.remove);

/** Conversations of many channels, more than are looked for one by one, and events between them. */
async function manyChannels(clock?: Clock): Promise<SqliteStore> {
  const store = openSqliteStore({ file: join(folders.make(), 'log.sqlite'), clock });
  const append = (stream: string) => store.append(stream, [{ id: stream, type: 'MessageReceived', data: {}, meta: { v: 1, at: 1 } }], 0);
  await Promise.all(Array.from({ length: 300 }, (_, i) => [append(`conversation-a${i % 100}.draft.c${i}`), append(`webhooks-a${i % 100}.draft.w${i}`)]).flat());
  return store;
}

const streams = (events: readonly RecordedEvent[]): string[] => events.map(({ stream }) => stream);

describe('readers of a few streams among very many', () => {
  it.each([
    [['conversation-a7.draft.'], (name: string) => name.startsWith('conversation-a7.draft.')],
    [['conversation-a'], (name: string) => name.startsWith('conversation-a')],
    [['conversation-a1'], (name: string) => name.startsWith('conversation-a1')],
    [['conversation-a1', 'webhooks-a2'], (name: string) => /^(conversation-a1|webhooks-a2)/.test(name)],
    [['conversation-a7.draft.c7', 'webhooks-'], (name: string) => /^(conversation-a7\.draft\.c7|webhooks-)/.test(name)],
  ])('%j find exactly theirs, a part at a time', async (prefixes, isTheirs) => {
    const store = await manyChannels();
    const all = streams(await store.readAll({ after: 0, limit: 10_000 }));
    const found: string[] = [];
    for (let after = 0; ;) {
      const some = await store.readAll({ after, limit: 7, prefixes });
      found.push(...streams(some));
      after = some.at(-1)?.position ?? after;
      if (some.length < 7) break;
    }
    expect(found).toEqual(all.filter(isTheirs));
    const delivered: string[] = [];
    await new Promise<void>((resolve) => {
      store.subscribe({ after: 0, prefixes, deliver: async (events, upTo) => { delivered.push(...streams(events)); if (upTo === 600) resolve(); } });
    });
    expect(delivered).toEqual(found);
    await store.close();
  });

  it('find streams of channels that began later', async () => {
    const store = await manyChannels();
    const delivered: string[] = [];
    const heard = new Promise<void>((resolve) => {
      store.subscribe({ after: 600, prefixes: ['conversation-new.draft.'], deliver: async (events) => { delivered.push(...streams(events)); if (events.length > 0) resolve(); } });
    });
    await store.append('conversation-new.draft.c', [{ id: 'x', type: 'MessageReceived', data: {}, meta: { v: 1, at: 1 } }], 0);
    await heard;
    expect(delivered).toEqual(['conversation-new.draft.c']);
    await store.close();
  });

  it('are not woken by the clock while nothing is appended', async () => {
    let waits = 0;
    const clock: Clock = { now: () => 5, monotonic: () => 5, wakeAt: (_at, wake) => { waits++; queueMicrotask(wake); return () => undefined; } };
    const store = await manyChannels(clock);
    await new Promise<void>((resolve) => {
      store.subscribe({ after: 0, prefixes: ['agent-'], deliver: async (_events, upTo) => { if (upTo === 600) resolve(); } });
    });
    const before = waits;
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(waits).toBe(before);
    await store.close();
  });
});
