import type { AgentVersion } from '../kernel/streams.js';
import type { RuntimeConfig } from './runtime-config.js';

export type AgentRegistered = { readonly type: 'AgentRegistered'; readonly data: { readonly name: string } };

export type AgentRenamed = { readonly type: 'AgentRenamed'; readonly data: { readonly name: string } };

export type RuntimeConnected = {
  readonly type: 'RuntimeConnected';
  readonly data: { readonly version: AgentVersion; readonly runtime: RuntimeConfig };
};

/** The draft's runtime became the published one's as well. */
export type AgentPublished = { readonly type: 'AgentPublished'; readonly data: { readonly runtime: RuntimeConfig } };

/** What is asked of who changes the agent. */
export type PolicyChanged = { readonly type: 'PolicyChanged'; readonly data: AgentPolicy };

export type AgentArchived = { readonly type: 'AgentArchived'; readonly data: Readonly<Record<string, never>> };

/** `agent-<id>` */
export type AgentEvent = AgentRegistered | AgentRenamed | RuntimeConnected | AgentPublished | PolicyChanged | AgentArchived;

export interface AgentPolicy {
  /** Every change of what customers meet must say why. */
  readonly publishedNeedsReason: boolean;
  /** A change of the published configuration waits for a second person. Absent: it does not. */
  readonly publishedNeedsApproval?: boolean;
}

/** A version that is not there has no runtime yet. */
export type Runtimes = Readonly<Partial<Record<AgentVersion, RuntimeConfig>>>;

export type Agent =
  | { readonly status: 'none' }
  | ({ readonly status: 'active' } & KnownAgent)
  | ({ readonly status: 'archived' } & KnownAgent);

interface KnownAgent {
  readonly name: string;
  readonly runtimes: Runtimes;
  /** Absent until one was set: nothing is asked. */
  readonly policy?: AgentPolicy;
}

export const noAgent: Agent = { status: 'none' };

export const evolveAgent = (agent: Agent, event: AgentEvent): Agent => {
  switch (event.type) {
    case 'AgentRegistered':
      return agent.status === 'none' ? { status: 'active', name: event.data.name, runtimes: {} } : agent;
    case 'AgentRenamed':
      return agent.status === 'none' ? agent : { ...agent, name: event.data.name };
    case 'RuntimeConnected':
      return withRuntime(agent, event.data.version, event.data.runtime);
    case 'AgentPublished':
      return withRuntime(agent, 'published', event.data.runtime);
    case 'PolicyChanged':
      return agent.status === 'none' ? agent : { ...agent, policy: event.data };
    case 'AgentArchived':
      return agent.status === 'none' ? agent : { ...agent, status: 'archived' };
  }
};

const withRuntime = (agent: Agent, version: AgentVersion, runtime: RuntimeConfig): Agent =>
  agent.status === 'none' ? agent : { ...agent, runtimes: { ...agent.runtimes, [version]: runtime } };
