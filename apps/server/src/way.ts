import {
  SECOND, type ChannelKey, type Clock, type EventStore, type Millis, type Papers, type Protocol, type RecordedEvent, type Rules,
  type Runtime, type SessionTimers, type Subscription, type Vault,
} from '@tandem/domain';
import type { Chance } from './chance.js';
import type { Directory } from './channel/directory.js';
import { createChannels, type ChannelFacts, type Channels } from './channel/facts.js';
import { createClosings, type Closings } from './conversation/closings.js';
import { createConversations, type Conversations } from './conversation/conversations.js';
import { createCustomers, type Customers } from './conversation/customers.js';
import { createReachDeadline } from './conversation/reach-deadline.js';
import { createReception, type Reception } from './conversation/receive.js';
import { createRoomEndings, type RoomEndings } from './conversation/room-endings.js';
import { createTurner } from './conversation/turn.js';
import type { Drill } from './drill-points.js';
import type { Log } from './logging/log.js';
import type { ContentStore } from './media/content-store.js';
import { createMediaFetcher, type MediaFetcher } from './media/fetch-media.js';
import type { Metrics } from './metrics/metrics.js';
import { createEvidence } from './sending/evidence.js';
import { createLanes } from './sending/lanes.js';
import { createSender } from './sending/send.js';
import { createSettler } from './sending/settle.js';
import type { JudgeDeps } from './webhooks/judge.js';
import { createReaders, type Readers } from './webhooks/reader.js';
import type { Ledger } from './worker/ledger.js';
import { createWorker, type Worker } from './worker/worker.js';

/** What the way of a message stands on: the ports, clock and chance, and what the installation chose. */
export interface WayDeps {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly timers: SessionTimers;
  readonly ledger: Ledger;
  /** Where the engine keeps its own note of how far sessions were armed, so that its loss is noticed. */
  readonly armed?: { progress(): Promise<number>; saveProgress(position: number): Promise<void> };
  readonly directory: Directory;
  readonly protocols: (name: string) => Protocol | undefined;
  readonly runtimes: (channel: ChannelKey) => Promise<Runtime | undefined>;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly rules: Rules;
  readonly turnTimeout: Millis;
  /** Nobody is ended for that long after the start, and after the store came back. */
  readonly grace: Millis;
  /** When the store last took appends again after it had refused some; 0 = never. */
  readonly storeBackSince?: () => Millis;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly drill?: Drill;
  /** A credential is broken: the channel pauses. */
  readonly onPause: (channel: ChannelKey, papers: Papers, revision: number) => Promise<void>;
  /** Conversations of the channel with an open session, as the log says at or after `position`. */
  readonly openSessions: (channel: ChannelKey, position: number) => Promise<readonly string[]>;
  /** The first real message of a customer came through. */
  readonly onMessage: (channel: ChannelKey, receipt: string) => void;
  /** An agent was archived: its channels are to be disconnected, whatever cut off who archived it. */
  readonly onArchived?: (agent: string, event: string) => Promise<void>;
  /** How long receipts are kept: older ones are skipped. Default: for ever. */
  readonly receiptsKept?: Millis;
  /** How long conversations are kept. Default: for ever. */
  readonly conversationsKept?: Millis;
  /** Where media go, and how a runtime gets at them. Without it none is fetched. */
  readonly media?: { readonly content: ContentStore; readonly maxBytes: number; readonly link: (ref: string) => string };
}

/**
 * Everything between the log's receipts and the outside effects, as one thing over the ports. Nest starts and stops it,
 * the seeded simulation runs the very same.
 */
export interface Way {
  readonly conversations: Conversations;
  readonly customers: Customers;
  readonly channels: Channels;
  readonly reception: Reception;
  /** Channels, this one excepted, for which a call with one of these fingerprints was genuine. */
  readonly siblings: JudgeDeps['siblings'];
  start(): Promise<void>;
  /** Finishes what is under way and notes how far everything is. */
  stop(): Promise<void>;
}

/** How often progress is noted while there is some. */
const NOTE_EVERY: Millis = SECOND;

export const createWay = (deps: WayDeps): Way => {
  const { store, vault, timers, ledger, directory, clock, chance, rules, log, metrics } = deps;
  const conversations = createConversations({ store, clock, chance, rules });
  const customers = createCustomers({ store, vault, chance, conversations });
  const channels = createChannels({ store, vault, directory, protocols: deps.protocols });
  const reception = createReception({ store, vault, clock, chance, conversations, customers });
  const siblings = siblingsOf(directory, channels);
  const readers = createReaders({ store, vault, clock, chance, channels, reception, siblings, whose: (channel, who) => customers.find(channel, who), log, metrics, onMessage: deps.onMessage, receiptsKept: deps.receiptsKept });
  const send = createSender({ conversations, channels, vault, lanes: createLanes(clock), clock, rules, metrics, log, drill: deps.drill, onPause: deps.onPause });
  const turn = createTurner({ store, conversations, channels, vault, clock, metrics, runtimes: deps.runtimes, turnTimeout: deps.turnTimeout, drill: deps.drill, mediaLink: deps.media?.link, conversationsKept: deps.conversationsKept });
  const allEvidenceRead = createEvidence({ store, clock, passed: (head) => readers.passed(head), evidence: rules.evidence });
  const settle = createSettler({ conversations, channels, vault, clock, rules, metrics });
  const worker = createWorker({ conversations, channels, timers, clock, rules, log, metrics, send, turn, settle, allEvidenceRead });
  const reactions = createReactions(store, worker, () => notes.soon());
  const closings = createClosings({ store, conversations, channels, clock, openSessions: deps.openSessions, onArchived: deps.onArchived });
  const roomEndings = createRoomEndings({ store, conversations, channels, vault, clock, rules });
  const media = deps.media && createMediaFetcher({ store, vault, clock, conversations, customers, channels, log, ...deps.media });
  const notes = createNotes({ ledger, armed: deps.armed, clock, log, readers, reactions, closings, roomEndings, worker, media });
  let startedAt = 0;
  const graceUntil = () => Math.max(startedAt, deps.storeBackSince?.() ?? 0) + deps.grace;
  const passed = (head: number) => readers.passed(head);
  const reachDeadline = createReachDeadline({ store, vault, conversations, channels, clock, rules, passed, graceUntil });
  const unwatch = directory.onChange((change) => {
    if ('channel' in change) worker.resume(change.channel);
  });

  return {
    conversations,
    customers,
    channels,
    reception,
    siblings,
    start: async () => {
      startedAt = clock.now();
      const noted = await ledger.load();
      const armed = (await deps.armed?.progress()) ?? noted.conversations;
      for (const conversation of noted.open) worker.touch(conversation);
      reactions.start(Math.min(noted.conversations, armed));
      await readers.start(noted.receipts);
      closings.start(noted.closings);
      roomEndings.start(noted.rooms);
      media?.start(noted.media);
      await timers.start(reachDeadline);
    },
    stop: async () => {
      unwatch();
      await readers.stop();
      await closings.stop();
      await roomEndings.stop();
      await media?.stop();
      await timers.stop();
      await reactions.stop();
      await worker.stop();
      await notes.stop();
    },
  };
};

/**
 * Channels of the same provider for which a call with one of these fingerprints was genuine: they have the same secret,
 * or, where the path is the proof, credentials of an account that may call this channel's path (design 5.2).
 */
const siblingsOf =
  (directory: Directory, channels: Channels) =>
  ({ key: own, protocol }: ChannelFacts, provenBy: readonly string[], at: Millis): readonly ChannelFacts[] => {
    const { name, proof } = protocol;
    const found = proof.by === 'path'
      ? directory.siblingsByAccount(name, own)
      : provenBy.flatMap((fingerprint) => directory.siblingsByProof(name, fingerprint, at));
    const keys = new Set(found.map(({ key }) => key));
    keys.delete(own);
    return [...keys].flatMap((key) => channels.get(key, name) ?? []);
  };

interface Reactions {
  start(after: number): void;
  position(): number;
  stop(): Promise<void>;
}

/** Every event of a conversation touches it: turns, sends and timers are reactions with a checkpoint. */
const createReactions = (store: EventStore, worker: Worker, onProgress: () => void): Reactions => {
  let position = 0;
  let subscription: Subscription | undefined;
  const deliver = (events: readonly RecordedEvent[], upTo: number): Promise<void> => {
    for (const stream of new Set(events.map((event) => event.stream))) worker.touch(stream);
    position = upTo;
    onProgress();
    return Promise.resolve();
  };
  return {
    start: (after) => {
      position = after;
      subscription = store.subscribe({ prefixes: ['conversation-'], after, deliver });
    },
    position: () => position,
    stop: async () => subscription?.stop(),
  };
};

const createNotes = (deps: {
  ledger: Ledger; armed: WayDeps['armed']; clock: Clock; log: Log; readers: Readers; reactions: Reactions; closings: Closings; roomEndings: RoomEndings; worker: Worker;
  media: MediaFetcher | undefined;
}) => {
  const { ledger, clock, log, readers, reactions, closings, roomEndings, worker, media } = deps;
  let planned: (() => void) | undefined;
  let saved = '';
  const note = async (): Promise<void> => {
    const noted = {
      receipts: readers.position(), conversations: reactions.position(), closings: closings.position(),
      rooms: roomEndings.position(), media: media?.position() ?? 0,
      open: [...worker.busy()],
    };
    const mark = `${noted.receipts} ${noted.conversations} ${noted.closings} ${noted.rooms} ${noted.media} ${noted.open.length}`;
    if (mark === saved) return;
    saved = mark;
    try {
      await ledger.save(noted);
      await deps.armed?.saveProgress(noted.conversations);
    } catch (error) {
      log.warn('ProgressNotNoted', { error });
    }
  };
  return {
    /** The log has grown: what that meant is noted in a moment. An idle process wakes for nothing. */
    soon: (): void => {
      planned ??= clock.wakeAt(clock.now() + NOTE_EVERY, () => {
        planned = undefined;
        void note();
      });
    },
    stop: async (): Promise<void> => {
      planned?.();
      planned ??= () => {}; // no further one
      await note();
      await ledger.close();
    },
  };
};
