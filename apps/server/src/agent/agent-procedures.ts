import {
  agentDecider, agentNeedsApproval, agentStream, changesPublished, channelKey, lacksReason, type Agent, type AgentCommand, type AgentEvent, type AgentPolicy, type AgentReason, type AgentVersion, type Clock, type EventMetadata,
  type EventStore, type RecordedEvent, type RuntimeConfig,
} from '@tandem/domain';
import type { ChangedMeanwhile, Giver } from '../channel/channel-procedures.js';
import type { ChannelProcedures } from '../channel/channel-procedures.js';
import type { Directory } from '../channel/directory.js';

export type AgentAnswer =
  | { readonly kind: 'saved'; readonly position: number; readonly version: number }
  | { readonly kind: 'rejected'; readonly reason: AgentReason }
  | { readonly kind: 'ignored'; readonly reason: AgentReason }
  | ChangedMeanwhile
  | { readonly kind: 'busy' };

/** What a command would write, and at which version. */
export interface Accepted {
  readonly kind: 'accepted';
  readonly events: readonly AgentEvent[];
  readonly version: number;
}

export interface AgentProceduresDeps {
  readonly store: EventStore;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly channels: Pick<ChannelProcedures, 'disconnectAll'>;
}

const MAX_ATTEMPTS = 20;

/** Everything that can be asked of an agent. */
export type AgentProcedures = ReturnType<typeof createAgentProcedures>;

export const createAgentProcedures = ({ store, directory, clock, channels }: AgentProceduresDeps) => {
  const isPublishedConnected = (agent: string): boolean => directory.byKey(channelKey(agent, 'published'))?.state.status === 'connected';

  const judge = async (agent: string, by: Giver, command: AgentCommand): Promise<AgentAnswer | Accepted> => {
    const { events, version } = await store.read(agentStream(agent));
    const done = events.filter(({ id }) => isOf(by, id)).at(-1);
    if (done) return { kind: 'saved', position: done.position, version: done.version };
    const { seen } = by;
    const other = seen === undefined ? undefined : events.findLast((event) => event.version > seen);
    if (other) return { kind: 'changed', by: other.meta.actor, at: other.meta.at, version };
    const state = (events as readonly RecordedEvent<AgentEvent>[]).reduce<Agent>(
      (before, event) => agentDecider.evolve(before, event as AgentEvent), agentDecider.initial,
    );
    if (changesPublished(command) && lacksReason(state, { ...by, version: 'published' })) return { kind: 'rejected', reason: 'ReasonMissing' };
    if (!by.approves && agentNeedsApproval(state, { ...by, isPublishedConnected: isPublishedConnected(agent) }, command)) {
      return { kind: 'rejected', reason: command.type === 'ArchiveAgent' ? 'DisconnectFirst' : 'ApprovalNeeded' };
    }
    const decision = agentDecider.decide(command, state);
    return decision.kind === 'accepted' ? { ...decision, version } : decision;
  };

  const attempt = async (agent: string, by: Giver, command: AgentCommand): Promise<AgentAnswer | 'conflict'> => {
    const judged = await judge(agent, by, command);
    if (judged.kind !== 'accepted') return judged;
    const meta = metaOf(by, command.now);
    const named = judged.events.map((event, index) => ({ id: `${by.id}/${index}`, ...event, meta }));
    const appended = await store.append(agentStream(agent), named, judged.version);
    return appended.kind === 'conflict' ? 'conflict' : { kind: 'saved', position: appended.position, version: appended.version };
  };

  const give = async (agent: string, by: Giver, command: AgentCommand): Promise<AgentAnswer> => {
    for (let left = MAX_ATTEMPTS; left > 0; left -= 1) {
      const answer = await attempt(agent, by, command);
      if (answer === 'conflict') continue;
      if (answer.kind === 'saved') await directory.waitFor(answer.position);
      return answer;
    }
    return { kind: 'busy' };
  };
  const now = () => clock.now();

  return {
    register: (agent: string, by: Giver, name: string) => give(agent, by, { type: 'RegisterAgent', name, now: now() }),
    rename: (agent: string, by: Giver, name: string) => give(agent, by, { type: 'RenameAgent', name, now: now() }),
    connectRuntime: (agent: string, by: Giver, { version, runtime }: { version: AgentVersion; runtime: RuntimeConfig }) =>
      give(agent, by, { type: 'ConnectRuntime', version, runtime, now: now() }),
    publish: (agent: string, by: Giver) => give(agent, by, { type: 'PublishAgent', now: now() }),
    changePolicy: (agent: string, by: Giver, policy: AgentPolicy) => give(agent, by, { type: 'ChangePolicy', policy, now: now() }),
    /** What would become of the command if a second person approved it; nothing is written. */
    judge: (agent: string, by: Giver, command: AgentCommand) => judge(agent, { ...by, approves: true }, command),
    /** Its channels are disconnected with it; a repeat finishes what a crash began. */
    archive: async (agent: string, by: Giver): Promise<AgentAnswer> => {
      const answer = await give(agent, by, { type: 'ArchiveAgent', now: now() });
      if (answer.kind === 'saved' || answer.kind === 'ignored') await channels.disconnectAll(agent, { ...by, seen: undefined });
      return answer;
    },
  };
};

const isOf = (by: Giver, id: string): boolean => id.startsWith(`${by.id}/`) && /^\d+$/.test(id.slice(by.id.length + 1));

const metaOf = ({ id: _id, seen: _seen, approves: _approves, ...who }: Giver, at: number): EventMetadata => ({ v: 1, at, ...who });
