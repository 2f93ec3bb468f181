import {
  SECOND, channelStream, evolveChannel, noChannel, type AgentVersion, type Channel, type ChannelEvent, type ChannelKey, type Credentials,
  type EventStore, type Protocol, type SessionSettings, type SettingsInForce, type Vault,
} from '@tandem/domain';
import { lru } from '../worker/lru.js';
import { openCredentials } from './credentials.js';
import type { Directory, DirectoryChannel } from './directory.js';

/** What the way of a message needs to know of a channel, as it is now. */
export interface ChannelFacts {
  readonly key: ChannelKey;
  readonly agent: string;
  readonly version: AgentVersion;
  readonly protocol: Protocol;
  readonly number: string;
  /** False once it was disconnected: calls are still taken, nothing is done. */
  readonly open: boolean;
  readonly paused: boolean;
  readonly proven: boolean;
  readonly settings: SessionSettings;
  readonly revision: number;
  /** The revision that brought the credentials in force. */
  readonly credentialsRevision: number;
}

export interface Channels {
  get(channel: ChannelKey): ChannelFacts | undefined;
  credentials(channel: ChannelKey): Promise<Credentials>;
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
  const facts = new WeakMap<DirectoryChannel['state'], ChannelFacts>();
  const opened = lru<ChannelKey, { readonly streamVersion: number; readonly credentials: Promise<Credentials> }>(1_000);

  return {
    get: (key) => {
      const found = directory.byKey(key);
      if (!found) return undefined;
      const known = facts.get(found.state);
      if (known) return known;
      const protocol = protocols(found.state.protocol);
      if (!protocol) return undefined;
      const made = factsOf(found, protocol);
      facts.set(found.state, made);
      return made;
    },
    credentials: (key) => {
      const found = directory.byKey(key);
      if (!found) return Promise.resolve({});
      const known = opened.get(key);
      if (known?.streamVersion === found.streamVersion) return known.credentials;
      const credentials = openCredentials(vault, found.state);
      opened.set(key, { streamVersion: found.streamVersion, credentials });
      return credentials;
    },
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

const factsOf = ({ key, agent, version, state }: DirectoryChannel, protocol: Protocol): ChannelFacts => {
  const connected = state.status === 'connected' ? state : undefined;
  return {
    key, agent, version, protocol,
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
    ...(settings.unknownReplies && { unknownReplies: settings.unknownReplies }),
  };
};
