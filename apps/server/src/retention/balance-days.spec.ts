import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE, intakeStream, noCounts, type EventStore, type IntakeEvent, type RecordedEvent } from '@tandem/domain';
import { openMemoryStore } from '@tandem/event-store/memory';
import { balanceDays } from './balance-days.js';

const channel = 'shop.published';
const midnight = Date.UTC(2026, 10, 2);

const append = async (store: EventStore, event: IntakeEvent, at: number): Promise<void> => {
  const { version } = await store.read(intakeStream(channel));
  await store.append(intakeStream(channel), [{ ...event, id: `${at}`, meta: { v: 1, at } }], version);
};

/** A batch of receipts that was read at that time. */
const read = (store: EventStore, at: number, calls: number, handled: number): Promise<void> =>
  append(store, { type: 'ReceiptsHandled', data: { at, upTo: {}, calls, counts: { ...noCounts, handled }, exceptions: [] } }, at);

const balances = async (store: EventStore) =>
  ((await store.read(intakeStream(channel))).events as readonly RecordedEvent<IntakeEvent>[]).filter(({ type }) => type === 'DayBalanced').map(({ data }) => data);

const day = (date: string, calls: number, handled: number) => ({ day: date, calls, counts: { ...noCounts, handled } });

describe('the balance of a day', () => {
  it('adds up what was read on it, for every finished day', async () => {
    const store = openMemoryStore();
    await read(store, midnight + HOUR, 2, 5);
    await read(store, midnight + DAY - 1, 1, 1);
    await read(store, midnight + DAY, 4, 4);
    await read(store, midnight + 3 * DAY, 7, 7);
    await balanceDays(store, channel, midnight + 3 * DAY + 2 * HOUR);
    expect(await balances(store)).toEqual([day('2026-11-02', 3, 6), day('2026-11-03', 4, 4)]);
  });

  it('is written once, however often it is asked for, and the next day goes on behind it', async () => {
    const store = openMemoryStore();
    await read(store, midnight + HOUR, 2, 5);
    await read(store, midnight + DAY + MINUTE, 4, 4); // read before the balance of the day before was written
    for (const _again of [1, 2]) await balanceDays(store, channel, midnight + DAY + 2 * HOUR);
    expect(await balances(store)).toEqual([day('2026-11-02', 2, 5)]);
    await read(store, midnight + DAY + 5 * HOUR, 1, 1);
    for (const _again of [1, 2]) await balanceDays(store, channel, midnight + 2 * DAY + 2 * HOUR);
    expect(await balances(store)).toEqual([day('2026-11-02', 2, 5), day('2026-11-03', 5, 5)]);
  });

  it('is not written before the day is well over, nor where nothing was read', async () => {
    const store = openMemoryStore();
    await balanceDays(store, channel, midnight);
    await read(store, midnight + HOUR, 2, 5);
    await balanceDays(store, channel, midnight + DAY + HOUR - 1);
    expect(await balances(store)).toEqual([]);
  });

  it('is complete although the reader writes at the same time', async () => {
    const inner = openMemoryStore();
    await read(inner, midnight + HOUR, 2, 5);
    let rival: Promise<void> | undefined;
    const store: EventStore = {
      ...inner,
      append: async (...given) => {
        await (rival ??= read(inner, midnight + DAY + 2 * HOUR, 1, 1));
        return inner.append(...given);
      },
    };
    await balanceDays(store, channel, midnight + DAY + 2 * HOUR);
    expect(await balances(inner)).toEqual([day('2026-11-02', 2, 5)]);
  });

  it('finds far back what it has to add up', async () => {
    const store = openMemoryStore();
    for (let minute = 0; minute < 450; minute += 1) await read(store, midnight + minute * MINUTE, 1, 2);
    await balanceDays(store, channel, midnight + DAY + HOUR);
    expect(await balances(store)).toEqual([day('2026-11-02', 450, 900)]);
  });
});
