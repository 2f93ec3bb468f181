import {
  DAY, SECOND, HOUR, conversationStream, partsOfConversation, type Clock, type ChannelKey, type ConversationEvent, type EventStore, type InboundMedia, type MessageReceived,
  type ConversationCommand, type Millis, type RecordedEvent, type Vault,
} from '@tandem/domain';
import { KeyDestroyed } from '@tandem/event-store';
import { inForce, type Channels } from '../channel/facts.js';
import type { Conversations } from '../conversation/conversations.js';
import type { Customers } from '../conversation/customers.js';
import { customerKey, openMessage } from '../conversation/keys.js';
import type { Log } from '../logging/log.js';
import type { ChannelFeed, OpenFeed } from '../worker/channel-feed.js';
import type { ContentStore } from './content-store.js';
import { mediaKinds, mediaRef } from './media-of.js';

/**
 * Brings the media of messages into the content store, in a step of its own: the message is visible and answered at
 * once. A reaction with a checkpoint; what fails is tried again with growing pauses for a day.
 */
export type MediaFetcher = Omit<ChannelFeed, 'hasReached'>;

export interface MediaFetcherDeps {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly conversations: Conversations;
  readonly customers: Pick<Customers, 'follow'>;
  readonly channels: Channels;
  readonly content: ContentStore;
  readonly log: Log;
  readonly openFeed: OpenFeed;
  /** Largest medium. */
  readonly maxBytes: number;
}

interface Job {
  readonly stream: string;
  readonly position: number;
  readonly data: MessageReceived['data'];
  attempts: number;
}

type RecordMedia = Extract<ConversationCommand, { type: 'RecordMedia' }>;
type Outcome = RecordMedia['outcome'] | { readonly kind: 'retry'; readonly reason: string };

const channelOf = (stream: string): ChannelKey => partsOfConversation(stream).channel;

const AT_ONCE = 4;
const TIMEOUT: Millis = 60 * SECOND;
/** Meta's ids of media live for seven days (dossier 5); a day is enough for everything that heals. */
const GIVE_UP_AFTER: Millis = DAY;

/** 5 s, doubling to an hour. */
const pauseAfter = (attempts: number): Millis => Math.min(5 * SECOND * 2 ** (attempts - 1), HOUR);

export const createMediaFetcher = (deps: MediaFetcherDeps): MediaFetcher => {
  const { clock, log, openFeed } = deps;
  const open = new Set<Job>();
  const ready: Job[] = [];
  const waiting = new Map<Job, () => void>();
  const recording = new Set<Promise<unknown>>();
  let running = 0;
  let stopped = false;

  const fill = (): void => {
    for (let job = stopped || running >= AT_ONCE ? undefined : ready.shift(); job; job = running >= AT_ONCE ? undefined : ready.shift()) {
      running += 1;
      void work(job).finally(() => {
        running -= 1;
        fill();
      });
    }
  };

  const work = async (job: Job): Promise<void> => {
    try {
      const outcome = open.has(job) ? await attempt(job, deps) : undefined;
      if (stopped || !open.has(job)) return;
      if (outcome?.kind === 'retry') return again(job, outcome.reason);
      if (outcome) await tracked(record(job, outcome, deps));
      open.delete(job);
    } catch (error) {
      log.error('MediumNotFetched', { channel: partsOfConversation(job.stream).channel, error });
      again(job, 'Failed');
    }
  };

  const tracked = async (recorded: Promise<void>): Promise<void> => {
    recording.add(recorded);
    await recorded.finally(() => recording.delete(recorded));
  };

  const again = (job: Job, reason: string): void => {
    if (stopped || !open.has(job)) return;
    job.attempts += 1;
    const at = clock.now() + pauseAfter(job.attempts);
    if (at > job.data.at + GIVE_UP_AFTER) return giveUp(job, reason);
    waiting.set(job, clock.wakeAt(at, () => {
      waiting.delete(job);
      ready.push(job);
      fill();
    }));
  };

  const giveUp = (job: Job, reason: string): void => {
    tracked(record(job, { kind: 'not-fetched', reason }, deps)).then(() => open.delete(job), (error: unknown) => {
      log.error('MediumNotRecorded', { channel: partsOfConversation(job.stream).channel, error });
      waiting.set(job, clock.wakeAt(clock.now() + HOUR, () => giveUp(job, reason)));
    });
  };

  const deliver = (events: readonly RecordedEvent[]): Promise<void> => {
    for (const { type, stream, position, data } of events as readonly RecordedEvent<ConversationEvent>[]) {
      if (type !== 'MessageReceived' || !mediaKinds.has((data as MessageReceived['data']).kind)) continue;
      const job: Job = { stream, position, data: data as MessageReceived['data'], attempts: 0 };
      open.add(job);
      ready.push(job);
    }
    fill();
    return Promise.resolve();
  };

  const feed = openFeed({ kind: 'conversation-', channelOf, deliver });
  const isOf = (channel: ChannelKey) => ({ stream }: Job): boolean => channelOf(stream) === channel;
  const leastOf = (jobs: Iterable<Job>, reached: number): number =>
    [...jobs].reduce((least, { position }) => Math.min(least, position - 1), reached);

  return {
    start: (after) => feed.start(after),
    take: (channel, from) => feed.take(channel, from),
    leave: async (channel) => {
      const reaching = feed.leave(channel);
      const left = [...open].filter(isOf(channel));
      for (const job of left) {
        open.delete(job);
        waiting.get(job)?.();
        waiting.delete(job);
      }
      return leastOf(left, await reaching);
    },
    position: () => leastOf(open, feed.position()),
    stop: async () => {
      stopped = true;
      await feed.stop();
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
      await Promise.allSettled(recording);
    },
  };
};

/** One try; undefined where it was recorded before. */
const attempt = async ({ stream, data }: Job, deps: MediaFetcherDeps): Promise<Outcome | undefined> => {
  const { channels, content, vault } = deps;
  const { channel: key, customer } = partsOfConversation(stream);
  if (await isRecorded(stream, data, deps)) return undefined;
  const media = mediaRef(vault, key, data.message);
  const known = await content.get(media);
  if (known.kind === 'there') return fetched(media, known.medium);
  const said = await openMessage(vault, data.content);
  if (!said) return { kind: 'not-fetched', reason: 'Erased' };
  const { protocol } = channels.get(key) ?? {};
  if (!protocol) return { kind: 'retry', reason: 'NoSuchChannel' };
  if (!protocol.fetchMedia) return { kind: 'not-fetched', reason: 'NotPossible' };
  const credentials = await channels.credentials(key);
  const answer = await protocol.fetchMedia(said.content as InboundMedia, credentials, { timeout: TIMEOUT, maxBytes: deps.maxBytes });
  if (answer.kind === 'retry') return { kind: 'retry', reason: plain(answer.reason) };
  if (answer.kind === 'refused') return { kind: 'not-fetched', reason: plain(answer.reason) };
  try {
    const { filename } = said.content as InboundMedia;
    await content.put(media, { ...answer.media, filename }, customerKey(customer));
  } catch (error) {
    if (error instanceof KeyDestroyed) return { kind: 'not-fetched', reason: 'Erased' };
    throw error;
  }
  return fetched(media, answer.media);
};

const fetched = (media: string, { bytes, mimeType }: { bytes: Uint8Array; mimeType: string }): Outcome =>
  ({ kind: 'fetched', media, bytes: bytes.length, mimeType });

/** Words of ours pass; what a provider may have put in does not. */
const plain = (reason: string): string => (/^[A-Za-z][A-Za-z0-9 ,'()-]{0,60}$/.test(reason) && !/\d{5}/.test(reason) ? reason : 'Failed');

const record = async ({ stream, data }: Job, outcome: RecordMedia['outcome'], deps: MediaFetcherDeps): Promise<void> => {
  const { channel: key, customer } = partsOfConversation(stream);
  const facts = deps.channels.get(key);
  if (!facts) throw new Error('NoSuchChannel');
  if (outcome.kind === 'not-fetched') await deps.content.refuse(mediaRef(deps.vault, key, data.message));
  const self = conversationStream(key, await deps.customers.follow(key, customer));
  await deps.conversations.execute(self, () => ({
    type: 'RecordMedia', now: deps.clock.now(), settings: inForce(facts), message: data.message, outcome,
  }));
};

const PAGE = 100;

/** Whether a life before this one has recorded it already: here, or where the customer goes on since a merge. */
const isRecorded = async (stream: string, data: Job['data'], { store, customers }: MediaFetcherDeps): Promise<boolean> => {
  const { channel, customer } = partsOfConversation(stream);
  const self = conversationStream(channel, await customers.follow(channel, customer));
  for (const one of new Set([self, stream])) if (await isRecordedIn(one, data, store)) return true;
  return false;
};

const isRecordedIn = async (stream: string, { message, at }: Job['data'], store: EventStore): Promise<boolean> => {
  for (let from: number | undefined; ; ) {
    const { events } = await store.readBackwards(stream, { from, limit: PAGE });
    for (const { type, data } of events as readonly RecordedEvent<ConversationEvent>[]) {
      if ((type === 'MediaFetched' || type === 'MediaNotFetched') && (data as { message: string }).message === message) return true;
    }
    const oldest = events.at(-1);
    if (!oldest || oldest.version === 1 || oldest.meta.at < at) return false;
    from = oldest.version - 1;
  }
};
