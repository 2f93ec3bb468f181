import {
  agentOf, type AgentEvent, type ChannelEvent, type ChannelKey, type Clock, type EventStore, type Millis, type RecordedEvent,
} from '@tandem/domain';
import type { Channels } from '../channel/facts.js';
import type { ChannelFeed, OpenFeed } from '../worker/channel-feed.js';
import type { Conversations } from './conversations.js';
import { endWithChannel } from './end-with-channel.js';

/**
 * Disconnecting a channel, archiving its agent or changing its number ends open sessions silently (design 8). A
 * reaction with a checkpoint, so that a crash delays it and forgets nobody.
 */
export type Closings = ChannelFeed;

export interface ClosingsDeps {
  readonly store: EventStore;
  readonly conversations: Conversations;
  readonly channels: Channels;
  readonly clock: Clock;
  readonly openFeed: OpenFeed;
  /** Resolves when `channels` knows what the log says up to `position`. */
  readonly known: (position: number) => Promise<void>;
  /** Conversations of the channel with a session that is open, as the log says at or after `position`. */
  readonly openSessions: (channel: ChannelKey, position: number) => Promise<readonly string[]>;
  /** Disconnects the channels of an archived agent: whoever archived it may have been cut off before. */
  readonly onArchived?: (agent: string, event: string) => Promise<void>;
}

export const createClosings = ({ store, conversations, channels, clock, openFeed, known, openSessions, onArchived }: ClosingsDeps): Closings => {
  /**
   * A message may be judged at this very moment by what was true before. What is in the log once the change is known is
   * found here; whoever appends later finds the change known when he looks again, and ends what he began (`receive.ts`).
   */
  const close = async (channel: ChannelKey, { at, position: changed }: { at: Millis; position: number }): Promise<void> => {
    await known(changed);
    const facts = channels.get(channel);
    if (!facts) throw new Error(`channel of ${agentOf(channel)} not known yet`); // delivered again
    const isOver = (startedAt: Millis): boolean => startedAt <= at;
    for (const stream of await openSessions(channel, await store.head())) await endWithChannel(stream, facts, { isOver, conversations, clock });
  };

  const deliver = async (events: readonly RecordedEvent[]): Promise<void> => {
    for (const event of events as readonly RecordedEvent<ChannelEvent | AgentEvent>[]) {
      if (event.type === 'AgentArchived') await onArchived?.(event.stream.slice('agent-'.length), event.id);
      if (event.type !== 'ChannelDisconnected' && event.type !== 'NumberChanged') continue;
      await close(channelOf(event.stream), { at: event.meta.at, position: event.position });
    }
  };

  return openFeed({ kind: 'channel-', everywhere: ['agent-'], channelOf, deliver });
};

const channelOf = (stream: string): ChannelKey => stream.slice('channel-'.length) as ChannelKey;
