import type { CommandBus } from '@nestjs/cqrs';
import { agentNeedsApproval, channelKey, type Agent, type AgentCommand, type LoneStep } from '@tandem/domain';
import type { Saved } from '@tandem/wire';
import { ChangePolicy, ConnectRuntime } from '../agent/agent.handlers.js';
import type { Giver } from '../channel/channel-procedures.js';
import type { DirectoryAgent } from '../channel/directory.js';
import { savedOr } from './answers.js';
import type { Api } from './api.js';
import { noteProposed } from './proposals.js';
import { refuseStale, refuseWithoutReason, type Connected } from './save-channel.js';
import { refuseNothingToRegister, regenerateSecret, registerEndpoint } from './set-endpoint.js';

/** A change of the channel that is no step of its form waits for a second person. */
export const proposeAlone = async (channel: Connected, by: Giver, { step, api }: { readonly step: LoneStep; readonly api: Api }): Promise<Saved> => {
  refuseWithoutReason(channel, by, api);
  await refuseStale(channel, by, api);
  if (step.part === 'endpoint') refuseNothingToRegister(channel, api);
  return noteProposed(channel, by, { steps: [step], api });
};

/** What is asked of an agent waits at its published channel; undefined where nobody else is needed. */
export const proposeOfAgent = async (
  { id, state, streamVersion }: DirectoryAgent, by: Giver, { command, api }: { readonly command: AgentCommand; readonly api: Api },
): Promise<Saved | undefined> => {
  const channel = api.directory.byKey(channelKey(id, 'published'));
  const isPublishedConnected = channel?.state.status === 'connected';
  if (!channel || !agentNeedsApproval(state, { ...by, isPublishedConnected }, command)) return undefined;
  const judged = await api.procedures.agents.judge(id, by, command);
  if (judged.kind !== 'accepted') return savedOr(judged, api, streamVersion);
  const step = stepOf(command, state);
  return step && { ...(await noteProposed(channel as Connected, { ...by, seen: undefined }, { steps: [step], api })), version: streamVersion };
};

/** Publishing is proposed as the runtime that the draft has now: what is approved is what was looked at. */
const stepOf = (command: AgentCommand, agent: Agent): LoneStep | undefined => {
  if (command.type === 'ConnectRuntime') return { part: 'runtime', runtime: command.runtime };
  if (command.type === 'ChangePolicy') return { part: 'policy', policy: command.policy };
  const draft = agent.status === 'none' ? undefined : agent.runtimes.draft;
  return command.type === 'PublishAgent' && draft ? { part: 'runtime', runtime: draft } : undefined;
};

interface CarryingOut {
  readonly step: LoneStep;
  readonly proposal: string;
  readonly api: Api;
  readonly commands: CommandBus;
}

/** Does what was proposed and notes the approval: after it, but with the end of a channel, where nothing can be noted after. */
export const approveAlone = async (channel: Connected, by: Giver, { step, proposal, ...means }: CarryingOut): Promise<Saved> => {
  const { api } = means;
  refuseWithoutReason(channel, by, api);
  await refuseStale(channel, by, api);
  if (step.part === 'disconnect') return savedOr(await api.procedures.channels.disconnect(channel.key, by, proposal), api);
  await carryOut(channel, { ...by, seen: undefined }, { step, ...means });
  return savedOr(await api.procedures.channels.noteApproved(channel.key, { ...by, id: `${by.id}-approval`, seen: undefined }, proposal), api);
};

const carryOut = async (channel: Connected, by: Giver, { step, api, commands }: Omit<CarryingOut, 'proposal'>): Promise<Saved | undefined> => {
  switch (step.part) {
    case 'webhook-secret':
      return regenerateSecret(channel, by, { api, commands });
    case 'endpoint':
      return registerEndpoint(channel, { by, cause: 'set-endpoint' }, api);
    case 'runtime':
      return savedOr(await commands.execute(new ConnectRuntime(channel.agent, by, { version: 'published', runtime: step.runtime })), api);
    case 'policy':
      return savedOr(await commands.execute(new ChangePolicy(channel.agent, by, step.policy)), api);
    case 'disconnect':
      return undefined;
  }
};
