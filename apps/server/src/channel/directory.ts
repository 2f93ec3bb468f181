import {
  accountsOf, agentOf, channelKey, evolveAgent, evolveChannel, noAgent, noChannel, setupOf, versionOf, type Agent, type AgentEvent, type AgentVersion, type Channel,
  type ChannelEvent, type ChannelKey, type ConnectedChannel, type DisconnectedChannel, type EventStore, type Millis, type Protocol,
  type ProtocolName, type RecordedEvent, type Subscription, type Vault,
} from '@tandem/domain';
import { nextRetirement, openDoors, provesAt, type Doors } from './doors.js';
import type { Door } from '../webhooks/door.js';

/** A channel as its stream says. */
export interface DirectoryChannel {
  readonly key: ChannelKey;
  readonly agent: string;
  readonly version: AgentVersion;
  readonly state: ConnectedChannel | DisconnectedChannel;
  /** Version of the stream that `state` was folded from. */
  readonly streamVersion: number;
  /** Since when it has its number: the time of the last connection or change of number. */
  readonly since: Millis;
}

export interface DirectoryAgent {
  readonly id: string;
  readonly state: Exclude<Agent, { status: 'none' }>;
  readonly streamVersion: number;
}

export type DirectoryChange = { readonly channel: ChannelKey } | { readonly agent: string };

/** Agents and channels, folded from the log in this process and kept right while events arrive. Look-ups never wait. */
export interface Directory {
  /** Resolves when all that was in the log at the start is known; rejects when it cannot be read. */
  ready(): Promise<void>;
  isReady(): boolean;
  /** The door behind an address that was ever given out, with the secrets of `protocol` opened. */
  byAddress(address: string, protocol: string): Door | undefined;
  byKey(channel: ChannelKey): DirectoryChannel | undefined;
  /** Channels, closed ones included, for which a call with this fingerprint was genuine at `at`. */
  siblingsByProof(protocol: ProtocolName, fingerprint: string, at: Millis): readonly DirectoryChannel[];
  /** Channels, closed ones included, whose checked credentials belong to an account that this one's did, now or before. */
  siblingsByAccount(protocol: ProtocolName, channel: ChannelKey): readonly DirectoryChannel[];
  /** When the next of the channel's old secrets stops being valid. */
  secretsRetireAt(channel: ChannelKey): Millis | undefined;
  channels(): readonly DirectoryChannel[];
  agent(id: string): DirectoryAgent | undefined;
  agents(): readonly DirectoryAgent[];
  /** Resolves when everything up to `position` is known. */
  waitFor(position: number): Promise<void>;
  /** Called after a change is known; the answer ends it. */
  onChange(listener: (change: DirectoryChange) => void): () => void;
  stop(): Promise<void>;
}

export interface DirectoryDeps {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly protocols: (name: string) => Protocol | undefined;
}

interface Folded<State> {
  readonly state: State;
  readonly version: number;
}

type FoldedChannel = Folded<Channel> & Pick<DirectoryChannel, 'since'>;

const prefixes = ['agent-', 'channel-'];
const PAGE = 500;

export const createDirectory = (deps: DirectoryDeps): Directory => {
  const { store } = deps;
  const agents = new Map<string, Folded<Agent>>();
  const channels = new Map<ChannelKey, FoldedChannel>();
  const doors = new Map<ChannelKey, Doors>();
  const addresses = new Map<string, ChannelKey>();
  const listeners = new Set<(change: DirectoryChange) => void>();
  const waiters = new Set<{ position: number; resolve: () => void }>();
  let reached = 0;
  let caughtUp = false;
  let stopped = false;
  let subscription: Subscription | undefined;

  const takeAgent = (event: RecordedEvent): void => {
    const id = event.stream.slice('agent-'.length);
    const before = agents.get(id) ?? { state: noAgent, version: 0 };
    if (event.version <= before.version) return;
    agents.set(id, { state: evolveAgent(before.state, event as unknown as AgentEvent), version: event.version });
    tell({ agent: id });
  };

  /** The doors are made before the state is shown, so that no one sees a channel whose secrets are not open yet. */
  const takeChannel = async (event: RecordedEvent): Promise<void> => {
    const key = event.stream.slice('channel-'.length) as ChannelKey;
    const before = channels.get(key) ?? { state: noChannel, version: 0, since: 0 };
    if (event.version <= before.version) return;
    const state = evolveChannel(before.state, event as unknown as ChannelEvent);
    if (state.status !== 'none') {
      doors.set(key, await openDoors({ channel: key, state, known: doors.get(key) }, deps));
      addresses.set(state.address, key);
    }
    const since = event.type === 'ChannelConnected' || event.type === 'NumberChanged' ? event.meta.at : before.since;
    channels.set(key, { state, version: event.version, since });
    tell({ channel: key });
  };

  const take = async (events: readonly RecordedEvent[], upTo: number): Promise<void> => {
    for (const event of events) {
      if (event.stream.startsWith('agent-')) takeAgent(event);
      else await takeChannel(event);
    }
    reached = Math.max(reached, upTo);
    for (const waiter of waiters) {
      if (waiter.position <= reached && waiters.delete(waiter)) waiter.resolve();
    }
  };

  const tell = (change: DirectoryChange): void => {
    if (caughtUp) for (const listener of listeners) listener(change);
  };

  const catchUp = async (): Promise<void> => {
    const head = await store.head();
    for (;;) {
      const events = await store.readAll({ after: reached, limit: PAGE, prefixes });
      await take(events, events.at(-1)?.position ?? head);
      if (events.length < PAGE) break;
    }
    caughtUp = true;
    if (!stopped) subscription = store.subscribe({ prefixes, after: reached, deliver: take });
  };
  const started = catchUp();
  started.catch(() => {}); // `ready` says it

  const channelOf = (key: ChannelKey): DirectoryChannel | undefined => {
    const folded = channels.get(key);
    if (!folded || folded.state.status === 'none') return undefined;
    return { key, agent: agentOf(key), version: versionOf(key), state: folded.state, streamVersion: folded.version, since: folded.since };
  };
  const agentNamed = (id: string): DirectoryAgent | undefined => {
    const folded = agents.get(id);
    return folded && folded.state.status !== 'none' ? { id, state: folded.state, streamVersion: folded.version } : undefined;
  };
  const known = <T>(found: T | undefined): readonly T[] => (found === undefined ? [] : [found]);

  return {
    ready: () => started,
    isReady: () => caughtUp,
    byAddress: (address, protocol) => {
      const key = addresses.get(address);
      return key === undefined ? undefined : doors.get(key)?.byProtocol.get(protocol);
    },
    byKey: channelOf,
    siblingsByProof: (protocol, fingerprint, at) =>
      [...doors].filter(([, { byProtocol }]) => provesAt(byProtocol.get(protocol), fingerprint, at)).flatMap(([key]) => known(channelOf(key))),
    siblingsByAccount: (protocol, channel) => {
      const own = channels.get(channel)?.state ?? noChannel;
      const accounts = own.status === 'none' ? [] : accountsOf(setupOf(own, protocol));
      return [...channels].flatMap(([key, { state }]) => {
        const account = state.status === 'none' ? undefined : setupOf(state, protocol).account;
        return key !== channel && account !== undefined && accounts.includes(account) ? known(channelOf(key)) : [];
      });
    },
    secretsRetireAt: (channel) => nextRetirement(doors.get(channel)),
    channels: () => [...channels.keys()].flatMap((key) => known(channelOf(key))),
    agent: agentNamed,
    agents: () => [...agents.keys()].flatMap((id) => known(agentNamed(id))),
    waitFor: (position) =>
      position <= reached ? Promise.resolve() : new Promise((resolve) => waiters.add({ position, resolve })),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: async () => {
      stopped = true;
      await started.catch(() => {});
      await subscription?.stop();
    },
  };
};

/** Both channels that an agent may have. */
export const channelsOf = (directory: Directory, agent: string): readonly DirectoryChannel[] =>
  (['published', 'draft'] as const).flatMap((version) => directory.byKey(channelKey(agent, version)) ?? []);
