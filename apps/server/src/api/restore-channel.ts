import type { CommandBus } from '@nestjs/cqrs';
import {
  planCopy, planRestore, setupOf, type Channel, type ConnectedChannel, type RestorePlan, type RestoreStep, type SavedSecret,
  type SessionSettings,
} from '@tandem/domain';
import type { CheckResult, FieldProblem, Restored, Saved } from '@tandem/wire';
import { ChangeNumber, ChangeProtocol, SaveCredentials, SaveSessionSettings } from '../channel/channel.handlers.js';
import type { ChannelAnswer, Giver } from '../channel/channel-procedures.js';
import type { DirectoryChannel } from '../channel/directory.js';
import { refusal, savedOr } from './answers.js';
import type { Api } from './api.js';
import { ProblemException } from './problems.js';
import { meansOf } from './planned.js';
import { held, mustWait, propose } from './proposals.js';
import { checkAtProvider, noteCallback, partOf, refuseHeld, refuseStale, refuseWithoutReason, type Checked, type Connected } from './save-channel.js';

interface Ordered {
  readonly by: Giver;
  /** Left out: only what would change is said. */
  readonly confirm?: boolean;
}

interface Means {
  readonly api: Api;
  readonly commands: CommandBus;
}

/** An earlier state of a channel as a new change of it. */
export const restoreChannel = async (
  channel: DirectoryChannel, { past, ...order }: Ordered & { readonly past: Channel }, means: Means,
): Promise<Restored> => {
  const opened = await openSecrets(past, means.api);
  const plan = planRestore(channel.state, past, { ...meansOf(means.api), opens: ({ sealed }) => opened.has(sealed) });
  return carryOut({ channel, plan, opened }, { ...order, by: { ...order.by, means: 'restore' } }, means);
};

/** The session settings of the draft as a change of the published channel. */
export const copyFromDraft = (
  channel: DirectoryChannel, { settings, ...order }: Ordered & { readonly settings: SessionSettings }, means: Means,
): Promise<Restored> =>
  carryOut({ channel, plan: planCopy(channel.state, settings, { ...meansOf(means.api), opens: () => false }), opened: new Map() }, order, means);

/** Plain secrets by what stands sealed in the log: those that the vault still opens. */
type Opened = ReadonlyMap<string, string>;

const openSecrets = (past: Channel, api: Api): Promise<Opened> =>
  openAll(past.status === 'none' ? [] : Object.values(setupOf(past, past.protocol).secrets), api);

export const openAll = async (secrets: readonly SavedSecret[], { vault }: Pick<Api, 'vault'>): Promise<Opened> => {
  const opened = await Promise.all(secrets.map(async ({ sealed }: SavedSecret) => [sealed, await vault.open(sealed)] as const));
  return new Map(opened.filter((entry): entry is [typeof entry[0], string] => entry[1] !== undefined));
};

interface Planned {
  readonly channel: DirectoryChannel;
  readonly plan: RestorePlan;
  readonly opened: Opened;
}

const carryOut = async ({ channel, plan, opened }: Planned, { by, confirm }: Ordered, means: Means): Promise<Restored> => {
  const { changes, lost } = plan;
  const problems = [...plan.problems, ...collisionsOf(channel, plan, means.api)];
  const preview = { changes, lost, problems };
  if (!confirm || problems.length > 0) return preview;
  refuseWithoutReason(channel, by, means.api);
  if (plan.steps.length === 0) throw refusal('NothingChanged');
  if (mustWait(channel, by, means.api)) return { ...preview, ...(await propose(channel as Connected, by, { steps: plan.steps, api: means.api })) };
  return { ...preview, ...(await saveSteps({ channel: channel as Connected, plan, opened }, by, means)) };
};

/** Numbers and ids of numbers that other channels hold by now; whose they are stands in the words. */
const collisionsOf = (channel: DirectoryChannel, { steps, after }: RestorePlan, api: Api): readonly FieldProblem[] => {
  if (after.status !== 'connected' || !steps.some(({ part }) => part !== 'settings')) return [];
  const protocol = api.protocols(after.protocol);
  if (!protocol) return [{ field: 'protocol', problem: 'ProtocolNotInstalled' }];
  try {
    refuseHeld(held(channel, after), { after: setupOf(after, after.protocol), protocol }, api);
    return [];
  } catch (error) {
    if (!(error instanceof ProblemException)) throw error;
    const words = (error.details.heldBy ?? []).map(({ agentName }) => agentName);
    return (error.details.fields ?? []).map((field, place) => ({ ...field, ...(words[place] !== undefined && { words: words[place] }) }));
  }
};

/** The provider is asked before anything is written, as with any save; then one command after the other. */
export const saveSteps = async ({ channel, plan, opened }: Planned & { channel: Connected }, by: Giver, { api, commands }: Means): Promise<Saved> => {
  await refuseStale(channel, by, api);
  const target = held(channel, plan.after as ConnectedChannel);
  const credentials = plan.steps.find((step) => step.part === 'credentials');
  const entered = credentials ? enteredOf(credentials, opened) : {};
  const checked = credentials ? await checkAtProvider(target, entered, api) : { checks: [] as readonly CheckResult[], account: undefined, found: undefined };
  let saved: Saved = { position: 0, version: channel.streamVersion };
  let { seen } = by;
  for (const step of plan.steps) {
    const giver = { ...partOf(by, step.part), seen };
    const next = await savedOr(await give(step, { channel, giver, entered, account: checked.account, found: checked.found }, commands), api, saved.version);
    if (next.position > 0) saved = next;
    if (step.part === 'credentials') saved = await noteCallback(target, { by, checks: checked.checks, saved }, api);
    if (seen !== undefined) seen = saved.version;
  }
  return saved;
};

const enteredOf = ({ values, secrets }: Extract<RestoreStep, { part: 'credentials' }>, opened: Opened): Record<string, string> => ({
  ...values,
  ...Object.fromEntries(Object.entries(secrets).flatMap(([name, { sealed }]) => {
    const plain = opened.get(sealed);
    return plain === undefined ? [] : [[name, plain]];
  })),
});

interface Giving {
  readonly channel: Connected;
  readonly giver: Giver;
  readonly entered: Readonly<Record<string, string>>;
  readonly account: string | undefined;
  readonly found: Checked['found'];
}

const give = (step: RestoreStep, { channel: { key }, giver, entered, account, found }: Giving, commands: CommandBus): Promise<ChannelAnswer> => {
  switch (step.part) {
    case 'protocol':
      return commands.execute(new ChangeProtocol(key, giver, step.protocol));
    case 'number':
      return commands.execute(new ChangeNumber(key, giver, step.number));
    case 'credentials':
      return commands.execute(new SaveCredentials(key, giver, { protocol: step.protocol, entered, removed: step.removed, account, found }));
    case 'settings':
      return commands.execute(new SaveSessionSettings(key, giver, step.settings));
  }
};
