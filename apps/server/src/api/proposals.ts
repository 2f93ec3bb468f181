import {
  needsApproval, noAgent, planSteps, setupOf, type ChangeStep, type ConnectedChannel, type Proposal, type RestorePlan, type SessionSettings,
} from '@tandem/domain';
import type { Saved } from '@tandem/wire';
import { sealEntered, type Giver } from '../channel/channel-procedures.js';
import type { DirectoryChannel } from '../channel/directory.js';
import { refusal, savedOr } from './answers.js';
import type { Api } from './api.js';
import { meansOf } from './planned.js';
import { isNews, refuseHeld, refuseStale, refuseWithoutReason, type Connected } from './save-channel.js';

export const held = (channel: DirectoryChannel, state: ConnectedChannel): Connected => ({ ...channel, state });

/** Whether what is saved of the channel waits for a second person. */
export const mustWait = ({ agent, version }: Pick<DirectoryChannel, 'agent' | 'version'>, by: Giver, { directory }: Pick<Api, 'directory'>): boolean =>
  by.approves !== true && needsApproval(directory.agent(agent)?.state ?? noAgent, { ...by, version }, 'ChangeSessionSettings');

/** What the rules say of the change is said at once; the provider is asked when somebody approves it. */
export const propose = async (channel: Connected, by: Giver, { steps, api }: { readonly steps: readonly ChangeStep[]; readonly api: Api }): Promise<Saved> => {
  refuseWithoutReason(channel, by, api);
  await refuseStale(channel, by, api);
  const plan = planSteps(channel.state, steps, { ...meansOf(api), opens: () => true });
  refusePlan(channel, plan, api);
  return noteProposed(channel, by, { steps: plan.steps, api });
};

/** Nothing is judged any more: it waits. */
export const noteProposed = async (channel: Connected, by: Giver, { steps, api }: { readonly steps: Proposal['steps']; readonly api: Api }): Promise<Saved> => {
  const answer = await api.procedures.channels.propose(channel.key, by, steps);
  const saved = await savedOr(answer, api, channel.streamVersion);
  return answer.kind === 'saved' ? { ...saved, proposed: true } : saved;
};

/** The full settings form as steps; credentials that were not touched are none. */
export const stepsOfForm = async (
  { state }: Connected, { credentials, settings }: { readonly credentials?: Readonly<Record<string, string>>; readonly settings?: SessionSettings }, api: Api,
): Promise<readonly ChangeStep[]> => {
  const { protocol } = state;
  const adapter = api.protocols(protocol);
  if (!adapter) throw refusal('ProtocolNotInstalled');
  const entered = credentials && isNews(state, credentials) ? await sealEntered(api.vault, adapter, credentials) : undefined;
  return [
    ...(entered ? [{ part: 'credentials', protocol, removed: [], ...entered } as const] : []),
    ...(settings ? [{ part: 'settings', settings } as const] : []),
  ];
};

/** Refuses what could not be saved, at its field; a number that another channel holds by now, with the holder's name. */
export const refusePlan = (channel: DirectoryChannel, { problems, steps, after }: RestorePlan, api: Api): void => {
  const [first] = problems;
  if (first) throw refusal(first.field.startsWith('settings.') ? 'SettingsRefused' : first.field.startsWith('credentials.') ? 'CredentialsRefused' : first.problem, problems);
  const protocol = after.status === 'connected' ? api.protocols(after.protocol) : undefined;
  if (after.status !== 'connected' || !protocol || !steps.some(({ part }) => part !== 'settings')) return;
  refuseHeld(held(channel, after), { after: setupOf(after, after.protocol), protocol }, api);
};
