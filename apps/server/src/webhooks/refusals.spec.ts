import { describe, expect, it } from '@jest/globals';
import { MINUTE, intakeStream } from '@tandem/domain';
import { manualClock } from '@tandem/domain/testing';
import { openMemoryStore } from '@tandem/event-store/memory';
import { newId } from '../ids.js';
import { silentLog } from '../logging/log.js';
import { createRefusals } from './refusals.js';

const channel = 'a1.published';
const noon = Date.UTC(2026, 10, 23, 12);

const start = (store = openMemoryStore()) => {
  const clock = manualClock(noon);
  const refusals = createRefusals({ store, clock, newId, log: silentLog });
  const recorded = async () => (await store.read(intakeStream(channel))).events.map(({ data }) => data);
  return { store, clock, refusals, recorded };
};

describe('refused calls of a channel', () => {
  it('are counted by reason, with the time they span', async () => {
    const { clock, refusals, recorded } = start();
    refusals.count(channel, 'BadSignature');
    await clock.advance(20_000);
    refusals.count(channel, 'TooLarge');
    await clock.advance(10_000);
    refusals.count(channel, 'BadSignature');
    await clock.advance(MINUTE);
    expect(await recorded()).toEqual([
      { from: noon, until: noon, counts: { BadSignature: 1, WrongSecret: 0, TooLarge: 0 } },
      { from: noon + 20_000, until: noon + MINUTE, counts: { BadSignature: 1, WrongSecret: 0, TooLarge: 1 } },
    ]);
  });

  it('of one channel do not wait for those of another', async () => {
    const { clock, refusals, store } = start();
    refusals.count(channel, 'BadSignature');
    refusals.count('a1.draft', 'BadSignature');
    await clock.settle();
    expect((await store.read(intakeStream('a1.draft'))).events).toHaveLength(1);
  });

  it('are appended beside what the reader appends to the same stream', async () => {
    const store = openMemoryStore();
    const { clock, refusals, recorded } = start({
      ...store,
      readBackwards: async (stream, options) => {
        const slice = await store.readBackwards(stream, options);
        await store.append(stream, [{ id: newId(), type: 'ReceiptsHandled', data: {}, meta: { v: 1, at: noon } }], slice.version);
        return slice;
      },
    });
    refusals.count(channel, 'BadSignature');
    await clock.settle();
    expect(await recorded()).toHaveLength(2);
  });

  it('that could not be appended are appended with the next, and the last ones at the stop', async () => {
    const store = openMemoryStore();
    let full = true;
    const append: typeof store.append = async (...args) => (full ? Promise.reject(new Error('disk full')) : store.append(...args));
    const { clock, refusals, recorded } = start({ ...store, append });
    refusals.count(channel, 'BadSignature');
    await clock.settle();
    full = false;
    await clock.advance(MINUTE);
    expect(await recorded()).toMatchObject([{ from: noon, counts: { BadSignature: 1 } }]);
    refusals.count(channel, 'WrongSecret');
    await refusals.stop();
    expect(await recorded()).toMatchObject([{}, { counts: { WrongSecret: 1 } }]);
    expect(clock.pending()).toBe(0);
  });
});
