import type { EventMetadata } from '../kernel/event-store.js';
import type { AgentVersion } from '../kernel/streams.js';
import type { Agent } from './agent.js';

/** What may lack a reason: which version it changes, and how it came. */
export interface Reasoned extends Pick<EventMetadata, 'means' | 'reason'> {
  readonly version: AgentVersion;
}

/** Whether a change that a person or a program makes lacks the reason that the agent's policy asks for. */
export const lacksReason = (agent: Agent, { version, means, reason = '' }: Reasoned): boolean =>
  agent.status !== 'none' && agent.policy?.publishedNeedsReason === true && version === 'published' && means !== 'system' && reason.trim() === '';
