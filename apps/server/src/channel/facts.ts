import {
  SECOND, channelStream, evolveChannel, languages, noChannel, type AgentVersion, type Capabilities, type Channel, type ChannelEvent, type ChannelKey, type Credentials,
  type EventStore, type Millis, type Protocol, type ProtocolName, type SessionSettings, type SettingsInForce, type Vault,
} from '@tandem/domain';
import { lru } from '@tandem/event-store';
import { openCredentials } from './credentials.js';
import type { Directory, DirectoryChannel } from './directory.js';

/** What the way of a message needs to know of a channel, as it is now. */
export interface ChannelFacts {
  readonly key: ChannelKey;
  readonly agent: string;
  readonly version: AgentVersion;
  readonly protocol: Protocol;
  readonly number: string;
  /** Since when it has that number. */
  readonly since: Millis;
  /** False once it was disconnected, or speaks another protocol than `protocol`: calls are still taken, nothing is done. */
  readonly open: boolean;
  readonly paused: boolean;
  readonly proven: boolean;
  readonly settings: SessionSettings;
  readonly revision: number;
  /** The revision that brought the credentials in force. */
  readonly credentialsRevision: number;
}

export interface Channels {
  /** `protocol`: as a call under it finds the channel, which may speak another one by now; default: the one in force. */
  get(channel: ChannelKey, protocol?: ProtocolName): ChannelFacts | undefined;
  credentials(channel: ChannelKey, protocol?: ProtocolName): Promise<Credentials>;
  /** What the channel can do with the credentials in force. */
  capabilities(channel: ChannelFacts): Promise<Capabilities>;
  /** The settings that a revision had; texts of asks and closings are worded from them. */
  settingsAt(channel: ChannelKey, revision: number): Promise<SessionSettings | undefined>;
}

export const createChannels = (deps: {
  store: EventStore;
  vault: Vault;
  directory: Directory;
  protocols: (name: string) => Protocol | undefined;
}): Channels => {
  const { store, vault, directory, protocols } = deps;
  const past = lru<string, SessionSettings>(1_000);
  /** By the state they were made of, of which every change makes another. */
  const facts = new WeakMap<DirectoryChannel['state'], Map<ProtocolName, ChannelFacts>>();
  const opened = lru<string, { readonly streamVersion: number; readonly credentials: Promise<Credentials> }>(1_000);

  const credentialsOf = (key: ChannelKey, protocol?: ProtocolName): Promise<Credentials> => {
    const found = directory.byKey(key);
    if (!found) return Promise.resolve({});
    const name = `${key} ${protocol ?? found.state.protocol}`;
    const known = opened.get(name);
    if (known?.streamVersion === found.streamVersion) return known.credentials;
    const credentials = openCredentials(vault, found.state, protocol);
    opened.set(name, { streamVersion: found.streamVersion, credentials });
    return credentials;
  };

  return {
    get: (key, name) => {
      const found = directory.byKey(key);
      if (!found) return undefined;
      const known = facts.get(found.state) ?? new Map<ProtocolName, ChannelFacts>();
      facts.set(found.state, known);
      const protocol = protocols(name ?? found.state.protocol);
      if (!protocol || !found.state.setups[protocol.name]) return undefined;
      const made = known.get(protocol.name) ?? factsOf(found, protocol);
      known.set(protocol.name, made);
      return made;
    },
    credentials: credentialsOf,
    capabilities: async ({ key, protocol }) =>
      protocol.capabilitiesWith?.(await credentialsOf(key, protocol.name)) ?? protocol.capabilities,
    settingsAt: async (key, revision) => {
      const now = directory.byKey(key)?.state;
      if (now?.revision === revision) return now.settings;
      const name = `${key}@${revision}`;
      const found = past.get(name) ?? (await settingsOfRevision(store, key, revision));
      if (found) past.set(name, found);
      return found;
    },
  };
};

const factsOf = ({ key, agent, version, state, since }: DirectoryChannel, protocol: Protocol): ChannelFacts => {
  const connected = state.status === 'connected' && state.protocol === protocol.name ? state : undefined;
  return {
    key, agent, version, protocol, since,
    number: state.number,
    open: connected !== undefined,
    paused: connected?.sending.status === 'paused',
    proven: connected?.proof.status === 'proven',
    settings: state.settings,
    revision: state.revision,
    credentialsRevision: state.credentialsRevision,
  };
};

const settingsOfRevision = async (
  store: EventStore, key: ChannelKey, revision: number,
): Promise<SessionSettings | undefined> => {
  let channel: Channel = noChannel;
  for (let from = 1; ; ) {
    const { events } = await store.read(channelStream(key), { from, limit: 200 });
    for (const { type, data, version } of events) {
      const next: Channel = evolveChannel(channel, { type, data } as ChannelEvent);
      if (next.status !== 'none' && next.revision > revision) return channel.status === 'none' ? undefined : channel.settings;
      channel = next;
      from = version + 1;
    }
    if (events.length === 0) return channel.status === 'none' ? undefined : channel.settings;
  }
};

/** The numbers that rule a silence, with the revision they come from. */
export const inForce = (facts: Pick<ChannelFacts, 'settings' | 'revision'>): SettingsInForce => {
  const { settings, revision } = facts;
  return {
    revision,
    askUserToEndSession: settings.askUserToEndSession,
    delayBeforeAsk: settings.delayBeforeAskSeconds * SECOND,
    delayBeforeEnd: settings.delayBeforeEndSeconds * SECOND,
    closes: settings.texts[settings.defaultLanguage].closing !== '',
    closesIn: languages.filter((language) => settings.texts[language].closing !== ''),
    ...(settings.unknownReplies && { unknownReplies: settings.unknownReplies }),
  };
};
