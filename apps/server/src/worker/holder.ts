import { SECOND, type ChannelKey, type Clock, type EventStore, type Millis, type NotedPositions } from '@tandem/domain';
import type { Log } from '../logging/log.js';
import type { MediaFetcher } from '../media/fetch-media.js';
import type { Lanes } from '../sending/lanes.js';
import type { Readers } from '../webhooks/reader.js';
import type { ChannelFeed } from './channel-feed.js';
import type { LeaseHolder, Leases } from './leases.js';
import type { Worker } from './worker.js';

export interface HolderDeps {
  readonly store: Pick<EventStore, 'head'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly leases: Leases;
  readonly lanes: Lanes;
  readonly worker: Worker;
  readonly readers: Readers;
  readonly reactions: ChannelFeed;
  readonly closings: ChannelFeed;
  readonly roomEndings: ChannelFeed;
  readonly media?: MediaFetcher;
  readonly openSessions: (channel: ChannelKey, position: number) => Promise<readonly string[]>;
}

/** The former owner may have used up the number's second; nobody knows how much of it. */
const UNKNOWN_SECOND: Millis = SECOND;
const LOOK_AGAIN: Millis = SECOND;

/** Everything that acts for a channel, as one thing that gets channels and gives them back. */
export const createHolder = (deps: HolderDeps) => {
  const { store, clock, log, leases, lanes, worker, readers, reactions, closings, roomEndings, media } = deps;

  /** Sessions that were armed elsewhere are armed here, and brought on. */
  const touchOpen = async (channel: ChannelKey): Promise<void> => {
    const since = leases.takenAt(channel);
    try {
      for (const stream of await deps.openSessions(channel, await store.head())) worker.touch(stream);
    } catch (error) {
      log.warn('OpenSessionsNotFound', { channel, error });
      clock.wakeAt(clock.now() + LOOK_AGAIN, () => {
        if (leases.owns(channel) && leases.takenAt(channel) === since) void touchOpen(channel);
      });
    }
  };

  const holder: LeaseHolder = {
    taken: (channel, since, isFromAnother) => {
      if (isFromAnother) lanes.hold(channel, clock.now() + UNKNOWN_SECOND);
      readers.take(channel, since.receipts);
      reactions.take(channel, since.conversations);
      closings.take(channel, since.closings);
      roomEndings.take(channel, since.rooms);
      media?.take(channel, since.media);
      void touchOpen(channel);
    },
    left: async (channel) => {
      const [receipts, seen, open, closed, rooms, fetched] = await Promise.all([
        readers.leave(channel), reactions.leave(channel), worker.leave(channel), closings.leave(channel), roomEndings.leave(channel), media?.leave(channel) ?? 0,
      ]);
      return { receipts, conversations: Math.min(seen, open - 1), closings: closed, rooms, media: fetched };
    },
    noted: (): NotedPositions => ({
      receipts: readers.position(), conversations: Math.min(reactions.position(), worker.openSince() - 1), closings: closings.position(),
      rooms: roomEndings.position(), media: media?.position() ?? 0,
    }),
  };
  return {
    start: async (): Promise<void> => {
      const head = await store.head();
      reactions.start(head);
      await readers.start(head);
      closings.start(0); // configuration is small, and who archived an agent may have been cut off
      roomEndings.start(head);
      media?.start(head);
      await leases.start(holder);
    },
  };
};
