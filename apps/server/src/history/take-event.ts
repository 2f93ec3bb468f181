import {
  diffAgents, diffChannels, evolveAgent, evolveChannel, isRevision, mergeChanges, noAgent, noChannel, partsOfConfiguration, saveOf,
  type Agent, type AgentEvent, type Channel, type ChannelEvent, type ConfigurationSubject, type FieldChange, type Millis, type RecordedEvent,
} from '@tandem/domain';
import type { Entry, KeptEntry } from './entry.js';
import type { Configuration, Rows } from './rows.js';

/** Events between two snapshots of a stream: an instant is one of them and at most so many events more. */
export const SNAPSHOT_EVERY = 50;

interface Standing {
  readonly version: number;
  readonly state: Configuration;
}

export const nothing = (subject: ConfigurationSubject): Configuration => (subject === 'agent' ? noAgent : noChannel);

/** A configuration after one more event. */
export const evolveConfiguration = (subject: ConfigurationSubject, state: Configuration, { type, data }: Pick<RecordedEvent, 'type' | 'data'>): Configuration =>
  subject === 'agent' ? evolveAgent(state as Agent, { type, data } as AgentEvent) : evolveChannel(state as Channel, { type, data } as ChannelEvent);

export const diffConfigurations = (subject: ConfigurationSubject, before: Configuration, after: Configuration): readonly FieldChange[] =>
  subject === 'agent' ? diffAgents(before as Agent, after as Agent) : diffChannels(before as Channel, after as Channel);

/** Takes events of `agent-` and `channel-` streams into the rows; what streams have become is written once, by `done`. */
export const startTaking = (rows: Rows) => {
  const standing = new Map<string, Standing>();
  const newest = new Map<string, Millis>();

  const standingOf = (stream: string, subject: ConfigurationSubject): Standing =>
    standing.get(stream) ?? rows.stream(stream) ?? { version: 0, state: nothing(subject) };

  /** Clocks of several processes may differ: within an agent no entry is older than the one before. */
  const timeOf = (agent: string, at: Millis): Millis => {
    const monotone = Math.max(at, newest.get(agent) ?? rows.newestAt(agent));
    newest.set(agent, monotone);
    return monotone;
  };

  const take = (event: RecordedEvent): void => {
    const { agent, subject } = partsOfConfiguration(event.stream);
    const before = standingOf(event.stream, subject);
    if (event.version <= before.version) return;
    const state = evolveConfiguration(subject, before.state, event);
    const after = { version: event.version, state };
    standing.set(event.stream, after);
    const made = entryOf(event, { subject, at: timeOf(agent, event.meta.at), state, changes: diffConfigurations(subject, before.state, state) });
    const kept = keep(rows, { n: event.position, agent, save: saveOf(event.id), entry: made });
    const { at, revision } = made;
    const isNew = subject !== 'agent' && isRevision(event as unknown as ChannelEvent);
    rows.addEvent({ stream: event.stream, version: event.version, at, entry: kept.id, ...(isNew && { revision }) });
    if (event.version % SNAPSHOT_EVERY === 0) rows.addSnapshot(event.stream, after);
  };

  return {
    take,
    done: (): void => {
      for (const [stream, { version, state }] of standing) rows.setStream(stream, { version, state });
    },
  };
};

interface Made {
  readonly subject: ConfigurationSubject;
  readonly at: Millis;
  readonly state: Configuration;
  readonly changes: readonly FieldChange[];
}

const entryOf = ({ id, type, meta }: RecordedEvent, { subject, at, state, changes }: Made): Entry => {
  const { actor, means, reason, correlation } = meta;
  return {
    id, at, subject, action: type, changes,
    ...(actor !== undefined && { actor }), ...(means && { means }), ...(reason !== undefined && { reason }),
    ...(correlation !== undefined && { correlation }), ...('revision' in state && { revision: state.revision }),
  };
};

/** As an entry of its own, or as a part of the one that the same save has begun. */
const keep = (rows: Rows, made: KeptEntry): Entry => {
  const begun = rows.bySave(made.agent, made.entry.subject, made.save);
  if (!begun) {
    rows.put(made);
    return made.entry;
  }
  const { at, revision, changes } = made.entry;
  const entry: Entry = { ...begun.entry, at, ...(revision !== undefined && { revision }), changes: mergeChanges(begun.entry.changes, changes) };
  rows.replace(begun, { ...begun, n: made.n, entry });
  return entry;
};

