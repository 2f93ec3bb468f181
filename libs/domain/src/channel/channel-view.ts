import type { Millis } from '../kernel/time.js';
import { setupOf, type Channel, type ConnectedChannel, type DisconnectedChannel } from './channel.js';
import { retiresAt, validSecrets, type ProofSecrets } from './proof-secrets.js';
import { everyProtocolName, type ProtocolName } from './protocol.js';

/** With Qontak _Session Management_ waits for _Set Endpoint_ (design 4). */
const waitsForEndpoint: Readonly<Record<ProtocolName, boolean>> = { 'meta-cloud': false, coster: false, qontak: true, 'try-it': false };

/** Whether the form shows _Session Management_ and the API takes it. */
export const sessionManagementVisible = (channel: Channel): boolean =>
  channel.status === 'connected' &&
  (!waitsForEndpoint[channel.protocol] || setupOf(channel, channel.protocol).endpoint.status === 'set');

export interface AcceptedProofs {
  /** Verify tokens, or last parts of the path. */
  readonly webhookSecrets: ProofSecrets;
  /** Keys of signatures. */
  readonly appSecrets: ProofSecrets;
}

/**
 * Every secret under which a call to `/webhooks/<protocol>/<address>` is genuine at `now`, newest first. A protocol
 * that the channel has left, and a channel that was disconnected, go on being verified (design 8).
 */
export const acceptedProofs = (
  channel: Channel,
  { now, protocol }: { readonly now: Millis; readonly protocol?: ProtocolName },
): AcceptedProofs => {
  if (channel.status === 'none') return { webhookSecrets: [], appSecrets: [] };
  const { webhookSecrets, appSecrets } = setupOf(channel, protocol ?? channel.protocol);
  return { webhookSecrets: validSecrets(webhookSecrets, now), appSecrets: validSecrets(appSecrets, now) };
};

/** When the next old secret stops being valid, so that `RetireSecrets` can be sent then. */
export const nextRetirement = (channel: Channel): Millis | undefined => {
  if (channel.status === 'none') return undefined;
  const times = everyProtocolName.flatMap((protocol) => {
    const { webhookSecrets, appSecrets } = setupOf(channel, protocol);
    return [webhookSecrets, appSecrets].flatMap((secrets) =>
      secrets.flatMap((_secret, place) => retiresAt(secrets, place) ?? []),
    );
  });
  return times.length === 0 ? undefined : Math.min(...times);
};

/** What the form says beside _Set Endpoint_ once it has succeeded. */
export type EndpointNotice = 'SecretRegenerated' | 'CredentialsChanged' | 'LastRegistrationFailed';

export const endpointNotices = (channel: Channel): readonly EndpointNotice[] => {
  if (channel.status !== 'connected') return [];
  const { endpoint, webhookSecrets } = setupOf(channel, channel.protocol);
  const notices: EndpointNotice[] = [];
  if (endpoint.status === 'set' && endpoint.fingerprint !== webhookSecrets[0]?.fingerprint) notices.push('SecretRegenerated');
  if (endpoint.status === 'set' && endpoint.credentialsChanged) notices.push('CredentialsChanged');
  if (endpoint.lastFailure) notices.push('LastRegistrationFailed');
  return notices;
};

/** Which secrets a provider may still be using although a newer one is in force; the form names them. */
export const secretsStillInUse = (
  channel: ConnectedChannel | DisconnectedChannel,
  now: Millis,
): readonly { readonly fingerprint: string; readonly until?: Millis }[] => {
  const { webhookSecrets } = setupOf(channel, channel.protocol);
  return validSecrets(webhookSecrets, now).slice(1).map(({ fingerprint }) => {
    const until = retiresAt(webhookSecrets, webhookSecrets.findIndex((known) => known.fingerprint === fingerprint));
    return until === undefined ? { fingerprint } : { fingerprint, until };
  });
};
