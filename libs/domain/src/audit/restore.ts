import type { ChannelCommand, ChannelReason } from '../channel/channel-commands.js';
import { setupOf, type Channel, type ConnectedChannel, type ProtocolSetup } from '../channel/channel.js';
import { credentialFieldProblems, mergeCredentials, type SavedCredentials, type SavedSecret } from '../channel/credentials.js';
import { channelDecider } from '../channel/decide-channel.js';
import type { ChangeStep } from '../channel/proposal.js';
import type { CredentialField, ProtocolName } from '../channel/protocol.js';
import { sessionSettingsProblems, type SessionSettings } from '../channel/session-settings.js';
import { same } from '../kernel/same.js';
import type { Millis } from '../kernel/time.js';
import { diffChannels, type FieldChange } from './diff.js';

/** One command of a restore, in the order in which they are given. */
export type RestoreStep = ChangeStep;

export interface RestorePlan {
  readonly steps: readonly RestoreStep[];
  /** What the channel would be. */
  readonly after: Channel;
  readonly changes: readonly FieldChange[];
  /** Secrets that stood there and cannot come back: nothing opens them any more. The ones in force stay. */
  readonly lost: readonly string[];
  readonly problems: readonly { readonly field: string; readonly problem: string }[];
}

export interface RestoreMeans {
  readonly now: Millis;
  readonly protocol: (name: ProtocolName) => { readonly fields: readonly CredentialField[]; readonly proofField?: string };
  /** Whether the vault still opens it. */
  readonly opens: (secret: SavedSecret) => boolean;
}

type Planned = Omit<RestorePlan, 'changes'>;

/**
 * An earlier state as a new change of the channel: protocol, number, credentials and session settings. Address and webhook
 * secrets stay as they are: the provider knows them. Nothing is written; the steps are what is to be commanded.
 */
export const planRestore = (current: Channel, past: Channel, means: RestoreMeans): RestorePlan => {
  if (past.status !== 'connected') return refused(current, 'at', 'NothingThere');
  if (current.status !== 'connected') return refused(current, 'at', 'NotConnected');
  const begun: Planned = { steps: [], after: current, lost: [], problems: [] };
  const spoken = past.protocol === current.protocol ? begun : stepped(begun, { part: 'protocol', protocol: past.protocol }, means);
  const numbered = past.number === current.number ? spoken : stepped(spoken, { part: 'number', number: past.number }, means);
  return compared(current, settled(credited(numbered, past, means), past.settings, means));
};

/** The session settings of one channel as a change of another; everything else stays apart. */
export const planCopy = (current: Channel, settings: SessionSettings, means: RestoreMeans): RestorePlan => {
  if (current.status !== 'connected') return refused(current, 'settings', 'NotConnected');
  return compared(current, settled({ steps: [], after: current, lost: [], problems: [] }, settings, means));
};

/** What the steps would do to the channel as it is now: those that change nothing any more are left out. */
export const planSteps = (current: Channel, steps: readonly ChangeStep[], means: RestoreMeans): RestorePlan => {
  if (current.status !== 'connected') return refused(current, 'at', 'NotConnected');
  const begun: Planned = { steps: [], after: current, lost: [], problems: [] };
  return compared(current, steps.reduce((planned, step) => stepped(planned, step, accountFor(step, planned.after, means)), begun));
};

/** The provider says at the save whose the credentials are; until then they are taken for those of the same account. */
const accountFor = (step: ChangeStep, channel: Channel, means: RestoreMeans) =>
  step.part === 'credentials' && channel.status !== 'none' ? { ...means, account: setupOf(channel, step.protocol).account } : means;

const compared = (current: Channel, planned: Planned): RestorePlan => ({ ...planned, changes: diffChannels(current, planned.after) });

const refused = (current: Channel, field: string, problem: string): RestorePlan =>
  ({ steps: [], after: current, changes: [], lost: [], problems: [{ field, problem }] });

const credited = (planned: Planned, past: ConnectedChannel, means: RestoreMeans): Planned => {
  const wanted = setupOf(past, past.protocol);
  const kept = planned.after.status === 'none' ? wanted : setupOf(planned.after, past.protocol);
  const there = Object.entries(wanted.secrets);
  const isKept = ([name, { fingerprint }]: [string, SavedSecret]) => kept.secrets[name]?.fingerprint === fingerprint;
  const lost = there.filter((entry) => !isKept(entry) && !means.opens(entry[1])).map(([name]) => name);
  const secrets = Object.fromEntries(there.filter(([name]) => !lost.includes(name)));
  const removed = Object.keys(kept.secrets).filter((name) => wanted.secrets[name] === undefined);
  const withLost = { ...planned, lost: lost.map((name) => `credentials.${name}`) };
  if (isAsItWas(kept, { values: wanted.values, secrets, removed })) return withLost;
  return stepped(withLost, { part: 'credentials', protocol: past.protocol, values: wanted.values, secrets, removed }, { ...means, account: wanted.account });
};

const isAsItWas = (kept: ProtocolSetup, wanted: SavedCredentials & { readonly removed: readonly string[] }): boolean => {
  const merged = mergeCredentials(kept, wanted);
  return same(kept.values, merged.values) && same(kept.secrets, merged.secrets);
};

const settled = (planned: Planned, settings: SessionSettings, means: RestoreMeans): Planned =>
  planned.after.status !== 'none' && same(planned.after.settings, settings) ? planned : stepped(planned, { part: 'settings', settings }, means);

/** Asks the rules what a step would do; what they refuse is a problem at its field. */
const stepped = (planned: Planned, step: RestoreStep, means: RestoreMeans & { readonly account?: string }): Planned => {
  const decision = channelDecider.decide(commandOf(step, means), planned.after);
  if (decision.kind === 'ignored') return planned;
  if (decision.kind === 'rejected') return { ...planned, problems: [...planned.problems, ...problemsOf(step, decision.reason, { ...means, kept: planned.after })] };
  return { ...planned, steps: [...planned.steps, step], after: decision.events.reduce(channelDecider.evolve, planned.after) };
};

const commandOf = (step: RestoreStep, { now, protocol, account }: RestoreMeans & { readonly account?: string }): ChannelCommand => {
  switch (step.part) {
    case 'protocol':
      return { type: 'ChangeProtocol', now, protocol: step.protocol };
    case 'number':
      return { type: 'ChangeNumber', now, number: step.number };
    case 'credentials': {
      const { values, secrets, removed } = step;
      return { type: 'SaveCredentials', now, protocol: step.protocol, ...protocol(step.protocol), values, secrets, removed, ...(account !== undefined && { account }) };
    }
    case 'settings':
      return { type: 'ChangeSessionSettings', now, settings: step.settings };
  }
};

const problemsOf = (step: RestoreStep, reason: ChannelReason, means: RestoreMeans & { readonly kept: Channel }): RestorePlan['problems'] => {
  if (step.part === 'settings' && reason === 'SettingsRefused') {
    return sessionSettingsProblems(step.settings).map(({ field, problem }) => ({ field: `settings.${field}`, problem }));
  }
  if (step.part === 'credentials' && reason === 'CredentialsRefused') {
    const kept = means.kept.status === 'none' ? { values: {}, secrets: {} } : setupOf(means.kept, step.protocol);
    return credentialFieldProblems(means.protocol(step.protocol).fields, mergeCredentials(kept, step))
      .map(({ field, problem }) => ({ field: `credentials.${field}`, problem }));
  }
  return [{ field: step.part, problem: reason }];
};
