import type { Clock, ConversationCommand, Millis } from '@tandem/domain';
import { inForce, type ChannelFacts } from '../channel/facts.js';
import type { Conversations } from './conversations.js';

/** Whether what was received then is of a life of the channel that has ended: it is closed, or has another number since. */
export const isOfEndedLife = ({ open, since }: Pick<ChannelFacts, 'open' | 'since'>, receivedAt: Millis): boolean => !open || receivedAt < since;

/** Ends the conversation's session silently, if it is open and `isOver` says so of the time when it began. */
export const endWithChannel = async (
  stream: string, channel: ChannelFacts,
  { isOver, conversations, clock }: { isOver: (startedAt: Millis) => boolean; conversations: Conversations; clock: Clock },
): Promise<void> => {
  const { session } = (await conversations.load(stream)).state;
  if (session.status !== 'active' || !isOver(session.startedAt)) return;
  await conversations.execute(stream, (): ConversationCommand => (
    { type: 'EndSession', now: clock.now(), settings: inForce(channel), reason: 'channel-closed', session: session.id }
  ));
};
