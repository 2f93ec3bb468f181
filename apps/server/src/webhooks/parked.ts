import {
  parkedStream, type ChannelKey, type Clock, type EventMetadata, type EventStore, type InboundItem, type ParkedEvent, type RecordedEvent, type Vault,
} from '@tandem/domain';
import type { Judged } from '../conversation/receive.js';
import { judge, type JudgeDeps } from './judge.js';

/** An item that could not be handled and waits for a person. */
export type ParkedItem = Extract<ParkedEvent, { type: 'ItemParked' }>['data'];

export interface ParkedDeps {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly clock: Clock;
  /** Who asked for it, and why; stands in the event. */
  readonly by?: Partial<EventMetadata>;
}

export const parkedKey = (parked: string): string => `parked-${parked}`;

/** Appends to the channel's parked items, whoever else does at the same time. */
export const appendParked = async (
  channel: ChannelKey, event: ParkedEvent, { store, id, by }: { store: EventStore; id: string; by?: Partial<EventMetadata> },
): Promise<void> => {
  const stream = parkedStream(channel);
  for (;;) {
    const { version } = await store.readBackwards(stream, { limit: 1 });
    const appended = await store.append(stream, [{ ...event, id, meta: { v: 1, at: event.data.at, means: 'system', ...by } }], version);
    if (appended.kind === 'appended') return;
  }
};

/** Every item that was ever parked on the channel, oldest first, and whether it still waits. */
export const allParked = async (store: EventStore, channel: ChannelKey): Promise<readonly (ParkedItem & { readonly waiting: boolean })[]> => {
  const { events } = await store.read(parkedStream(channel));
  const items = new Map<string, ParkedItem & { waiting: boolean }>();
  for (const { type, data } of events as readonly RecordedEvent<ParkedEvent>[]) {
    const event = { type, data } as ParkedEvent;
    const known = items.get(event.data.parked);
    if (event.type === 'ItemParked') items.set(event.data.parked, { ...event.data, waiting: true });
    else if (known) items.set(event.data.parked, { ...known, waiting: false });
  }
  return [...items.values()];
};

/** What waits, oldest first. Parked items do not age (design 7). */
export const listParked = async (store: EventStore, channel: ChannelKey): Promise<readonly ParkedItem[]> =>
  (await allParked(store, channel)).filter(({ waiting }) => waiting);

export const isParked = async (store: EventStore, channel: ChannelKey, parked: string): Promise<boolean> =>
  (await allParked(store, channel)).some((item) => item.parked === parked);

/**
 * Handles a parked item again as its reader did; once it is handled its copy becomes unreadable. Rejects where it fails again. What was
 * parked before the channel was closed, or got another number, is of that life and is settled as _channel closed_ (design 8): nobody
 * is answered from a number that he never wrote to.
 */
export const replayParked = async (channel: ChannelKey, item: ParkedItem, deps: ParkedDeps & JudgeDeps): Promise<Judged> => {
  const { parked, receipt, receivedAt, provenBy = [], protocol } = item;
  const text = await deps.vault.open(item.content);
  const judged: Judged = text === undefined
    ? { verdict: 'ignored', reason: 'Erased' }
    : await judge(
      { item: JSON.parse(text) as InboundItem, receipt, index: item.item, receivedAt, provenBy, protocol }, deps.channels.get(channel, protocol), deps,
    );
  await settle(channel, { type: 'ParkedReplayed', data: { parked, at: deps.clock.now(), verdict: judged.verdict } }, deps);
  return { verdict: judged.verdict, reason: judged.reason, customer: judged.customer };
};

export const dismissParked = (
  channel: ChannelKey, parked: string, { reason, ...deps }: ParkedDeps & { reason: 'dismissed' | 'erased' },
): Promise<void> => settle(channel, { type: 'ParkedDismissed', data: { parked, at: deps.clock.now(), reason } }, deps);

/** Destroys the keys of items that are settled: what a crash behind their event left. */
export const sweepParked = async (channels: readonly ChannelKey[], { store, vault }: Pick<ParkedDeps, 'store' | 'vault'>): Promise<void> => {
  const living = new Set(await vault.keys('parked-'));
  if (living.size === 0) return;
  for (const channel of channels) {
    const settled = (await allParked(store, channel)).filter(({ waiting }) => !waiting).map(({ parked }) => parkedKey(parked));
    for (const key of settled) if (living.has(key)) await vault.destroy(key);
  }
};

const settle = async (
  channel: ChannelKey, event: Exclude<ParkedEvent, { type: 'ItemParked' }>, { store, vault, by }: ParkedDeps,
): Promise<void> => {
  await appendParked(channel, event, { store, by, id: `${event.data.parked}/settled` });
  await vault.destroy(parkedKey(event.data.parked));
};
