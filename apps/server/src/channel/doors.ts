import {
  isNews, everyProtocolName, retiresAt, type ChannelKey, type ConnectedChannel, type Millis, type ProofSecrets,
  type Protocol, type ProtocolName, type Sealed, type Vault,
} from '@tandem/domain';
import type { Door, DoorKey } from '../webhooks/door.js';

/** What is behind one channel's address, under every protocol it ever had, and the secrets that are open for it. */
export interface Doors {
  readonly byProtocol: ReadonlyMap<string, Door>;
  /** Opened secrets by their sealed form; one that no door needs any more is not in the next map. */
  readonly opened: ReadonlyMap<Sealed, string>;
}

/** The secrets of a channel with one protocol, as sealed as in the log. */
export type KeptSecrets = Pick<NonNullable<ConnectedChannel['setups'][ProtocolName]>, 'appSecrets' | 'webhookSecrets'>;

interface Subject {
  readonly channel: ChannelKey;
  readonly state: { readonly setups: Readonly<Partial<Record<ProtocolName, KeptSecrets>>> };
  readonly known?: Doors;
}

/** Opens what verification needs. A secret whose key was destroyed proves nothing. Rejects on tampered ones. */
export const openDoors = async (
  { channel, state, known }: Subject,
  deps: { vault: Pick<Vault, 'open'>; protocols: (name: string) => Protocol | undefined },
): Promise<Doors> => {
  const opened = new Map<Sealed, string>();
  const open = async (sealed: Sealed): Promise<string | undefined> => {
    const plain = opened.get(sealed) ?? known?.opened.get(sealed) ?? (await deps.vault.open(sealed));
    if (plain !== undefined) opened.set(sealed, plain);
    return plain;
  };
  const keys = async (secrets: ProofSecrets, what: DoorKey['what']): Promise<readonly DoorKey[]> => {
    const made: DoorKey[] = [];
    for (const [place, { secret, fingerprint }] of secrets.entries()) {
      const plain = await open(secret);
      if (plain === undefined) continue;
      made.push({ what, fingerprint, secrets: [plain], until: retiresAt(secrets, place), news: isNews(secrets, fingerprint) });
    }
    return made;
  };
  const byProtocol = new Map<string, Door>();
  for (const protocol of everyProtocolName) {
    const adapter = deps.protocols(protocol);
    const setup = state.setups[protocol];
    if (!adapter || !setup) continue;
    byProtocol.set(protocol, await doorOf({ channel, protocol, setup, proof: adapter.proof.by }, keys));
  }
  return { byProtocol, opened };
};

/** Meta signs with the app secret and shows the webhook secret in its challenge; the others carry it in the path. */
const doorOf = async (
  { channel, protocol, setup, proof }: { channel: ChannelKey; protocol: ProtocolName; setup: KeptSecrets; proof: Protocol['proof']['by'] },
  keys: (secrets: ProofSecrets, what: DoorKey['what']) => Promise<readonly DoorKey[]>,
): Promise<Door> => {
  const { appSecrets, webhookSecrets } = setup;
  const webhook = await keys(webhookSecrets, 'webhook-secret');
  return proof === 'signature'
    ? { channel, protocol, proofs: await keys(appSecrets, 'app-secret'), verifyTokens: webhook }
    : { channel, protocol, proofs: webhook, verifyTokens: [] };
};

/** Whether a call with this fingerprint was genuine behind `door` at `at`. */
export const provesAt = (door: Door | undefined, fingerprint: string, at: Millis): boolean =>
  door?.proofs.some((key) => key.fingerprint === fingerprint && (key.until === undefined || at < key.until)) ?? false;

/** The earliest date on which one of the secrets behind these doors stops being valid. */
export const nextRetirement = (doors: Doors | undefined): Millis | undefined => {
  const keys = [...(doors?.byProtocol.values() ?? [])].flatMap(({ proofs, verifyTokens }) => [...proofs, ...verifyTokens]);
  const dates = keys.flatMap(({ until }) => (until === undefined ? [] : [until]));
  return dates.length === 0 ? undefined : Math.min(...dates);
};
