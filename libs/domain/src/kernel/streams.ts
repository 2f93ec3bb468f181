/** Names of streams (design 3). None carries personal data: ids are opaque, identifiers are keyed hashes. */
export type AgentVersion = 'published' | 'draft';

/** `<agentId>.<version>`: the key of a channel. */
export type ChannelKey = `${string}.${AgentVersion}`;

export const channelKey = (agent: string, version: AgentVersion): ChannelKey => `${agent}.${version}`;

export const agentOf = (channel: ChannelKey): string => channel.slice(0, channel.lastIndexOf('.'));

export const versionOf = (channel: ChannelKey): AgentVersion =>
  channel.slice(channel.lastIndexOf('.') + 1) as AgentVersion;

/** Stands behind the agent's id, in which it cannot stand itself: no trial channel is taken for an agent's own. */
const TRIAL = '~try';

/** The channel of an agent's _Try it_: neither of its two configurations, with conversations of its own. */
export const trialChannel = (agent: string): ChannelKey => channelKey(`${agent}${TRIAL}`, 'draft');

export const isTrial = (channel: ChannelKey): boolean => agentOf(channel).endsWith(TRIAL);

/** The agent that answers on a channel, a trial channel included. */
export const answeringAgent = (channel: ChannelKey): string =>
  isTrial(channel) ? agentOf(channel).slice(0, -TRIAL.length) : agentOf(channel);

export const agentStream = (agent: string): string => `agent-${agent}`;
export const channelStream = (channel: ChannelKey): string => `channel-${channel}`;
export const claimStream = (hash: string): string => `claim-${hash}`;
export const conversationStream = (channel: ChannelKey, customer: string): string => `conversation-${channel}.${customer}`;
export const aliasStream = (channel: ChannelKey, hash: string): string => `alias-${channel}.${hash}`;
export const webhooksStream = (channel: ChannelKey, writer: string): string => `webhooks-${channel}.${writer}`;
export const intakeStream = (channel: ChannelKey): string => `intake-${channel}`;
export const parkedStream = (channel: ChannelKey): string => `parked-${channel}`;
export const leaseStream = (channel: ChannelKey): string => `lease-${channel}`;
export const processStream = (writer: string): string => `process-${writer}`;
export const attemptsStream = (hash: string): string => `attempts-${hash}`;
export const auditStream = 'audit-heads';

/** Channel and customer of a conversation's stream. */
export const partsOfConversation = (stream: string): { channel: ChannelKey; customer: string } => {
  const name = stream.slice('conversation-'.length);
  const cut = name.lastIndexOf('.');
  return { channel: name.slice(0, cut) as ChannelKey, customer: name.slice(cut + 1) };
};

/** Channel and writer of a stream of receipts. */
export const partsOfWebhooks = (stream: string): { channel: ChannelKey; writer: string } => {
  const name = stream.slice('webhooks-'.length);
  const cut = name.lastIndexOf('.');
  return { channel: name.slice(0, cut) as ChannelKey, writer: name.slice(cut + 1) };
};
