import {
  DAY, isOpen, partsOfConversation, type ChannelKey, type Clock, type Conversation, type ConversationEvent, type EndReason, type Millis,
  type RecordedEvent, type RoomReading, type Rules, type Vault,
} from '@tandem/domain';
import type { Channels } from '../channel/facts.js';
import type { ChannelFeed, OpenFeed } from '../worker/channel-feed.js';
import type { Conversations } from './conversations.js';
import { openRoom } from './rooms.js';

/**
 * Closes the provider's room of a session that has ended, once nothing of it is left to say: what is sent to a closed
 * room may open it again. A reaction with a checkpoint, so that a crash delays it.
 */
export type RoomEndings = ChannelFeed;

export interface RoomEndingsDeps {
  readonly conversations: Conversations;
  readonly channels: Channels;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly rules: Rules;
  readonly openFeed: OpenFeed;
}

/** An end that is older says nothing about the room of today: a person may have it by now. */
const TOO_LATE: Millis = DAY;

/** After these something may be left that was said by an end. */
const triggers: readonly ConversationEvent['type'][] = ['SessionEnded', 'SendAccepted', 'SendRefused'];

/** Ends that come from elsewhere, and say nothing about the customer's matter. */
const others: readonly EndReason[] = ['channel-closed', 'merged', 'erased'];

export const createRoomEndings = ({ conversations, channels, vault, clock, rules, openFeed }: RoomEndingsDeps): RoomEndings => {
  const close = async (stream: string): Promise<void> => {
    const { channel: key } = partsOfConversation(stream);
    const channel = channels.get(key);
    if (!channel?.open || !channel.protocol.resolveRoom) return;
    const { state } = await conversations.load(stream);
    const room = isOverAndSaid(state) ? await openRoom(vault, state) : undefined;
    if (room === undefined) return;
    const { protocol } = channel;
    const credentials = await channels.credentials(key, protocol.name);
    const read = await protocol.readRoom?.(room, credentials, { timeout: rules.sendTimeout });
    if (read && !isFree(read)) return;
    await protocol.resolveRoom?.(room, credentials, { timeout: rules.sendTimeout });
  };

  const deliver = async (events: readonly RecordedEvent[]): Promise<void> => {
    const cut = clock.now() - TOO_LATE;
    const streams = events.filter(({ type, meta }) => triggers.includes(type as ConversationEvent['type']) && meta.at >= cut).map(({ stream }) => stream);
    const byChannel = Map.groupBy(new Set(streams), (stream): ChannelKey => partsOfConversation(stream).channel);
    await Promise.all([...byChannel.values()].map(async (ofChannel) => {
      for (const stream of ofChannel) await close(stream);
    }));
  };

  return openFeed({ kind: 'conversation-', channelOf: (stream) => partsOfConversation(stream).channel, deliver });
};

/** A person may have taken the room without a word of it; of a room that cannot be read nobody knows. */
const isFree = (read: RoomReading): boolean => read.kind === 'read' && read.room.state !== 'assigned';

/** Whether the session has ended by something that was said here, and nothing of it is on its way any more. */
const isOverAndSaid = ({ session, carried }: Conversation): boolean =>
  session.status === 'ended' && !others.includes(session.reason) && !carried.sends.some(isOpen);
