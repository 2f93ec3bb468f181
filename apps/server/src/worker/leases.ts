import type { ChannelKey, Millis, NotedPositions } from '@tandem/domain';

/** Told of the channels that this process gets and loses. */
export interface LeaseHolder {
  /**
   * The channel is this process's from now on: it goes on from `since`, which is where the former owner came to.
   * `isFromAnother`: that was another process.
   */
  taken(channel: ChannelKey, since: NotedPositions, isFromAnother: boolean): void;
  /**
   * Nothing new is begun for the channel from now on. Resolves when nothing of it is under way any more, with how far
   * it came.
   */
  left(channel: ChannelKey): Promise<NotedPositions>;
  /** How far the process has come with all that it holds. */
  noted(): NotedPositions;
}

/** Which channels this process acts for: reads receipts, runs turns, sends, closes (design 9). */
export interface Leases {
  /** Whether several processes may share the log. */
  readonly shared: boolean;
  /** Whether something may be begun for the channel now. */
  owns(channel: ChannelKey): boolean;
  /** Whether what was begun for the channel may go on: it is being handed over, and not yet another's. */
  holds(channel: ChannelKey): boolean;
  /** Since when whoever acts for the channel does, as this process learned it; undefined where it knows of nobody. */
  takenAt(channel: ChannelKey): Millis | undefined;
  /** How far whoever acts for the channel said that it was. */
  notedOf(channel: ChannelKey): NotedPositions | undefined;
  start(holder: LeaseHolder): Promise<void>;
  /** Hands all channels over. */
  stop(): Promise<void>;
}

/** One process has the log for itself: it owns every channel, writes nothing and waits for nothing. */
export const soleOwner: Leases = {
  shared: false,
  owns: () => true,
  holds: () => true,
  takenAt: () => undefined,
  notedOf: () => undefined,
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
};
