import {
  addCounts, intakeStream, noCounts, partsOfWebhooks, webhooksStream, type ChannelKey, type Clock, type EventStore, type InboundItem,
  type Identifiers, type IntakeEvent, type ItemException, type Millis, type RecordedEvent, type Vault, type VerdictCounts,
  type WebhookReceived,
} from '@tandem/domain';
import type { Chance } from '../chance.js';
import type { ChannelFacts, Channels } from '../channel/facts.js';
import type { Reception } from '../conversation/receive.js';
import type { Log } from '../logging/log.js';
import type { Metrics } from '../metrics/metrics.js';
import type { OpenFeed } from '../worker/channel-feed.js';
import { keyedQueue } from '../worker/keyed-queue.js';
import type { Leases } from '../worker/leases.js';
import { limited } from '../worker/limited.js';
import { addressee, judge, type JudgeDeps, type JudgedItem, type Place } from './judge.js';
import { appendParked, isParked, parkedKey } from './parked.js';
import { openBody } from './receipt-body.js';

type Receipt = RecordedEvent<WebhookReceived>;

/** Reads receipts in the order of the log, channel by channel, and gives every item its verdict (design 5.2). */
export interface Readers {
  /** Begins behind `after`, a position at or before every receipt that was not read yet. */
  start(after: number): Promise<void>;
  stop(): Promise<void>;
  /** Every receipt up to here has been read. */
  position(): number;
  /** Whether every receipt of the channel at or before `head` has been read, by whichever process. */
  passed(head: number, channel: ChannelKey): Promise<boolean>;
  /** The channel is this process's: its receipts behind `from` that nobody has read are read. */
  take(channel: ChannelKey, from: number): void;
  /** Reads no more of the channel; resolves when the batch under way is ticked off, with the position that was reached. */
  leave(channel: ChannelKey): Promise<number>;
}

export interface ReaderDeps extends JudgeDeps {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly channels: Channels;
  readonly reception: Reception;
  /** Receipts are kept that long: an older one that is still there is skipped (design 7). Default: none is. */
  readonly receiptsKept?: Millis;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly leases: Pick<Leases, 'shared' | 'holds' | 'notedOf'>;
  readonly openFeed: OpenFeed;
  readonly onProgress?: () => void;
  /** The customer behind identifiers, where he is known. */
  readonly whose: (channel: ChannelKey, who: Identifiers) => Promise<string | undefined>;
  /** A customer's message of this receipt was handled: the channel works from end to end. */
  readonly onMessage: (channel: ChannelKey, receipt: string) => void;
}

interface Progress {
  readonly version: number;
  readonly upTo: Readonly<Record<string, number>>;
}

/** Receipts handled before the reader writes down how far it is. */
const BATCH = 200;
/** Items judged at the same time: enough to share the waits for the disk, and few enough that a call that comes in between waits for milliseconds. */
const AT_ONCE = 50;

export const createReaders = (deps: ReaderDeps): Readers => {
  const { store, clock, chance, metrics, leases } = deps;
  const progress = new Map<ChannelKey, Progress>();
  const inTurn = keyedQueue();

  const progressOf = async (channel: ChannelKey): Promise<Progress> => {
    const known = progress.get(channel);
    if (known) return known;
    const read = await readProgress(store, intakeStream(channel));
    progress.set(channel, read);
    return read;
  };

  const readChannel = async (channel: ChannelKey, receipts: readonly Receipt[]): Promise<void> => {
    const { upTo } = await progressOf(channel);
    const fresh = receipts.filter(isUnread(upTo));
    for (let from = 0; from < fresh.length; from += BATCH) {
      if (!leases.holds(channel)) throw new LeaseLost();
      await readBatch(channel, fresh.slice(from, from + BATCH));
    }
  };

  const readBatch = async (channel: ChannelKey, receipts: readonly Receipt[]): Promise<void> => {
    const calls = await Promise.all(receipts.map((receipt) => openCall(receipt, channel, deps)));
    const results = await judgeAll(calls.flat(), channel, deps);
    await tickOff(channel, receipts, results);
    for (const { verdict } of results) metrics.verdict(verdict);
    proveChannels(results);
  };

  /** A channel is proven by a message of its own, whichever address it came to. */
  const proveChannels = (results: readonly Result[]): void => {
    const proven = new Set<ChannelKey>();
    for (const { verdict, item, channel, receipt } of results) {
      if (verdict !== 'handled' || item.kind !== 'message' || !channel || channel.proven || proven.has(channel.key)) continue;
      proven.add(channel.key);
      deps.onMessage(channel.key, receipt);
    }
  };

  const tickOff = async (channel: ChannelKey, receipts: readonly Receipt[], results: readonly Result[]): Promise<void> => {
    const stream = intakeStream(channel);
    const id = chance.id();
    for (;;) {
      const { version, upTo } = await progressOf(channel);
      // a former owner of the channel may have read some of them to the end meanwhile, and counted them
      const ours = receipts.filter(isUnread(upTo));
      if (ours.length === 0) return;
      const ids = new Set(ours.map((receipt) => receipt.id));
      const event: IntakeEvent = {
        type: 'ReceiptsHandled', data: handled(ours, results.filter(({ receipt }) => ids.has(receipt)), { at: clock.now(), upTo }),
      };
      const appended = await store.append(stream, [{ ...event, id, meta: { v: 1, at: event.data.at, means: 'system' } }], version);
      progress.delete(channel);
      if (appended.kind === 'conflict') continue;
      progress.set(channel, { version: appended.version, upTo: event.data.upTo });
      return;
    }
  };

  const deliver = async (events: readonly RecordedEvent[]): Promise<void> => {
    const byChannel = new Map<ChannelKey, Receipt[]>();
    for (const event of events as readonly Receipt[]) {
      if (event.type !== 'WebhookReceived') continue;
      const { channel } = partsOfWebhooks(event.stream);
      byChannel.set(channel, [...(byChannel.get(channel) ?? []), event]);
    }
    try {
      await Promise.all([...byChannel].map(([channel, receipts]) => inTurn.run(channel, () => readChannel(channel, receipts))));
    } catch (error) {
      if (!(error instanceof LeaseLost)) deps.log.error('ReceiptsNotRead', { error });
      throw error;
    }
  };
  const feed = deps.openFeed({ kind: 'webhooks-', channelOf: (stream) => partsOfWebhooks(stream).channel, deliver, onProgress: deps.onProgress });

  return {
    start: async (after) => feed.start(after),
    stop: () => feed.stop(),
    position: () => feed.position(),
    passed: async (head, channel) => {
      if (feed.hasReached(channel, head)) return true;
      if (leases.shared) return isReadUpTo(head, channel, { store, from: leases.notedOf(channel)?.receipts });
      const [next] = await store.readAll({ after: feed.position(), limit: 1, prefixes: ['webhooks-'] });
      return next === undefined || next.position > head;
    },
    take: (channel, from) => {
      progress.delete(channel);
      feed.take(channel, from, async () => newestRead(store, channel, (await readProgress(store, intakeStream(channel))).upTo));
    },
    leave: (channel) => feed.leave(channel),
  };
};

/** This process may not act for the channel any more: whoever does reads on. */
class LeaseLost extends Error {}

const isUnread = (upTo: Progress['upTo']) => ({ stream, version }: Pick<RecordedEvent, 'stream' | 'version'>): boolean =>
  version > (upTo[partsOfWebhooks(stream).writer] ?? 0);

/** Whether another process's reader of the channel has passed this position; behind `from` it has, as it says itself. */
const isReadUpTo = async (head: number, channel: ChannelKey, { store, from = 0 }: { store: EventStore; from?: number }): Promise<boolean> => {
  if (from >= head) return true;
  const { upTo } = await readProgress(store, intakeStream(channel));
  for (let after = Math.max(from, await newestRead(store, channel, upTo)); ; ) {
    const events = await store.readAll({ after, limit: BATCH, prefixes: [`webhooks-${channel}.`] });
    const earlier = events.filter(({ position }) => position <= head);
    if (earlier.some((event) => event.type === 'WebhookReceived' && isUnread(upTo)(event))) return false;
    if (earlier.length < BATCH) return true;
    after = earlier.at(-1)?.position ?? head;
  }
};

/** Position of the newest receipt that was read; receipts that were forgotten say nothing. */
const newestRead = async (store: EventStore, channel: ChannelKey, upTo: Progress['upTo']): Promise<number> => {
  const read = await Promise.all(Object.entries(upTo).map(async ([writer, version]) => {
    const { events: [event] } = await store.read(webhooksStream(channel, writer), { from: version, limit: 1 });
    return event?.version === version ? event.position : 0;
  }));
  return Math.max(0, ...read);
};

/** How far the reader of an intake stream is, and at which version of it. */
export const readProgress = async (store: EventStore, stream: string): Promise<Progress> => {
  let version: number | undefined;
  for (let from: number | undefined; ; ) {
    const slice = await store.readBackwards(stream, { from, limit: 20 });
    version ??= slice.version;
    const last = (slice.events as readonly RecordedEvent<IntakeEvent>[]).find(({ type }) => type === 'ReceiptsHandled');
    if (last?.type === 'ReceiptsHandled') return { version, upTo: (last.data as HandledData).upTo };
    const oldest = slice.events.at(-1);
    if (!oldest || oldest.version === 1) return { version, upTo: {} };
    from = oldest.version - 1;
  }
};

type HandledData = Extract<IntakeEvent, { type: 'ReceiptsHandled' }>['data'];

const handled = (
  receipts: readonly Receipt[],
  results: readonly Result[],
  { at, upTo }: { at: Millis; upTo: Readonly<Record<string, number>> },
): HandledData => {
  const next: Record<string, number> = { ...upTo };
  let calls = 0;
  for (const { stream, version } of receipts) {
    const { writer } = partsOfWebhooks(stream);
    calls += version - (next[writer] ?? 0); // receipts that were forgotten before they were read count as read
    next[writer] = version;
  }
  const counts = results.reduce<VerdictCounts>((sum, { verdict }) => addCounts(sum, { ...noCounts, [verdict]: 1 }), noCounts);
  const exceptions: ItemException[] = results.flatMap(({ verdict, reason, receipt, index }) =>
    reason === undefined ? [] : [{ receipt, item: index, verdict, reason }]);
  return { at, upTo: next, calls, counts, exceptions };
};

type Result = Place & JudgedItem;

const openCall = async (receipt: Receipt, channel: ChannelKey, deps: ReaderDeps): Promise<readonly Place[]> => {
  const { receivedAt, provenBy, protocol } = receipt.data;
  const items = await itemsOf(receipt, deps.channels.get(channel, protocol), deps);
  return items.map((item, index) => ({ item, receipt: receipt.id, index, receivedAt, provenBy, protocol }));
};

const itemsOf = async (receipt: Receipt, facts: ChannelFacts | undefined, deps: ReaderDeps): Promise<readonly InboundItem[]> => {
  const { receiptsKept = Infinity, clock, vault } = deps;
  if (receipt.data.receivedAt < clock.now() - receiptsKept) return [{ kind: 'notice', what: 'TooOld', reason: 'TooOld' }];
  const body = await openBody(vault, receipt.data.body);
  if (body && facts) return facts.protocol.parse(body);
  return [{ kind: 'unreadable', reason: body ? 'no such protocol here' : 'its key was destroyed' }];
};

/** Items of one person keep their order, by whichever identifier they show; those of different people do not wait. */
const judgeAll = async (places: readonly Place[], channel: ChannelKey, deps: ReaderDeps): Promise<readonly Result[]> => {
  const results: Result[] = new Array<Result>(places.length);
  const tails = new Map<string, Promise<unknown>>();
  const inTurn = limited(AT_ONCE);
  for (const [at, place] of places.entries()) {
    const person = identifiersOf(place.item);
    const before = Promise.all(person.map(async (identifier) => tails.get(identifier)));
    const judged = before.then(() => inTurn(async () => void (results[at] = await judgeOrPark(place, channel, deps))));
    for (const identifier of person) tails.set(identifier, judged);
  }
  await Promise.all(tails.values());
  return results;
};

const identifiersOf = (item: InboundItem): readonly string[] => {
  const who = whoOf(item);
  const known = [who.phone, who.userId].filter((identifier) => identifier !== undefined);
  return known.length > 0 ? known : [''];
};

/** The customer an item is about, as it shows him. */
const whoOf = (item: InboundItem): Identifiers => {
  switch (item.kind) {
    case 'message':
      return item.from;
    case 'status':
      return item.to;
    case 'notice':
      return item.about ?? {};
    case 'unreadable':
      return {};
  }
};

const judgeOrPark = async (place: Place, channel: ChannelKey, deps: ReaderDeps): Promise<Result> => {
  // a batch takes its time: what is in force is what is in force by now
  const now = () => deps.channels.get(channel, place.protocol);
  try {
    // once more: what failed beside an erasure or a merge meets the new state
    const judged = await judge(place, now(), deps).catch(() => judge(place, now(), deps));
    return { ...place, ...judged };
  } catch (error) {
    deps.log.error('ItemParked', { receipt: place.receipt, item: place.index, error });
    const facts = now();
    if (facts) await park(place, facts, deps);
    return { ...place, verdict: 'parked', reason: faultName(error) };
  }
};

const faultName = (error: unknown): string => (error instanceof Error ? error.constructor.name : 'NotAnError');

/** Copies the item whole, sealed with a key of its own, to the channel it speaks of; the one behind it goes on. */
const park = async (place: Place, facts: ChannelFacts, deps: ReaderDeps): Promise<void> => {
  const { store, vault, clock } = deps;
  const { item, receipt, index, receivedAt, provenBy, protocol } = place;
  const channel = (await addressee(place, facts, deps).catch(() => undefined)) ?? facts;
  const parked = `${receipt}.${index}`; // the same again when a crash came before the batch was ticked off
  if (await isParked(store, channel.key, parked)) return;
  const content = await vault.seal(parkedKey(parked), JSON.stringify(item));
  const customer = await deps.whose(channel.key, whoOf(item)).catch(() => undefined);
  const data = { parked, at: clock.now(), receipt, item: index, receivedAt, reason: 'Failed', content, customer, provenBy, protocol };
  await appendParked(channel.key, { type: 'ItemParked', data }, { store, id: parked });
};
