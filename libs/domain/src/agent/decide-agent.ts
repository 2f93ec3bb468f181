import { same } from '../kernel/same.js';
import { accept, ignore, reject, type Decider, type Decision } from '../kernel/decider.js';
import type { AgentVersion } from '../kernel/streams.js';
import type { Millis } from '../kernel/time.js';
import { evolveAgent, noAgent, type Agent, type AgentEvent, type AgentPolicy } from './agent.js';
import type { RuntimeConfig } from './runtime-config.js';
import { runtimeProblems } from './runtime-problems.js';

export type RegisterAgent = { readonly type: 'RegisterAgent'; readonly name: string; readonly now: Millis };
export type RenameAgent = { readonly type: 'RenameAgent'; readonly name: string; readonly now: Millis };
export type ConnectRuntime = {
  readonly type: 'ConnectRuntime';
  readonly version: AgentVersion;
  readonly runtime: RuntimeConfig;
  readonly now: Millis;
};
export type PublishAgent = { readonly type: 'PublishAgent'; readonly now: Millis };
export type ChangePolicy = { readonly type: 'ChangePolicy'; readonly policy: AgentPolicy; readonly now: Millis };
export type ArchiveAgent = { readonly type: 'ArchiveAgent'; readonly now: Millis };

export type AgentCommand = RegisterAgent | RenameAgent | ConnectRuntime | PublishAgent | ChangePolicy | ArchiveAgent;

export type AgentReason =
  | 'NameMissing'
  | 'NameTooLong'
  | 'AlreadyRegistered'
  | 'NotRegistered'
  | 'RuntimeRefused'
  | 'NoDraftRuntime'
  | 'AgentIsArchived'
  | 'ApprovalNeeded'
  | 'DisconnectFirst'
  | 'ReasonMissing'
  | 'NothingChanged';

type Decided = Decision<AgentEvent, AgentReason>;

/** Longest name of an agent, in characters (code points). */
export const MAX_AGENT_NAME = 100;

/** What is wrong with a name; the form and the rule ask the same function. */
export const agentNameProblem = (name: string): 'NameMissing' | 'NameTooLong' | undefined => {
  if (name.trim() === '') return 'NameMissing';
  return [...name.trim()].length > MAX_AGENT_NAME ? 'NameTooLong' : undefined;
};

const register = ({ name }: RegisterAgent, agent: Agent): Decided => {
  if (agent.status !== 'none') return reject('AlreadyRegistered');
  const problem = agentNameProblem(name);
  if (problem) return reject(problem);
  return accept({ type: 'AgentRegistered', data: { name: name.trim() } });
};

const rename = ({ name }: RenameAgent, agent: Agent): Decided => {
  if (agent.status !== 'active') return reject(whyNot(agent));
  const problem = agentNameProblem(name);
  if (problem) return reject(problem);
  if (agent.name === name.trim()) return ignore('NothingChanged');
  return accept({ type: 'AgentRenamed', data: { name: name.trim() } });
};

const connectRuntime = ({ version, runtime }: ConnectRuntime, agent: Agent): Decided => {
  if (agent.status !== 'active') return reject(whyNot(agent));
  if (runtimeProblems(runtime).length > 0) return reject('RuntimeRefused');
  if (same(agent.runtimes[version], runtime)) return ignore('NothingChanged');
  return accept({ type: 'RuntimeConnected', data: { version, runtime } });
};

const publish = (_command: PublishAgent, agent: Agent): Decided => {
  if (agent.status !== 'active') return reject(whyNot(agent));
  const runtime = agent.runtimes.draft;
  if (!runtime) return reject('NoDraftRuntime');
  if (same(agent.runtimes.published, runtime)) return ignore('NothingChanged');
  return accept({ type: 'AgentPublished', data: { runtime } });
};

const changePolicy = ({ policy }: ChangePolicy, agent: Agent): Decided => {
  if (agent.status !== 'active') return reject(whyNot(agent));
  const { publishedNeedsReason, publishedNeedsApproval = false } = policy;
  const before = { publishedNeedsReason: agent.policy?.publishedNeedsReason ?? false, publishedNeedsApproval: agent.policy?.publishedNeedsApproval ?? false };
  if (same(before, { publishedNeedsReason, publishedNeedsApproval })) return ignore('NothingChanged');
  const says = publishedNeedsApproval || before.publishedNeedsApproval;
  return accept({ type: 'PolicyChanged', data: { publishedNeedsReason, ...(says && { publishedNeedsApproval }) } });
};

const archive = (_command: ArchiveAgent, agent: Agent): Decided => {
  if (agent.status === 'none') return reject('NotRegistered');
  if (agent.status === 'archived') return ignore('AgentIsArchived');
  return accept({ type: 'AgentArchived', data: {} });
};

const whyNot = (agent: Exclude<Agent, { status: 'active' }>): AgentReason =>
  agent.status === 'none' ? 'NotRegistered' : 'AgentIsArchived';

const decide = (command: AgentCommand, agent: Agent): Decided => {
  switch (command.type) {
    case 'RegisterAgent':
      return register(command, agent);
    case 'RenameAgent':
      return rename(command, agent);
    case 'ConnectRuntime':
      return connectRuntime(command, agent);
    case 'PublishAgent':
      return publish(command, agent);
    case 'ChangePolicy':
      return changePolicy(command, agent);
    case 'ArchiveAgent':
      return archive(command, agent);
  }
};

/** The rules of `agent-<id>`. */
export const agentDecider: Decider<Agent, AgentCommand, AgentEvent, AgentReason> = {
  initial: noAgent,
  decide,
  evolve: evolveAgent,
};
