import {
  DAY, intakeStream, setupOf, webhooksStream, type ChannelKey, type Clock, type EventStore, type Millis, type Protocol, type RecordedEvent, type SecretNamed,
  type Vault, type WebhookReceived,
} from '@tandem/domain';
import { readProgress } from '../webhooks/reader.js';
import { openBody } from '../webhooks/receipt-body.js';
import { openCredentials } from './credentials.js';
import type { Directory, DirectoryChannel } from './directory.js';

export interface OtherTrafficDeps {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly directory: Directory;
  readonly protocols: (name: string) => Protocol | undefined;
  readonly clock: Clock;
}

/** How far back, and how many calls of each writer, are looked at. */
const RECENT: Millis = DAY;
const MOST_CALLS = 500;

/**
 * Whether other channels' messages come by a path that carries this secret (design 8): the account that they share was
 * told this path last, or calls of the last day brought items of theirs.
 */
export const createOtherTraffic = (deps: OtherTrafficDeps) => async (key: ChannelKey, secret: SecretNamed): Promise<boolean> => {
  const { directory, protocols } = deps;
  const protocol = protocols(secret.protocol);
  const own = directory.byKey(key);
  if (!own || protocol?.proof.by !== 'path' || secret.what !== 'webhook-secret') return false;
  const others = directory.siblingsByAccount(protocol.name, key)
    .filter(({ state }) => state.status === 'connected' && state.protocol === protocol.name);
  if (others.length === 0) return false;
  return toldLast(own, others, secret) || broughtByCalls(own, { others, secret, protocol }, deps);
};

/** The newest registration of an account is the one that holds. */
const toldLast = (own: DirectoryChannel, others: readonly DirectoryChannel[], { protocol, fingerprint }: SecretNamed): boolean => {
  const { endpoint } = setupOf(own.state, protocol);
  if (endpoint.status !== 'set' || endpoint.fingerprint !== fingerprint) return false;
  return others.every(({ state }) => {
    const theirs = setupOf(state, protocol).endpoint;
    return theirs.status !== 'set' || theirs.at < endpoint.at;
  });
};

interface Question {
  readonly others: readonly DirectoryChannel[];
  readonly secret: SecretNamed;
  readonly protocol: Protocol;
}

const broughtByCalls = async ({ key }: DirectoryChannel, question: Question, deps: OtherTrafficDeps): Promise<boolean> => {
  const { store, vault, clock } = deps;
  const isTheirs = await addresseeAmong(question, vault);
  const { upTo } = await readProgress(store, intakeStream(key));
  for (const writer of Object.keys(upTo)) {
    const { events } = await store.readBackwards(webhooksStream(key, writer), { limit: MOST_CALLS });
    for (const { type, data } of events as readonly RecordedEvent<WebhookReceived>[]) {
      if (type !== 'WebhookReceived' || data.receivedAt < clock.now() - RECENT) break;
      if (!data.provenBy.includes(question.secret.fingerprint)) continue;
      const body = await openBody(vault, data.body);
      if (body && isTheirs(body)) return true;
    }
  }
  return false;
};

/** Whether a body speaks of one of the other channels. */
const addresseeAmong = async ({ others, protocol }: Question, vault: Vault): Promise<(body: Uint8Array) => boolean> => {
  const known = await Promise.all(others.map(async ({ state }) => ({
    number: state.number, credentials: await openCredentials(vault, state, protocol.name),
  })));
  return (body) => protocol.parse(body).some((item) =>
    item.kind !== 'unreadable' && (item.address ?? item.number) !== undefined && known.some((channel) => protocol.addressedTo(item, channel)));
};
