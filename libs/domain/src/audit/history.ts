import type { Agent } from '../agent/agent.js';
import { noAgent } from '../agent/agent.js';
import { noChannel, type Channel } from '../channel/channel.js';
import { agentOf, agentStream, channelKey, channelStream, versionOf, type AgentVersion, type ChannelKey } from '../kernel/streams.js';
import { diffAgents, diffChannels, type Fact, type FieldChange } from './diff.js';

/** What a change of configuration is about: one of the two configurations, or the agent itself. */
export type ConfigurationSubject = AgentVersion | 'agent';

export const configurationSubjects = ['agent', 'published', 'draft'] as const satisfies readonly ConfigurationSubject[];

/** The stream in which a configuration stands. */
export const configurationStream = (agent: string, subject: ConfigurationSubject): string =>
  subject === 'agent' ? agentStream(agent) : channelStream(channelKey(agent, subject));

/** Whose configuration stands in `agent-` or `channel-` stream. */
export const partsOfConfiguration = (stream: string): { readonly agent: string; readonly subject: ConfigurationSubject } => {
  const name = stream.slice(stream.indexOf('-') + 1);
  if (stream.startsWith('agent-')) return { agent: name, subject: 'agent' };
  return { agent: agentOf(name as ChannelKey), subject: versionOf(name as ChannelKey) };
};

/** One save is up to five commands; each goes by the id of the save and the name of its part. */
export const partsOfSave = ['protocol', 'number', 'credentials', 'callback', 'failed', 'settings'] as const;
export type PartOfSave = (typeof partsOfSave)[number];

const part = new RegExp(`-(?:${partsOfSave.join('|')})$`);

/** The save that an event came with, from the event's id: the same for everything that one order changed in a stream. */
export const saveOf = (event: string): string => event.replace(/(?:\/channel-[^/]+)?\/\d+$/, '').replace(part, '');

/** Two changes after one another as one: what was changed there and back is none. */
export const mergeChanges = (first: readonly FieldChange[], then: readonly FieldChange[]): readonly FieldChange[] => {
  const merged = new Map(first.map((change) => [change.field, change]));
  for (const { field, old, new: now } of then) {
    const before = merged.has(field) ? merged.get(field)?.old : old;
    merged.set(field, { field, ...(before !== undefined && { old: before }), ...(now !== undefined && { new: now }) });
  }
  return [...merged.values()].filter(({ old, new: now }) => !isSame(old, now));
};

/** A secret without a fingerprint may be another one. */
const isSame = (one: Fact | undefined, other: Fact | undefined): boolean =>
  typeof one === 'object' && typeof other === 'object' ? one.secret !== '' && one.secret === other.secret : one === other;

export interface FieldFact {
  readonly field: string;
  readonly value: Fact;
}

/** A configuration field by field, in the order of the form; empty where there is none. */
export const fieldsOfChannel = (channel: Channel): readonly FieldFact[] => factsOf(diffChannels(noChannel, channel));

export const fieldsOfAgent = (agent: Agent): readonly FieldFact[] => factsOf(diffAgents(noAgent, agent));

const factsOf = (changes: readonly FieldChange[]): readonly FieldFact[] =>
  changes.flatMap(({ field, new: value }) => (value === undefined ? [] : [{ field, value }]));
