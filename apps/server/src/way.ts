import {
  SECOND, accountsOf, partsOfConversation, setupOf, type ChannelKey, type Clock, type EventStore, type Millis, type Papers, type Protocol, type Rules, type Runtime, type SessionTimers,
  type Vault,
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
import { createFeeds, type ChannelFeed, type OpenFeed } from './worker/channel-feed.js';
import { createHolder } from './worker/holder.js';
import type { Ledger } from './worker/ledger.js';
import { soleOwner, type Leases } from './worker/leases.js';
import { createWorker, type Worker } from './worker/worker.js';

/** What the way of a message stands on: the ports, clock and chance, and what the installation chose. */
export interface WayDeps {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly timers: SessionTimers;
  readonly ledger: Ledger;
  /** Which channels this process acts for; default: all. */
  readonly leases?: Leases;
  /** Whether timers are this process's own: then only its own channels' sessions are judged when they wake. Default: yes. */
  readonly timersAreOwn?: boolean;
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
  const { store, vault, timers, ledger, directory, clock, chance, rules, log, metrics, leases = soleOwner } = deps;
  const openFeed = createFeeds({ store, clock, leases });
  const conversations = createConversations({ store, clock, chance, rules, shared: leases.shared });
  const customers = createCustomers({ store, vault, chance, conversations });
  const channels = createChannels({ store, vault, directory, protocols: deps.protocols });
  const reception = createReception({ store, vault, clock, chance, conversations, customers, channels });
  const siblings = siblingsOf(directory, channels);
  const readers = createReaders({ store, vault, clock, chance, channels, reception, siblings, whose: (channel, who) => customers.find(channel, who), log, metrics, onMessage: deps.onMessage, receiptsKept: deps.receiptsKept, leases, openFeed });
  const lanes = createLanes(clock);
  const send = createSender({ conversations, channels, vault, lanes, leases, clock, rules, metrics, log, drill: deps.drill, onPause: deps.onPause });
  const turn = createTurner({ store, leases, conversations, channels, vault, clock, metrics, runtimes: deps.runtimes, turnTimeout: deps.turnTimeout, drill: deps.drill, mediaLink: deps.media?.link, conversationsKept: deps.conversationsKept });
  const passed = passedBy(readers, leases, (channel) => mayBring(directory, channels, { channel, at: clock.now() }));
  const allEvidenceRead = createEvidence({ store, clock, passed, evidence: rules.evidence });
  const settle = createSettler({ conversations, channels, vault, clock, rules, metrics });
  const worker = createWorker({ conversations, channels, timers, clock, rules, log, metrics, send, turn, settle, allEvidenceRead, leases });
  const reactions = createReactions({ openFeed, worker, conversations, shared: leases.shared, onProgress: () => notes.soon() });
  const closings = createClosings({ store, conversations, channels, clock, openFeed, known: (position) => directory.waitFor(position), openSessions: deps.openSessions, onArchived: deps.onArchived });
  const roomEndings = createRoomEndings({ conversations, channels, vault, clock, rules, openFeed });
  const media = deps.media && createMediaFetcher({ store, vault, clock, conversations, customers, channels, log, openFeed, ...deps.media });
  const notes = createNotes({ ledger, armed: deps.armed, clock, log, readers, reactions, closings, roomEndings, worker, media });
  let startedAt = 0;
  const graceUntil = (channel: ChannelKey) => Math.max(leases.takenAt(channel) ?? startedAt, deps.storeBackSince?.() ?? 0) + deps.grace;
  const mayJudge = (channel: ChannelKey) => deps.timersAreOwn === false || leases.owns(channel);
  const reachDeadline = createReachDeadline({ store, vault, conversations, channels, clock, rules, passed, graceUntil, mayJudge });
  const holder = createHolder({ store, clock, log, lanes, leases, worker, readers, reactions, closings, roomEndings, media, openSessions: deps.openSessions });
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
      if (leases.shared) {
        await holder.start();
        await timers.start(reachDeadline);
        return;
      }
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
      await leases.stop();
      await readers.stop();
      await closings.stop();
      await roomEndings.stop();
      await media?.stop();
      await timers.stop();
      await reactions.stop();
      await worker.stop();
      await (leases.shared ? ledger.close() : notes.stop());
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

/**
 * Channels whose calls may bring something of this one: itself, those for which a call that proves it is genuine as
 * well, and those whose credentials belong, or belonged, to its account (design 4, Timers).
 */
const mayBring = (directory: Directory, channels: Channels, { channel, at }: { channel: ChannelKey; at: Millis }): readonly ChannelKey[] => {
  const own = directory.byKey(channel)?.state;
  const facts = channels.get(channel);
  if (!own || !facts) return [channel];
  const { name, proof } = facts.protocol;
  const found = proof.by === 'path'
    ? directory.channels().filter(({ state }) => accountsOf(setupOf(state, name)).includes(setupOf(own, name).account ?? ''))
    : (directory.byAddress(own.address, name)?.proofs ?? []).flatMap(({ fingerprint }) => directory.siblingsByProof(name, fingerprint, at));
  return [...new Set([channel, ...found.map(({ key }) => key)])];
};

/** Whether every reader that may hold an item of the channel has passed a place of the log. One process has one reader. */
const passedBy = (readers: Readers, leases: Leases, around: (channel: ChannelKey) => readonly ChannelKey[]) =>
  async (head: number, channel: ChannelKey): Promise<boolean> => {
    for (const one of leases.shared ? around(channel) : [channel]) if (!(await readers.passed(head, one))) return false;
    return true;
  };

interface ReactionsDeps {
  readonly openFeed: OpenFeed;
  readonly worker: Worker;
  readonly conversations: Conversations;
  readonly shared: boolean;
  readonly onProgress: () => void;
}

/** Every event of a conversation touches it: turns, sends and timers are reactions with a checkpoint. */
const createReactions = ({ openFeed, worker, conversations, shared, onProgress }: ReactionsDeps): ChannelFeed => openFeed({
  kind: 'conversation-',
  channelOf: (stream) => partsOfConversation(stream).channel,
  deliver: (events) => {
    const first = new Map<string, number>();
    for (const { stream, position } of events) if (!first.has(stream)) first.set(stream, position);
    for (const [stream, position] of first) worker.touch(stream, position);
    return Promise.resolve();
  },
  onSeen: shared ? (events) => { for (const { stream, version } of events) conversations.heard(stream, version); } : undefined,
  onProgress: shared ? undefined : onProgress,
});

const createNotes = (deps: {
  ledger: Ledger; armed: WayDeps['armed']; clock: Clock; log: Log; readers: Readers; reactions: ChannelFeed; closings: Closings; roomEndings: RoomEndings; worker: Worker;
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
