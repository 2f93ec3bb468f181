import {
  agentOf, type AgentEvent, type ChannelEvent, type ChannelKey, type Clock, type EventStore, type Millis, type RecordedEvent, type Subscription,
} from '@tandem/domain';
import { inForce, type Channels } from '../channel/facts.js';
import type { Conversations } from './conversations.js';

/**
 * Disconnecting a channel, archiving its agent or changing its number ends open sessions silently (design 8). A
 * reaction with a checkpoint, so that a crash delays it and forgets nobody.
 */
export interface Closings {
  start(after: number): void;
  position(): number;
  stop(): Promise<void>;
}

export interface ClosingsDeps {
  readonly store: EventStore;
  readonly conversations: Conversations;
  readonly channels: Channels;
  readonly clock: Clock;
  /** Conversations of the channel with a session that is open, as the log says at or after `position`. */
  readonly openSessions: (channel: ChannelKey, position: number) => Promise<readonly string[]>;
  /** Disconnects the channels of an archived agent: whoever archived it may have been cut off before. */
  readonly onArchived?: (agent: string, event: string) => Promise<void>;
}

export const createClosings = ({ store, conversations, channels, clock, openSessions, onArchived }: ClosingsDeps): Closings => {
  let position = 0;
  let subscription: Subscription | undefined;

  const close = async (channel: ChannelKey, { at, upTo }: { at: Millis; upTo: number }): Promise<void> => {
    const facts = channels.get(channel);
    if (!facts) throw new Error(`channel of ${agentOf(channel)} not known yet`); // delivered again
    for (const stream of await openSessions(channel, upTo)) {
      const { state } = await conversations.load(stream);
      if (state.session.status !== 'active' || state.session.startedAt > at) continue;
      await conversations.execute(stream, () => ({ type: 'EndSession', now: clock.now(), settings: inForce(facts), reason: 'channel-closed' }));
    }
  };

  const deliver = async (events: readonly RecordedEvent[], upTo: number): Promise<void> => {
    for (const event of events as readonly RecordedEvent<ChannelEvent | AgentEvent>[]) {
      if (event.type === 'AgentArchived') await onArchived?.(event.stream.slice('agent-'.length), event.id);
      if (event.type !== 'ChannelDisconnected' && event.type !== 'NumberChanged') continue;
      await close(event.stream.slice('channel-'.length) as ChannelKey, { at: event.meta.at, upTo: event.position });
    }
    position = upTo;
  };

  return {
    start: (after) => {
      position = after;
      subscription = store.subscribe({ prefixes: ['agent-', 'channel-'], after, deliver });
    },
    position: () => position,
    stop: async () => subscription?.stop(),
  };
};
