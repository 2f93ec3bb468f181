import { SECOND, type ChannelKey, type Clock, type EventStore, type Millis, type RecordedEvent, type Subscription } from '@tandem/domain';
import type { Leases } from './leases.js';

export interface FeedOptions {
  /** Streams whose name is `<kind><channel>`, then a dot and more, or nothing more. */
  readonly kind: 'webhooks-' | 'conversation-' | 'channel-';
  /** Other streams that are delivered to every process. */
  readonly everywhere?: readonly string[];
  readonly channelOf: (stream: string) => ChannelKey;
  /** As a subscription delivers; but only what is of channels that this process acts for. */
  readonly deliver: (events: readonly RecordedEvent[]) => Promise<void>;
  /** Told of everything as it comes, whosesoever channel it is of. */
  readonly onSeen?: (events: readonly RecordedEvent[]) => void;
  /** Called when the position moved. */
  readonly onProgress?: () => void;
}

/** The log as far as this process acts on it: what is of its channels, from where it goes on with each. */
export interface ChannelFeed {
  start(after: number): void;
  /** Goes on with the channel behind `from`: first what is in the log, then what comes; without a gap, in order. */
  /** `further`: a later position to go on from, where one is found. */
  take(channel: ChannelKey, from: number, further?: () => Promise<number>): void;
  /** Nothing more is delivered of it; resolves when what is being delivered is done, with the position it has reached. */
  leave(channel: ChannelKey): Promise<number>;
  /** At or before it everything of the channels that this process acts for was delivered. */
  position(): number;
  /** Whether the channel is followed as it comes, up to this position at least. */
  hasReached(channel: ChannelKey, head: number): boolean;
  stop(): Promise<void>;
}

export type OpenFeed = (options: FeedOptions) => ChannelFeed;

/** One process alone: a subscription. */
const plainFeed = (store: EventStore): OpenFeed => ({ kind, everywhere = [], deliver, onProgress }) => {
  let position = 0;
  let subscription: Subscription | undefined;
  return {
    start: (after) => {
      position = after;
      subscription = store.subscribe({
        prefixes: [...everywhere, kind], after,
        deliver: async (events, upTo) => {
          await deliver(events);
          position = upTo;
          onProgress?.();
        },
      });
    },
    take: () => {},
    leave: () => Promise.resolve(position),
    position: () => position,
    hasReached: (_channel, head) => position >= head,
    stop: async () => subscription?.stop(),
  };
};

/** A channel of this process. */
interface Followed {
  /** What was taken behind it is read from the log; undefined once the channel is followed as things come. */
  reading: { at: number; skippedTo: number } | undefined;
  done: Promise<void>;
}

interface CatchUp {
  readonly reading: NonNullable<Followed['reading']>;
  readonly further?: () => Promise<number>;
}

const PAGE = 200;
const FIRST_PAUSE: Millis = 200;
const LONGEST_PAUSE: Millis = 10 * SECOND;

const sharedFeed = (store: EventStore, clock: Clock, leases: Pick<Leases, 'owns' | 'holds'>): OpenFeed => (options) => {
  const { kind, everywhere = [], channelOf, deliver, onSeen, onProgress } = options;
  const followed = new Map<ChannelKey, Followed>();
  let position = 0;
  /** What is being delivered, or was last: the position that it reaches. */
  let delivering: Promise<number> = Promise.resolve(0);
  let subscription: Subscription | undefined;
  let stopped = false;

  /** Whether an event that comes now is for this process; one that is read from the log instead is remembered. */
  const isForUs = ({ stream, position: at }: RecordedEvent): boolean => {
    if (!stream.startsWith(kind)) return true;
    const channel = channelOf(stream);
    const one = followed.get(channel);
    if (!one) return false;
    if (one.reading) {
      one.reading.skippedTo = Math.max(one.reading.skippedTo, at);
      return false;
    }
    if (leases.holds(channel)) return true;
    followed.delete(channel); // nobody may act: whoever takes the channel reads it from the log
    return false;
  };

  const receive = (events: readonly RecordedEvent[], upTo: number): Promise<void> => {
    onSeen?.(events);
    const ours = events.filter(isForUs);
    const before = position;
    const done = (ours.length > 0 ? deliver(ours) : Promise.resolve()).then(() => {
      position = upTo;
      onProgress?.();
    });
    delivering = done.then(() => upTo, () => before);
    return done;
  };

  const streamsOf = (channel: ChannelKey): readonly string[] => (kind === 'channel-' ? [`channel-${channel}`] : [`${kind}${channel}.`]);

  const isStill = (channel: ChannelKey, one: Followed): boolean => !stopped && followed.get(channel) === one;

  /** Reads until nothing is left that came meanwhile; then, in the same breath, what comes is followed. */
  const catchUp = async (channel: ChannelKey, one: Followed, { reading, further }: CatchUp): Promise<void> => {
    let look = further;
    for (let pause = FIRST_PAUSE; isStill(channel, one) && one.reading;) {
      try {
        if (look) reading.at = Math.max(reading.at, await look());
        look = undefined;
        const events = await store.readAll({ after: reading.at, limit: PAGE, prefixes: streamsOf(channel) });
        if (!isStill(channel, one)) return;
        if (events.length > 0) await deliver(events);
        reading.at = events.at(-1)?.position ?? reading.at;
        if (events.length < PAGE && reading.skippedTo <= reading.at) one.reading = undefined;
        pause = FIRST_PAUSE;
      } catch {
        await new Promise<void>((resolve) => clock.wakeAt(clock.now() + pause, resolve));
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    }
    onProgress?.();
  };

  return {
    start: (after) => {
      position = after;
      delivering = Promise.resolve(after);
      subscription = store.subscribe({ prefixes: [...everywhere, kind], after, deliver: receive });
    },
    take: (channel, from, further) => {
      const reading = { at: from, skippedTo: 0 };
      const before = followed.get(channel);
      const one: Followed = { reading, done: Promise.resolve() };
      followed.set(channel, one);
      // what an earlier time is still delivering comes first
      one.done = Promise.all([before?.done, delivering]).then(() => catchUp(channel, one, { reading, further }));
    },
    leave: async (channel) => {
      const one = followed.get(channel);
      followed.delete(channel);
      if (!one) return position;
      const { reading } = one;
      const [reached] = await Promise.all([delivering, one.done]);
      return reading?.at ?? reached;
    },
    position: () => [...followed.values()].reduce((least, { reading }) => (reading ? Math.min(least, reading.at) : least), position),
    hasReached: (channel, head) => {
      const one = followed.get(channel);
      return one !== undefined && !one.reading && position >= head;
    },
    stop: async () => {
      stopped = true;
      await subscription?.stop();
    },
  };
};

export const createFeeds = ({ store, clock, leases }: { store: EventStore; clock: Clock; leases: Leases }): OpenFeed =>
  (leases.shared ? sharedFeed(store, clock, leases) : plainFeed(store));
