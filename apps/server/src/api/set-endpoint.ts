import type { CommandBus } from '@nestjs/cqrs';
import { setupOf, type EndpointCause, type Protocol } from '@tandem/domain';
import type { CheckResult, SavedChannel, SavedEndpoint } from '@tandem/wire';
import { RegenerateSecret } from '../channel/channel.handlers.js';
import type { Giver } from '../channel/channel-procedures.js';
import { openCredentials } from '../channel/credentials.js';
import type { Api } from './api.js';
import { savedOr } from './answers.js';
import { hasCredentials, webhookOf } from './channel-view.js';
import { ProblemException } from './problems.js';
import { PATIENCE, refuseWithoutReason, registeredFingerprint, tellCallback, wordsOf, type Connected } from './save-channel.js';

interface Registering {
  readonly by: Giver;
  readonly cause: EndpointCause;
}

/** Whether the provider is to hear of a new address by itself: where _Set Endpoint_ is a person's, after he has pressed it. */
const mustHear = (channel: Connected, api: Pick<Api, 'protocols'>): boolean => {
  const { state } = channel;
  const isFirst = setupOf(state, state.protocol).endpoint.status === 'not-set';
  return mayRegister(channel, api) && !(isFirst && api.protocols(state.protocol)?.setEndpoint);
};

/** Whether the provider can be told our address now. */
const mayRegister = ({ state }: Connected, { protocols }: Pick<Api, 'protocols'>): boolean => {
  const protocol = protocols(state.protocol);
  return protocol !== undefined && (protocol.setEndpoint ?? protocol.registerCallback) !== undefined && hasCredentials(state, protocol);
};

/** Makes a new webhook secret, and has the provider told where it is to hear by itself. */
export const regenerateSecret = async (
  { key }: Pick<Connected, 'key'>, by: Giver, { api, commands }: { readonly api: Api; readonly commands: CommandBus },
): Promise<SavedChannel> => {
  const saved = await savedOr(await commands.execute(new RegenerateSecret(key, by, undefined)), api);
  const channel = api.directory.byKey(key) as Connected;
  if (!mustHear(channel, api)) return { ...saved, checks: [] };
  try {
    return await registerEndpoint(channel, { by: { ...by, seen: undefined }, cause: 'regenerated-secret' }, api);
  } catch (error) {
    if (!(error instanceof ProblemException)) throw error;
    return { ...saved, checks: [{ check: 'callback', outcome: 'failed', words: error.details.detail ?? error.code }] };
  }
};

export const refuseNothingToRegister = (channel: Connected, api: Pick<Api, 'protocols'>): void => {
  if (!mayRegister(channel, api)) throw ProblemException.of('NothingToRegister');
};

/**
 * Tells the provider our address with the secret in force, by the credentials that are saved. What it answers stands on
 * the channel: the success with its time, or its words. Nothing else changes, so a failure loses nothing.
 */
export const registerEndpoint = async (channel: Connected, { by, cause }: Registering, api: Api): Promise<SavedEndpoint> => {
  refuseWithoutReason(channel, by, api);
  const { key, state } = channel;
  const protocol = api.protocols(state.protocol);
  const fingerprint = registeredFingerprint(state);
  if (!protocol || fingerprint === undefined || !mayRegister(channel, api)) throw ProblemException.of('NothingToRegister');
  const checks = await told(channel, protocol, { by, api });
  const answer = await api.procedures.channels.noteEndpointRegistered(
    key, { ...by, id: `${by.id}-callback`, seen: undefined }, { protocol: state.protocol, by: cause, fingerprint },
  );
  return { ...(await savedOr(answer, api, channel.streamVersion)), checks, registeredAt: api.clock.now() };
};

const tell = async (channel: Connected, protocol: Protocol, api: Api): Promise<readonly CheckResult[]> => {
  const credentials = await openCredentials(api.vault, channel.state);
  if (!protocol.setEndpoint) return tellCallback(channel, { credentials, protocol }, api);
  const registered = await protocol.setEndpoint({ url: webhookOf(channel, api).url }, credentials, { timeout: PATIENCE });
  if (registered.kind === 'registered') return [{ check: 'callback', outcome: 'passed' }];
  throw ProblemException.of('CallbackRefused', { detail: wordsOf(registered.papers) });
};

/** What the provider refused stands on the channel too, until it takes the address. */
const told = async (
  channel: Connected, protocol: Protocol, { by, api }: { by: Giver; api: Api },
): Promise<readonly CheckResult[]> => {
  try {
    return await tell(channel, protocol, api);
  } catch (error) {
    if (error instanceof ProblemException && error.code === 'CallbackRefused') {
      const failed = { protocol: protocol.name, words: error.details.detail ?? '', ...(error.details.step && { step: error.details.step }) };
      await api.procedures.channels.noteEndpointFailed(channel.key, { ...by, id: `${by.id}-failed`, seen: undefined }, failed);
    }
    throw error;
  }
};
