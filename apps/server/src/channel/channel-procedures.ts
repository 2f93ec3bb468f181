import { randomBytes } from 'node:crypto';
import {
  agentOf, channelKey, lacksReason, needsApproval, noAgent, saveChannel, trialChannel, versionOf, type ChannelCommand, type ChannelKey, type ChannelReason, type Clock, type ConnectedChannel, type DisconnectedChannel,
  type EndpointCause, type EventMetadata, type EventStore, type Findings, type HeldClaim, type NewSecret, type Papers, type Proposal, type Protocol, type ProtocolName, type RegistrationStep, type SavedSecret,
  type SecretNamed, type SessionSettings, type Vault,
} from '@tandem/domain';
import type { Directory } from './directory.js';

/** Who gives a command, by what means and why. `id` is the same again when the same command is repeated. */
export interface Giver {
  readonly id: string;
  readonly actor?: string;
  readonly means: NonNullable<EventMetadata['means']>;
  readonly reason?: string;
  readonly correlation?: string;
  readonly causation?: string;
  /** Version that the giver has seen: what others changed since is not written over. */
  readonly seen?: number;
  /** It is a second person's approval: nothing of it waits for another. */
  readonly approves?: true;
}

/** Somebody else has changed it since the version that the giver has seen. */
export interface ChangedMeanwhile {
  readonly kind: 'changed';
  readonly by?: string;
  readonly at: number;
  readonly version: number;
}

export type ChannelAnswer =
  /** `position`: a read that names it sees the change. */
  | { readonly kind: 'saved'; readonly position: number; readonly version: number; readonly state: ConnectedChannel | DisconnectedChannel }
  | { readonly kind: 'rejected'; readonly reason: ChannelReason | ProtocolReason }
  | { readonly kind: 'ignored'; readonly reason: ChannelReason }
  /** Another channel holds the number, or the provider's id of it. */
  | { readonly kind: 'held'; readonly claims: readonly HeldClaim[] }
  | ChangedMeanwhile
  | { readonly kind: 'busy' };

export type ProtocolReason = 'ProtocolNotInstalled';

/** Everything that can be asked of a channel: a secret is made or sealed, the domain decides, the directory has seen it. */
export type ChannelProcedures = ReturnType<typeof createChannelProcedures>;

export interface ChannelProceduresDeps {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly directory: Directory;
  readonly protocols: (name: string) => Protocol | undefined;
  readonly clock: Clock;
  /** Whether calls that carry other channels' messages still come with this secret (Coster, Qontak); default: none do. */
  readonly otherTrafficUses?: (channel: ChannelKey, secret: SecretNamed) => Promise<boolean>;
  /** Makes addresses and secrets that cannot be guessed; seeded in the simulation, so that a run can be replayed. */
  readonly unguessable?: () => string;
}

/** Name of the key that seals credentials and webhook secrets. */
export const CREDENTIALS_KEY = 'credentials';

/** What may be shown of a secret; the same secret has the same one everywhere in this installation. */
export const fingerprintOf = (vault: Pick<Vault, 'keyedHash'>, secret: string): string => vault.keyedHash(`secret:${secret}`);

/** Seals a credential for an event. */
export const sealSecret = async (vault: Vault, plain: string): Promise<SavedSecret> => ({
  sealed: await vault.seal(CREDENTIALS_KEY, plain),
  fingerprint: fingerprintOf(vault, plain),
  lastFour: [...plain].length >= 12 ? [...plain].slice(-4).join('') : '',
});

/** An address or secret that cannot be guessed: 192 bits. */
const bytesOfChance = (): string => randomBytes(24).toString('base64url');

export const createChannelProcedures = (deps: ChannelProceduresDeps) => {
  const { store, vault, directory, protocols, clock, unguessable = bytesOfChance } = deps;
  const save = saveChannel({
    store,
    keyedHash: (value) => vault.keyedHash(value),
    credentialFields: (protocol) => protocols(protocol)?.credentialFields ?? [],
  });

  const give = async (channel: ChannelKey, by: Giver, command: ChannelCommand): Promise<ChannelAnswer> => {
    const agent = directory.agent(agentOf(channel))?.state ?? noAgent;
    if (lacksReason(agent, { ...by, version: versionOf(channel) })) return { kind: 'rejected', reason: 'ReasonMissing' };
    if (!by.approves && needsApproval(agent, { ...by, version: versionOf(channel) }, command.type)) return { kind: 'rejected', reason: 'ApprovalNeeded' };
    const { id, seen, approves: _approves, ...who } = by;
    const saved = await save({ channel, command, id, seen, meta: { v: 1, at: command.now, ...who } });
    if (saved.kind !== 'saved') return saved;
    await directory.waitFor(saved.position);
    const { position, version, channel: state } = saved;
    return state.status === 'none' ? { kind: 'busy' } : { kind: 'saved', position, version, state };
  };

  const newWebhookSecret = async (): Promise<NewSecret> => {
    const { sealed, fingerprint } = await sealSecret(vault, unguessable());
    return { secret: sealed, fingerprint };
  };
  const now = () => clock.now();

  return {
    /** The wizard's first save. */
    connect: async (channel: ChannelKey, by: Giver, { protocol, number }: { protocol: ProtocolName; number: string }): Promise<ChannelAnswer> => {
      if (!protocols(protocol)) return { kind: 'rejected', reason: 'ProtocolNotInstalled' };
      const webhookSecret = await newWebhookSecret();
      return give(channel, by, { type: 'ConnectChannel', now: now(), protocol, number, address: unguessable(), webhookSecret });
    },

    /**
     * `entered`: plain values by field name; a secret field that is left out or blank keeps what is saved. `account` and
     * `found`: what the provider's check said.
     */
    saveCredentials: async (
      channel: ChannelKey,
      by: Giver,
      input: { protocol: ProtocolName; entered: Readonly<Record<string, string>>; removed?: readonly string[]; account?: string; found?: Findings },
    ): Promise<ChannelAnswer> => {
      const protocol = protocols(input.protocol);
      if (!protocol) return { kind: 'rejected', reason: 'ProtocolNotInstalled' };
      const proofField = protocol.proof.by === 'signature' ? protocol.proof.field : undefined;
      const sealed = await sealEntered(vault, protocol, input.entered);
      return give(channel, by, {
        type: 'SaveCredentials', now: now(), protocol: input.protocol, fields: protocol.credentialFields, ...sealed,
        ...(proofField !== undefined && { proofField }), ...(input.removed && { removed: input.removed }),
        ...(input.account !== undefined && { account: input.account }), ...(input.found && { found: input.found }),
      });
    },

    regenerateSecret: async (channel: ChannelKey, by: Giver): Promise<ChannelAnswer> =>
      give(channel, by, { type: 'RegenerateWebhookSecret', now: now(), webhookSecret: await newWebhookSecret() }),

    /** `Revoke now`. */
    revokeSecret: async (channel: ChannelKey, by: Giver, secret: SecretNamed): Promise<ChannelAnswer> =>
      give(channel, by, {
        type: 'RevokeSecret', now: now(), ...secret, otherTrafficUsesIt: (await deps.otherTrafficUses?.(channel, secret)) ?? false,
      }),

    noteSecretSeen: (channel: ChannelKey, by: Giver, secret: SecretNamed): Promise<ChannelAnswer> =>
      give(channel, by, { type: 'NoteSecretSeen', now: now(), ...secret }),

    retireSecrets: (channel: ChannelKey, by: Giver): Promise<ChannelAnswer> => give(channel, by, { type: 'RetireSecrets', now: now() }),

    /** The provider took our address, whose path or challenge carries the secret with this fingerprint. */
    noteEndpointRegistered: (channel: ChannelKey, by: Giver, done: { protocol: ProtocolName; by: EndpointCause; fingerprint: string }): Promise<ChannelAnswer> =>
      give(channel, by, { type: 'NoteEndpointRegistered', now: now(), ...done }),

    /** `words` are the provider's, without our path and anything secret. */
    noteEndpointFailed: (channel: ChannelKey, by: Giver, failed: { protocol: ProtocolName; words: string; step?: RegistrationStep }): Promise<ChannelAnswer> =>
      give(channel, by, { type: 'NoteEndpointFailed', now: now(), ...failed }),

    saveSessionSettings: (channel: ChannelKey, by: Giver, settings: SessionSettings): Promise<ChannelAnswer> =>
      give(channel, by, { type: 'ChangeSessionSettings', now: now(), settings }),

    changeProtocol: async (channel: ChannelKey, by: Giver, protocol: ProtocolName): Promise<ChannelAnswer> =>
      protocols(protocol)
        ? give(channel, by, { type: 'ChangeProtocol', now: now(), protocol })
        : { kind: 'rejected', reason: 'ProtocolNotInstalled' },

    changeNumber: (channel: ChannelKey, by: Giver, number: string): Promise<ChannelAnswer> =>
      give(channel, by, { type: 'ChangeNumber', now: now(), number }),

    /** The first real inbound message; `receipt` is its event id. */
    prove: (channel: ChannelKey, by: Giver, receipt: string): Promise<ChannelAnswer> =>
      give(channel, by, { type: 'ProveChannel', now: now(), receipt }),

    /** `revision` is the channel's at the time of the call that failed. */
    pauseSending: (channel: ChannelKey, by: Giver, failed: { revision: number; papers: Papers }): Promise<ChannelAnswer> =>
      give(channel, by, { type: 'PauseSending', now: now(), ...failed }),

    resumeSending: (channel: ChannelKey, by: Giver): Promise<ChannelAnswer> => give(channel, by, { type: 'ResumeSending', now: now() }),

    /** A change that waits for a second person. */
    propose: (channel: ChannelKey, by: Giver, steps: Proposal['steps']): Promise<ChannelAnswer> => {
      const proposal = `p${vault.keyedHash(`proposal:${by.id}`).replace(/[^A-Za-z0-9]/g, '')}`;
      return give(channel, by, { type: 'ProposeChange', now: now(), proposal, by: actorOf(by), steps, ...(by.reason !== undefined && { reason: by.reason }) });
    },

    /** What was proposed is saved by now. */
    noteApproved: (channel: ChannelKey, by: Giver, proposal: string): Promise<ChannelAnswer> =>
      give(channel, by, { type: 'ApproveChange', now: now(), proposal, by: actorOf(by) }),

    rejectChange: (channel: ChannelKey, by: Giver, proposal: string): Promise<ChannelAnswer> =>
      give(channel, by, { type: 'RejectChange', now: now(), proposal, by: actorOf(by) }),

    withdrawChange: (channel: ChannelKey, by: Giver, proposal: string): Promise<ChannelAnswer> =>
      give(channel, by, { type: 'WithdrawChange', now: now(), proposal, by: actorOf(by) }),

    /** `approved`: the proposal that asked for it. */
    disconnect: (channel: ChannelKey, by: Giver, approved?: string): Promise<ChannelAnswer> =>
      give(channel, by, { type: 'DisconnectChannel', now: now(), ...(approved !== undefined && { approved: { proposal: approved, by: actorOf(by) } }) }),

    /** Disconnects both channels of an agent and that of its trials, where it has them. */
    disconnectAll: async (agent: string, by: Giver): Promise<void> => {
      for (const version of ['published', 'draft'] as const) {
        // an agent that was put away has no number in service, whatever was asked for before
        await give(channelKey(agent, version), { ...by, id: `${by.id}/${version}`, approves: true }, { type: 'DisconnectChannel', now: now() });
      }
      await give(trialChannel(agent), { ...by, id: `${by.id}/trial` }, { type: 'DisconnectChannel', now: now() });
    },
  };
};

const actorOf = ({ actor = 'unknown' }: Giver): string => actor;

/** What was typed into a form, secrets sealed; names that the protocol does not know stay for the decider to refuse. */
export const sealEntered = async (vault: Vault, protocol: Pick<Protocol, 'credentialFields'>, entered: Readonly<Record<string, string>>) => {
  const isSecret = (name: string) => protocol.credentialFields.some((field) => field.name === name && field.secret);
  const typed = Object.entries(entered).filter(([, value]) => value.trim() !== '');
  const secrets = await Promise.all(
    typed.filter(([name]) => isSecret(name)).map(async ([name, value]) => [name, await sealSecret(vault, value.trim())] as const),
  );
  return { values: Object.fromEntries(typed.filter(([name]) => !isSecret(name))), secrets: Object.fromEntries(secrets) };
};
