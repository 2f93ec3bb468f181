import type { ChannelCommand } from '../channel/channel-commands.js';
import type { EventMetadata } from '../kernel/event-store.js';
import type { AgentVersion } from '../kernel/streams.js';
import type { Agent } from './agent.js';
import type { AgentCommand } from './decide-agent.js';

/** What may lack a reason: which version it changes, and how it came. */
export interface Reasoned extends Pick<EventMetadata, 'means' | 'reason'> {
  readonly version: AgentVersion;
}

/** Whether a change that a person or a program makes lacks the reason that the agent's policy asks for. */
export const lacksReason = (agent: Agent, { version, means, reason = '' }: Reasoned): boolean =>
  agent.status !== 'none' && agent.policy?.publishedNeedsReason === true && version === 'published' && means !== 'system' && reason.trim() === '';

/**
 * Commands whose effect customers may meet, that wait for a second person where the policy says so. Connecting is none: it
 * reaches nobody before credentials are saved, which waits. Revoking a secret that leaked cannot wait.
 */
const waits: readonly ChannelCommand['type'][] = [
  'SaveCredentials', 'ChangeSessionSettings', 'ChangeProtocol', 'ChangeNumber', 'RegenerateWebhookSecret', 'NoteEndpointRegistered', 'DisconnectChannel',
];

const asksForSecond = (agent: Agent, means: Reasoned['means']): boolean =>
  agent.status !== 'none' && agent.policy?.publishedNeedsApproval === true && means !== 'system';

/** Whether a change of a channel that a person or a program makes waits for a second person. */
export const needsApproval = (agent: Agent, { version, means }: Pick<Reasoned, 'version' | 'means'>, command: ChannelCommand['type']): boolean =>
  asksForSecond(agent, means) && version === 'published' && waits.includes(command);

/** Whether customers may meet something else after it; whoever takes a rule back is asked what the rule asks. */
export const changesPublished = (command: AgentCommand): boolean =>
  command.type === 'ConnectRuntime' ? command.version === 'published' : ['PublishAgent', 'ArchiveAgent', 'ChangePolicy'].includes(command.type);

/** Whether a change of an agent waits for a second person; while no published number is connected, customers meet none of it. */
export const agentNeedsApproval = (
  agent: Agent, { means, isPublishedConnected }: Pick<Reasoned, 'means'> & { readonly isPublishedConnected: boolean }, command: AgentCommand,
): boolean => isPublishedConnected && asksForSecond(agent, means) && changesPublished(command);
