import {
  agentDecider, diffAgents, isLone, noAgent, planSteps, type AgentCommand, type ChangeStep, type ConnectedChannel, type FieldChange, type LoneStep,
  type Proposal, type RestoreMeans,
} from '@tandem/domain';
import type { ProposalView } from '@tandem/wire';
import type { DirectoryChannel } from '../channel/directory.js';
import { refusal } from './answers.js';
import type { Api } from './api.js';

/** What a plan of several steps asks of the server. */
export const meansOf = ({ clock, protocols }: Api): Omit<RestoreMeans, 'opens'> => ({
  now: clock.now(),
  protocol: (name) => {
    const protocol = protocols(name);
    if (!protocol) throw refusal('ProtocolNotInstalled');
    return { fields: protocol.credentialFields, ...(protocol.proof.by === 'signature' && { proofField: protocol.proof.field }) };
  },
});

/** The change that waits, as it would change the channel now. */
export const proposalShown = async ({ agent }: Pick<DirectoryChannel, 'agent'>, state: ConnectedChannel, api: Api): Promise<ProposalView | undefined> => {
  const waiting = state.proposal;
  if (!waiting) return undefined;
  const { proposal: id, by, at, reason, steps } = waiting;
  const lone = steps.find(isLone);
  const changes = lone ? changesOfAgent(agent, lone, api) : planSteps(state, formStepsOf(waiting), { ...meansOf(api), opens: () => true }).changes;
  return {
    id, by: { id: by, name: await api.people.nameOf(by) }, at, changes,
    ...(reason !== undefined && { reason }), ...(lone && { alone: lone.part }),
  };
};

export const formStepsOf = ({ steps }: Proposal): readonly ChangeStep[] => steps.filter((step): step is ChangeStep => !isLone(step));

const changesOfAgent = (agent: string, step: LoneStep, { directory, clock }: Api): readonly FieldChange[] => {
  const command = commandOf(step, clock.now());
  const state = directory.agent(agent)?.state ?? noAgent;
  const decision = command && agentDecider.decide(command, state);
  return decision?.kind === 'accepted' ? diffAgents(state, decision.events.reduce(agentDecider.evolve, state)) : [];
};

const commandOf = (step: LoneStep, now: number): AgentCommand | undefined => {
  if (step.part === 'runtime') return { type: 'ConnectRuntime', version: 'published', runtime: step.runtime, now };
  return step.part === 'policy' ? { type: 'ChangePolicy', policy: step.policy, now } : undefined;
};
