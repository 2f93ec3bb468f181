import type { ChannelCommand, ChannelReason } from '../channel/channel-commands.js';
import type { ChannelEvent } from '../channel/channel-events.js';
import { isRevision, type Channel } from '../channel/channel.js';
import { channelDecider } from '../channel/decide-channel.js';
import type { DomainEvent, EventMetadata, EventStore, RecordedEvent } from '../kernel/event-store.js';
import { channelStream, claimStream, type ChannelKey } from '../kernel/streams.js';
import { claimText, type ClaimKey, type ClaimKind } from './claim-key.js';
import { claimDecider, evolveClaim, type ClaimEvent, type NumberClaim } from './number-claim.js';
import { claimsOf, planClaims, type CredentialFieldsOf } from './plan-claims.js';

export interface SaveChannelPorts {
  readonly store: Pick<EventStore, 'append' | 'read'>;
  /** The vault's: claims' streams are named by it. */
  readonly keyedHash: (value: string) => string;
  readonly credentialFields: CredentialFieldsOf;
}

export interface SaveChannel {
  readonly channel: ChannelKey;
  readonly command: ChannelCommand;
  /** Chosen by the caller, the same again when the same save is repeated; ids of events are derived from it. */
  readonly id: string;
  readonly meta: EventMetadata;
  /** Version of the channel that whoever saves has seen: what was changed since is not written over. */
  readonly seen?: number;
}

export interface HeldClaim {
  readonly what: ClaimKind;
  readonly holder: ChannelKey;
}

export type Saved =
  /** `channel` is what it has become, `position` where the newest of its events stands. */
  | {
      readonly kind: 'saved';
      readonly events: readonly ChannelEvent[];
      readonly before: Channel;
      readonly channel: Channel;
      readonly version: number;
      readonly position: number;
    }
  | { readonly kind: 'rejected'; readonly reason: ChannelReason }
  | { readonly kind: 'ignored'; readonly reason: ChannelReason }
  /** Another channel has that number, or that id of it. */
  | { readonly kind: 'held'; readonly claims: readonly HeldClaim[] }
  /** Somebody has changed the channel since the version that was seen: who, and when. */
  | { readonly kind: 'changed'; readonly by?: string; readonly at: number; readonly version: number }
  /** Others saved all the while; the same save may be tried again. */
  | { readonly kind: 'busy' };

/** Attempts before a save gives up against others that are always faster. */
const MAX_ATTEMPTS = 20;

/**
 * Saves a command on a channel together with the claims of its number (design 3): claim the new keys, append to the
 * channel, release the old keys. A crash anywhere is finished by the same save again. Why no key is ever borne without
 * a claim: who wants to bear a key appends to the claim after reading the version of the channel at which the save
 * will be appended; who takes a key from a channel reads the claim first, then appends to that channel, then takes the
 * key at the version of the claim that was read. One of the two always meets a conflict.
 */
export const saveChannel =
  (ports: SaveChannelPorts) =>
  async (save: SaveChannel): Promise<Saved> => {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const saved = await attemptSave(ports, save);
      if (saved !== 'conflict') return saved;
    }
    return { kind: 'busy' };
  };

type Attempt = Saved | 'conflict';

const attemptSave = async (ports: SaveChannelPorts, save: SaveChannel): Promise<Attempt> => {
  const history = await readChannel(ports, save.channel);
  const done = history.events.filter(({ id }) => isOf(save, id));
  if (done.length > 0) return finish(ports, save, { history, done });
  const changed = changedSince(save, history);
  if (changed) return changed;
  const decision = channelDecider.decide(save.command, history.channel);
  if (decision.kind !== 'accepted') return decision;
  const after = decision.events.reduce(channelDecider.evolve, history.channel);
  const plan = planClaims(claimsOf(history.channel, ports.credentialFields), claimsOf(after, ports.credentialFields));
  const old = await Promise.all(plan.release.map((key) => readClaim(ports, key)));
  const claimed = await claimAll(ports, save, plan.claim);
  if (claimed !== 'claimed') return claimed;
  const events = decision.events.map((event, index) => ({ id: `${save.id}/${index}`, ...event, meta: save.meta }));
  const appended = await ports.store.append(channelStream(save.channel), events, history.version);
  if (appended.kind === 'conflict') return 'conflict';
  for (const claim of old) await release(ports, save, claim);
  const { version, position } = appended;
  return { kind: 'saved', events: decision.events, before: history.channel, channel: after, version, position };
};

const isOf = (save: SaveChannel, id: string): boolean => id.startsWith(`${save.id}/`) && /^\d+$/.test(id.slice(save.id.length + 1));

interface ChannelHistory {
  readonly events: readonly RecordedEvent<ChannelEvent>[];
  readonly channel: Channel;
  readonly version: number;
}

const readChannel = async ({ store }: SaveChannelPorts, key: ChannelKey): Promise<ChannelHistory> => {
  const { events, version } = await store.read(channelStream(key));
  const known = events as readonly RecordedEvent<ChannelEvent>[];
  return { events: known, channel: foldChannel(known), version };
};

/** What else happens to a channel (a secret was seen, sending paused) is no edit that could be lost. */
const changedSince = ({ seen }: SaveChannel, { events, version }: ChannelHistory): Saved | undefined => {
  const other = seen === undefined ? undefined : events.findLast((event) => event.version > seen && isRevision(event));
  return other && { kind: 'changed', by: other.meta.actor, at: other.meta.at, version };
};

const foldChannel = (events: readonly RecordedEvent<ChannelEvent>[]): Channel =>
  events.reduce<Channel>((channel, event) => channelDecider.evolve(channel, event as ChannelEvent), channelDecider.initial);

interface ClaimRead {
  readonly key: ClaimKey;
  readonly stream: string;
  readonly state: NumberClaim;
  readonly version: number;
}

const readClaim = async ({ store, keyedHash }: SaveChannelPorts, key: ClaimKey): Promise<ClaimRead> => {
  const stream = claimStream(keyedHash(claimText(key)));
  const { events, version } = await store.read(stream);
  const state = events.reduce<NumberClaim>((claim, event) => evolveClaim(claim, event as unknown as ClaimEvent), claimDecider.initial);
  return { key, stream, state, version };
};

/** First looks whether all can be had, so that a refusal leaves nothing behind; then takes them one by one. */
const claimAll = async (ports: SaveChannelPorts, save: SaveChannel, keys: readonly ClaimKey[]): Promise<Attempt | 'claimed'> => {
  const claims = await Promise.all(keys.map((key) => readClaim(ports, key)));
  const held: HeldClaim[] = [];
  for (const { key, state } of claims) {
    if (state.status === 'held' && state.holder !== save.channel && (await bearsOut(ports, state.holder, key)).bears) {
      held.push({ what: key.what, holder: state.holder });
    }
  }
  if (held.length > 0) return { kind: 'held', claims: held };
  for (const claim of claims) {
    const taken = await take(ports, save, claim);
    if (taken === 'conflict') return 'conflict';
  }
  return 'claimed';
};

/** Takes a key at the version that was read; one that its holder does not bear out is first declared lapsed there. */
const take = async (ports: SaveChannelPorts, save: SaveChannel, claim: ClaimRead): Promise<'taken' | 'conflict'> => {
  const { key, state } = claim;
  const lapsed = state.status === 'held' && state.holder !== save.channel ? state.holder : undefined;
  if (lapsed !== undefined && !(await declareLapsed(ports, save, { claim, holder: lapsed }))) return 'conflict';
  const decision = claimDecider.decide(
    { type: 'ClaimNumber', holder: save.channel, what: key.what, ...(lapsed === undefined ? {} : { lapsed }), now: save.meta.at },
    state,
  );
  if (decision.kind !== 'accepted') return 'conflict';
  return (await appendTo(ports, save, { ...claim, events: decision.events })) ? 'taken' : 'conflict';
};

const bearsOut = async (ports: SaveChannelPorts, holder: ChannelKey, key: ClaimKey): Promise<{ bears: boolean; version: number }> => {
  const { channel, version } = await readChannel(ports, holder);
  const bears = claimsOf(channel, ports.credentialFields).some((held) => claimText(held) === claimText(key));
  return { bears, version };
};

/** Tells the holder, at the version that shows it: false when it bears the claim out or was saving just now. */
const declareLapsed = async (
  ports: SaveChannelPorts,
  save: SaveChannel,
  { claim, holder }: { readonly claim: ClaimRead; readonly holder: ChannelKey },
): Promise<boolean> => {
  const { bears, version } = await bearsOut(ports, holder, claim.key);
  if (bears) return false;
  const takenBy = holder === save.channel ? {} : { takenBy: save.channel };
  const lapsed: ChannelEvent = {
    type: 'ClaimLapsed',
    data: { claim: claim.stream, what: claim.key.what, ...takenBy },
  };
  return appendTo(ports, save, { stream: channelStream(holder), version, events: [lapsed] });
};

/** A conflict means that somebody has touched the claim since: it is theirs to settle, or stays stale. */
const release = async (ports: SaveChannelPorts, save: SaveChannel, claim: ClaimRead): Promise<void> => {
  const decision = claimDecider.decide({ type: 'ReleaseNumber', holder: save.channel, now: save.meta.at }, claim.state);
  if (decision.kind === 'accepted') await appendTo(ports, save, { ...claim, events: decision.events });
};

/** The channel's events stand already: releases what a crash left, of what the channel no longer bears out. */
const finish = async (
  ports: SaveChannelPorts,
  save: SaveChannel,
  { history, done }: { readonly history: ChannelHistory; readonly done: readonly RecordedEvent<ChannelEvent>[] },
): Promise<Saved> => {
  const first = done[0]!.version;
  const last = done.at(-1)!;
  const before = foldChannel(history.events.filter(({ version }) => version < first));
  const old = planClaims(claimsOf(before, ports.credentialFields), claimsOf(history.channel, ports.credentialFields)).release;
  for (const key of old) {
    const claim = await readClaim(ports, key);
    const isOurs = claim.state.status === 'held' && claim.state.holder === save.channel;
    if (isOurs && (await declareLapsed(ports, save, { claim, holder: save.channel }))) await release(ports, save, claim);
  }
  const channel = foldChannel(history.events.filter(({ version }) => version <= last.version));
  const { version, position } = last;
  return { kind: 'saved', events: done.map(({ type, data }) => ({ type, data }) as ChannelEvent), before, channel, version, position };
};

/** Ids name the save, the stream and the place, so that no two attempts at different versions are taken for one. */
const appendTo = async (
  { store }: SaveChannelPorts,
  save: SaveChannel,
  { stream, version, events }: { readonly stream: string; readonly version: number; readonly events: readonly DomainEvent[] },
): Promise<boolean> => {
  const named = events.map((event, index) => ({
    id: `${save.id}/${stream}/${version + index}`, type: event.type, data: event.data, meta: save.meta,
  }));
  return (await store.append(stream, named, version)).kind === 'appended';
};
