import {
  DAY, HOUR, addCounts, intakeStream, noCounts, type ChannelKey, type EventStore, type IntakeEvent, type Millis, type NewEvent, type RecordedEvent,
  type VerdictCounts,
} from '@tandem/domain';

type DayBalanced = Extract<IntakeEvent, { type: 'DayBalanced' }>;

interface Sum {
  calls: number;
  counts: VerdictCounts;
}

/** A day is over for the balance when even a reader that was cut off at midnight has long written down what it read. */
const SETTLED: Millis = HOUR;
const PAGE = 200;

/** The (UTC) day of a time, e.g. `2026-11-23`. */
export const dayOf = (at: Millis): string => new Date(Math.floor(at / DAY) * DAY).toISOString().slice(0, 10);

/**
 * Appends a `DayBalanced` for every finished day of the channel that has none: what was read on that day, kept when the
 * receipts go. A repeat appends nothing.
 */
export const balanceDays = async (store: EventStore, channel: ChannelKey, now: Millis): Promise<void> => {
  for (;;) {
    const { version, sums } = await unbalanced(store, channel, dayOf(now - SETTLED));
    if (sums.size === 0) return;
    const events = [...sums].toSorted(([one], [other]) => one.localeCompare(other)).map(([day, sum]) => balanced(channel, { day, ...sum }, now));
    if ((await store.append(intakeStream(channel), events, version)).kind === 'appended') return;
  }
};

const balanced = (channel: ChannelKey, data: DayBalanced['data'], now: Millis): NewEvent<DayBalanced> => ({
  id: `balance/${channel}/${data.day}`, type: 'DayBalanced', data, meta: { v: 1, at: now, means: 'system' },
});

/** What was read on days before `today` that no balance covers, newest events first until a day that one does. */
const unbalanced = async (
  store: EventStore, channel: ChannelKey, today: string,
): Promise<{ version: number; sums: ReadonlyMap<string, Sum> }> => {
  const sums = new Map<string, Sum>();
  let version: number | undefined;
  let covered: string | undefined;
  for (let from: number | undefined; ; ) {
    const slice = await store.readBackwards(intakeStream(channel), { from, limit: PAGE });
    version ??= slice.version;
    for (const { type, data } of slice.events as readonly RecordedEvent<IntakeEvent>[]) {
      const event = { type, data } as IntakeEvent;
      if (event.type === 'DayBalanced') covered ??= event.data.day;
      if (event.type !== 'ReceiptsHandled') continue;
      const day = dayOf(event.data.at);
      if (covered !== undefined && day <= covered) return { version, sums };
      if (day < today) sums.set(day, plus(sums.get(day), event.data));
    }
    const oldest = slice.events.at(-1);
    if (!oldest || oldest.version === 1) return { version, sums };
    from = oldest.version - 1;
  }
};

const plus = (sum: Sum = { calls: 0, counts: noCounts }, { calls, counts }: Sum): Sum =>
  ({ calls: sum.calls + calls, counts: addCounts(sum.counts, counts) });
