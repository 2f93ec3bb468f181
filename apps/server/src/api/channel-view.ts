import {
  credentialFieldProblems, channelStream, endpointNotices, findShared, isRevision, secretsStillInUse, sessionManagementVisible, setupOf, agentOf, versionOf,
  type ChannelEvent, type ChannelKey,
  type ConnectedChannel, type DisconnectedChannel, type Protocol, type RecordedEvent,
} from '@tandem/domain';
import type { ChannelState, ChannelSummary, ConnectedChannelView, CredentialShown, EndpointShown } from '@tandem/wire';
import type { DirectoryChannel } from '../channel/directory.js';
import { silentSince } from '../health/silence.js';
import type { Api } from './api.js';
import { proposalShown } from './planned.js';
import { handOffOf } from './hand-off.js';

type Known = ConnectedChannel | DisconnectedChannel;

/** One line of the dashboard. */
export const channelSummary = async (channel: DirectoryChannel, api: Api): Promise<ChannelSummary> => {
  const { state } = channel;
  const since = await silentSince(channel, api);
  return {
    protocol: state.protocol, number: state.number, state: stateOf(state, api.protocols(state.protocol)), ...(since !== undefined && { silentSince: since }),
  };
};

const stateOf = (state: Known, protocol: Protocol | undefined): ChannelState => {
  if (state.status === 'disconnected') return 'disconnected';
  if (state.sending.status === 'paused') return 'paused';
  if (state.proof.status === 'proven') return 'proven';
  return hasCredentials(state, protocol) ? 'ready' : 'connected';
};

/** Whether everything that the protocol needs is saved. */
export const hasCredentials = (state: Known, protocol: Protocol | undefined): boolean => {
  const { values, secrets } = setupOf(state, state.protocol);
  return credentialFieldProblems(protocol?.credentialFields ?? [], { values, secrets })
    .every(({ problem }) => problem !== 'CredentialMissing');
};

/** The whole of one tab. `proofs`: whether who asks may see what proves calls (an auditor may not). */
export const channelView = async (
  channel: DirectoryChannel, api: Api, { proofs }: { proofs: boolean },
): Promise<ConnectedChannelView> => {
  const { state, streamVersion } = channel;
  const protocol = api.protocols(state.protocol);
  const webhook = webhookOf(channel, api, proofs);
  return {
    status: state.status, state: stateOf(state, protocol), version: streamVersion, revision: state.revision,
    protocol: state.protocol, number: state.number,
    credentials: credentialsShown(state),
    webhook: { ...webhook, olderInUse: secretsStillInUse(state, api.clock.now()) },
    endpoint: endpointShown(state),
    ...(protocol && { handOff: handOffOf(channel, protocol, { address: webhook.url, proofs }) }),
    sessionManagement: { visible: sessionManagementVisible(state), settings: state.settings },
    ...(state.status === 'connected' && state.sending.status === 'paused' && { paused: pausedOf(state.sending) }),
    proven: state.status === 'connected' && state.proof.status === 'proven',
    shared: sharedOf(channel, api),
    ...(state.status === 'connected' && { proposal: await proposalShown(channel, state, api) }),
    lastChange: await lastChangeOf(channel.key, api),
  };
};

const pausedOf = ({ at, papers }: Extract<ConnectedChannel['sending'], { status: 'paused' }>) => ({
  at, ...(papers.code !== undefined && {
    code: String(papers.code),
  }), ...(papers.title !== undefined && { words: papers.title }),
});

const endpointShown = (state: Known): EndpointShown => {
  const { endpoint } = setupOf(state, state.protocol);
  return {
    status: endpoint.status,
    ...(endpoint.status === 'set' && { at: endpoint.at }),
    notices: endpointNotices(state),
    ...(endpoint.lastFailure && { lastFailure: endpoint.lastFailure }),
  };
};

const credentialsShown = (state: Known): Readonly<Record<string, CredentialShown>> => {
  const { values, secrets } = setupOf(state, state.protocol);
  return Object.fromEntries<CredentialShown>([
    ...Object.entries(values).map(([name, value]) => [name, { kind: 'value', value }] as const),
    ...Object.entries(secrets).map(
      ([name, { fingerprint, lastFour }]) => [name, { kind: 'secret', fingerprint, lastFour }] as const,
    ),
  ]);
};

/** Where the provider calls: with a proof in the path, or a token for its verification GET. */
export const webhookOf = (
  { state }: Pick<DirectoryChannel, 'state'>, {
    directory, protocols, publicUrl,
  }: Pick<Api, 'directory' | 'protocols' | 'publicUrl'>, proofs = true,
): { readonly url: string; readonly verifyToken?: string } => {
  const door = directory.byAddress(state.address, state.protocol);
  const url = `${publicUrl}/webhooks/${state.protocol}/${state.address}`;
  if (!proofs) return { url };
  if (protocols(state.protocol)?.proof.by === 'path') return { url: `${url}/${door?.proofs[0]?.secrets[0] ?? ''}` };
  return { url, verifyToken: door?.verifyTokens[0]?.secrets[0] };
};

const sharedOf = ({ key, state }: DirectoryChannel, { directory, protocols }: Api): ConnectedChannelView['shared'] => {
  const others = directory.channels().map((other) => ({ key: other.key, channel: other.state }));
  const shared = findShared({ key, channel: state }, others, (name) => protocols(name)?.credentialFields ?? []);
  return shared.flatMap(({ field, with: channels }) => channels.map((other) => ({
    field, agent: agentOf(other), agentName: directory.agent(agentOf(other))?.state.name ?? '',
    version: versionOf(other),
  })));
};

/** Who changed the configuration last, and when; what happened by itself is no change. */
const lastChangeOf = async (key: ChannelKey, { store, people }: Api): Promise<ConnectedChannelView['lastChange']> => {
  for (let from: number | undefined; ; ) {
    const { events } = await store.readBackwards(channelStream(key), { from, limit: 20 });
    const change = (events as readonly RecordedEvent<ChannelEvent>[]).find(isRevision);
    if (change) return { by: await people.nameOf(change.meta.actor), at: change.meta.at };
    const oldest = events.at(-1);
    if (!oldest || oldest.version === 1) return undefined;
    from = oldest.version - 1;
  }
};
