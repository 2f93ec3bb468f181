import type { ChannelCommand } from '../channel/channel-commands.js';
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

/** Commands whose effect customers may meet, that wait for a second person where the policy says so. */
const waits: readonly ChannelCommand['type'][] = ['SaveCredentials', 'ChangeSessionSettings', 'ChangeProtocol', 'ChangeNumber'];

/** Whether a change of a channel that a person or a program makes waits for a second person. */
export const needsApproval = (agent: Agent, { version, means }: Pick<Reasoned, 'version' | 'means'>, command: ChannelCommand['type']): boolean =>
  agent.status !== 'none' && agent.policy?.publishedNeedsApproval === true && version === 'published' && means !== 'system' && waits.includes(command);
