import {
  SECOND, channelStream, evolveLease, freeLease, holderOf, leaseDecider, leaseStream, leastOf, positionsAt, processStream, type ChannelKey, type Clock, type EventStore,
  type LeaseCommand, type LeaseEvent, type LeaseState, type Millis, type NotedPositions, type ProcessEvent, type RecordedEvent, type Subscription,
} from '@tandem/domain';
import type { Directory } from '../channel/directory.js';
import type { Log } from '../logging/log.js';
import type { LeaseHolder, Leases } from './leases.js';
import { limited } from './limited.js';
import { createLiving } from './living.js';

/** How often a process says that it lives. */
export const RENEW_EVERY: Millis = 2 * SECOND;
/** Others count a process as dead when they have heard nothing of it for that long. */
export const DEAD_AFTER: Millis = 10 * SECOND;
/** A process stops acting when nothing of it was acknowledged for that long: before the others may count it as dead. */
export const SAFE_FOR: Millis = 8 * SECOND;

export interface LeasesDeps {
  readonly store: EventStore;
  /** What times in events are told by. */
  readonly clock: Clock;
  /** What the process lives by: renewals, and how long the others are silent. Default: `clock`. */
  readonly pulse?: Clock;
  /** Id of this process's data folder. */
  readonly writer: string;
  readonly directory: Pick<Directory, 'channels' | 'onChange'>;
  readonly newId: () => string;
  readonly log: Log;
}

/** The newest event of a lease. */
interface Known {
  readonly state: LeaseState;
  readonly version: number;
  /** Who wrote it, and how far he was. */
  readonly by?: string;
  readonly noted?: NotedPositions;
  /** Of the event in the log. */
  readonly position: number;
  /** When this process learned of it. */
  readonly at: Millis;
}

/** A channel of this process. */
interface Mine {
  readonly at: Millis;
  /** Where the process was when the channel began to leave it; undefined while it is held. */
  leavingSince?: NotedPositions;
}

const isHeld = (one: Mine | undefined): one is Mine => one !== undefined && one.leavingSince === undefined;

const READ_AT_ONCE = 20;

/**
 * The leases of one process among several on one log (design 9). Each channel is held by the living process that weighs
 * most for it; who should not hold it any more finishes what is under way and releases it, and the next takes it at
 * once. Changes go one behind the other: a renewal never says more than what the process has come to.
 */
export const createLeases = (deps: LeasesDeps): Leases => {
  const { store, clock, pulse = clock, writer, directory, newId, log } = deps;
  const living = createLiving({ monotonic: () => pulse.monotonic(), limit: DEAD_AFTER });
  const known = new Map<ChannelKey, Known>();
  const mine = new Map<ChannelKey, Mine>();
  const own = { version: 0, acknowledged: -Infinity, noted: undefined as NotedPositions | undefined, sent: new Map<number, Millis>() };
  const inTurn = limited(1);
  const leaving = new Set<Promise<void>>();
  let holder: LeaseHolder | undefined;
  let subscription: Subscription | undefined;
  let unwatch = (): void => {};
  let cancel = (): void => {};
  let isAsked = false;
  let isStopping = false;
  /** Whether everything that is this process's by the log was taken up, since its start or its last stop. */
  let isResumed = false;

  const isLapsed = (): boolean => pulse.monotonic() - own.acknowledged >= SAFE_FOR;

  /**
   * Until all is taken up again, what the life before, or the time before the stop, had come to is what holds. A channel
   * that is leaving is no part of what the holder says, and still this process's: who takes it over from a dead process
   * goes on from here.
   */
  const notedNow = (): NotedPositions => {
    const noted = own.noted && (!isResumed || isLapsed()) ? own.noted : holder?.noted() ?? positionsAt(0);
    return [...mine.values()].reduce((least, { leavingSince }) => (leavingSince ? leastOf(least, leavingSince) : least), noted);
  };

  const renew = async (roles: readonly string[]): Promise<void> => {
    const sentAt = pulse.monotonic();
    const noted = notedNow();
    const event = { type: 'ProcessRenewed', id: newId(), data: { at: clock.now(), roles, noted }, meta: { v: 1, at: clock.now(), means: 'system' as const } };
    own.sent.set(own.version + 1, sentAt);
    const appended = await store.append(processStream(writer), [event], own.version);
    own.version = appended.version;
    if (appended.kind === 'conflict') throw new Error('AnotherProcessRenewed');
    if (own.acknowledged > -Infinity && isLapsed()) lapse();
    own.acknowledged = sentAt;
    own.noted = noted;
  };

  /** The process was away for too long: what is still its own is looked up, and gone on with from what it had noted. */
  const lapse = (): void => {
    log.warn('LeasesLapsed', { count: mine.size });
    living.wasAway();
    known.clear();
    for (const channel of mine.keys()) void holder?.left(channel).catch(() => {});
    mine.clear();
    isResumed = false;
  };

  const read = async (channel: ChannelKey): Promise<Known> => {
    const found = known.get(channel);
    if (found) return found;
    const { events: [event], version } = await store.readBackwards(leaseStream(channel), { limit: 1 });
    const newer = known.get(channel);
    if (newer && newer.version >= version) return newer;
    const fresh = event ? learned(event as RecordedEvent<LeaseEvent>) : { state: freeLease, version, position: 0, at: clock.now() };
    known.set(channel, fresh);
    return fresh;
  };
  const learned = (event: RecordedEvent<LeaseEvent>): Known => ({
    state: evolveLease(freeLease, { type: event.type, data: event.data }), version: event.version, by: event.data.writer, noted: event.data.noted, position: event.position, at: clock.now(),
  });

  /** From where the next owner goes on. */
  const goOnFrom = async (channel: ChannelKey, { state, noted, position }: Known): Promise<NotedPositions> => {
    if (state.status === 'held') {
      const { events: [renewal] } = await store.readBackwards(processStream(state.writer), { limit: 1 });
      // what it said before it had the channel says nothing of it
      if (renewal && renewal.position > position) return (renewal as RecordedEvent<ProcessEvent>).data.noted;
    }
    if (noted) return noted;
    const { events: [first] } = await store.read(channelStream(channel), { limit: 1 });
    return positionsAt(first ? first.position - 1 : 0); // nothing of a channel is older than itself
  };

  const write = async (channel: ChannelKey, command: LeaseCommand, { state, version }: Known): Promise<boolean> => {
    const decision = leaseDecider.decide(command, state);
    if (decision.kind !== 'accepted') return false;
    const events = decision.events.map((event) => ({ ...event, id: newId(), meta: { v: 1, at: command.now, means: 'system' as const } }));
    const appended = await store.append(leaseStream(channel), events, version);
    if (appended.kind === 'conflict') {
      if ((known.get(channel)?.version ?? 0) <= version) known.delete(channel);
      return false;
    }
    const [event] = decision.events;
    const now = { state: evolveLease(state, event as LeaseEvent), version: appended.version, by: writer, noted: command.noted, position: appended.position, at: clock.now() };
    if ((known.get(channel)?.version ?? 0) < now.version) known.set(channel, now);
    return true;
  };

  const take = async (channel: ChannelKey, lease: Known): Promise<void> => {
    const noted = await goOnFrom(channel, lease);
    const alive = lease.state.status === 'held' && living.isLiving(lease.state.writer) ? [lease.state.writer] : [];
    if (!(await write(channel, { type: 'TakeLease', writer, living: alive, noted, now: clock.now() }, lease))) return;
    own.noted = leastOf(own.noted ?? noted, noted); // a renewal that repeats it says so of this channel as well
    takeUp(channel, noted, lease.by);
    log.info('LeaseTaken', { channel });
  };

  const takeUp = (channel: ChannelKey, noted: NotedPositions, from: string | undefined): void => {
    mine.set(channel, { at: clock.now() });
    holder?.taken(channel, noted, from !== undefined && from !== writer);
  };

  const handOver = (channel: ChannelKey, one: Mine): void => {
    one.leavingSince = notedNow();
    const going = release(channel, one).catch((error: unknown) => {
      log.warn('LeaseNotReleased', { channel, error });
      // still this process's by the log, and nothing of it is under way: looked at again after the next renewal
      if (mine.get(channel) === one) mine.delete(channel);
      isResumed = false;
    });
    leaving.add(going);
    void going.then(() => leaving.delete(going));
  };

  const release = async (channel: ChannelKey, one: Mine): Promise<void> => {
    const noted = await holder?.left(channel) ?? positionsAt(0);
    await inTurn(async () => {
      if (mine.get(channel) !== one) return;
      await write(channel, { type: 'ReleaseLease', writer, noted, now: clock.now() }, await read(channel));
      mine.delete(channel);
    });
    consider();
  };

  /** A channel that was taken after the last renewal has its own place to go on from. */
  const notedByLastLife = async ({ data, position }: RecordedEvent<ProcessEvent>): Promise<NotedPositions> => {
    const leases = await readAll(directory.channels().map(({ key }) => key));
    return leases.filter((lease) => lease.state.status === 'held' && lease.state.writer === writer && lease.position > position)
      .reduce((least, { noted }) => (noted ? leastOf(least, noted) : least), data.noted);
  };

  /** Compares who has which channel with who should. */
  const look = async (): Promise<void> => {
    isAsked = false;
    if (isStopping || isLapsed()) return;
    const workers = [...new Set([writer, ...living.workers()])];
    const channels = directory.channels().map(({ key }) => key);
    await readAll(channels);
    for (const channel of channels) {
      if (isLapsed() || isStopping) return;
      await settle(channel, await read(channel), holderOf(channel, workers) === writer);
      if (pulse.monotonic() - own.acknowledged > 2 * RENEW_EVERY) await renew(['worker']); // many channels take their time
    }
    isResumed = true;
  };

  const readAll = async (channels: readonly ChannelKey[]): Promise<readonly Known[]> => {
    const atOnce = limited(READ_AT_ONCE);
    return Promise.all(channels.map((channel) => atOnce(() => read(channel))));
  };

  const settle = async (channel: ChannelKey, lease: Known, isForUs: boolean): Promise<void> => {
    const one = mine.get(channel);
    const by = lease.state.status === 'held' ? lease.state.writer : undefined;
    if (by === writer && !one) {
      // of an earlier life, or from before a stop
      const noted = await goOnFrom(channel, lease);
      if (isForUs) takeUp(channel, noted, writer);
      else await write(channel, { type: 'ReleaseLease', writer, noted, now: clock.now() }, lease);
    } else if (by === writer && isHeld(one) && !isForUs) handOver(channel, one);
    else if (by !== writer && isForUs && !one && (by === undefined || !living.isLiving(by))) await take(channel, lease);
  };

  const consider = (): void => {
    if (isAsked || isStopping) return;
    isAsked = true;
    void inTurn(look).catch((error: unknown) => log.warn('LeasesNotSettled', { error }));
  };

  const deliver = (events: readonly RecordedEvent[]): Promise<void> => {
    let isNews = false;
    for (const event of events) {
      const cut = event.stream.indexOf('-') + 1;
      const name = event.stream.slice(cut);
      if (event.type === 'ProcessRenewed') isNews = heardOf(name, event as RecordedEvent<ProcessEvent>) || isNews;
      else isNews = moved(name as ChannelKey, event as RecordedEvent<LeaseEvent>) || isNews;
    }
    if (isNews) consider();
    return Promise.resolve();
  };

  const heardOf = (name: string, event: RecordedEvent<ProcessEvent>): boolean => {
    if (name !== writer) return living.heard(name, event);
    const sentAt = own.sent.get(event.version);
    for (const version of own.sent.keys()) if (version <= event.version) own.sent.delete(version);
    if (sentAt !== undefined) living.heardAllUntil(sentAt);
    return true; // the moment to look who has fallen silent
  };

  const moved = (channel: ChannelKey, event: RecordedEvent<LeaseEvent>): boolean => {
    if ((known.get(channel)?.version ?? 0) >= event.version) return false;
    const now = learned(event);
    known.set(channel, now);
    if (event.data.writer !== writer && mine.delete(channel)) {
      log.warn('LeaseLost', { channel });
      void holder?.left(channel).catch(() => {});
    }
    return true;
  };

  const later = (): void => {
    if (isStopping) return;
    cancel = pulse.wakeAt(pulse.now() + RENEW_EVERY, () => {
      void inTurn(() => renew(['worker'])).catch((error: unknown) => log.warn('ProcessNotRenewed', { error })).finally(later);
    });
  };

  const oneOf = (channel: ChannelKey): Mine | undefined => (isLapsed() ? undefined : mine.get(channel));

  return {
    shared: true,
    owns: (channel) => isHeld(oneOf(channel)),
    holds: (channel) => oneOf(channel) !== undefined,
    takenAt: (channel) => {
      const one = mine.get(channel);
      const lease = known.get(channel);
      return one?.at ?? (lease?.state.status === 'held' ? lease.at : undefined);
    },
    notedOf: (channel) => {
      const state = known.get(channel)?.state;
      return state?.status === 'held' && state.writer !== writer ? living.notedOf(state.writer) : undefined;
    },
    start: async (given) => {
      holder = given;
      const { events: [last], version } = await store.readBackwards(processStream(writer), { limit: 1 });
      own.version = version;
      subscription = store.subscribe({ prefixes: ['lease-', 'process-'], after: await store.head(), deliver });
      own.noted = last && await notedByLastLife(last as RecordedEvent<ProcessEvent>);
      await inTurn(() => renew(['worker']));
      await inTurn(look);
      unwatch = directory.onChange((change) => {
        if ('channel' in change && !known.has(change.channel)) consider();
      });
      later();
    },
    stop: async () => {
      if (isStopping) return;
      isStopping = true;
      cancel();
      unwatch();
      // the others take at once what is released
      await inTurn(() => renew([])).catch((error: unknown) => log.warn('ProcessNotRenewed', { error }));
      for (const [channel, one] of mine) if (isHeld(one)) handOver(channel, one);
      await Promise.all(leaving);
      await subscription?.stop();
    },
  };
};
