import type { RoomState } from '../channel/inbound.js';
import { accept, ignore } from '../kernel/decider.js';
import type { NoteRoom, ReceiveMessage } from './commands.js';
import type { Conversation } from './conversation.js';
import type { ConversationDecision } from './decision.js';
import type { ConversationEvent } from './events.js';
import { evolve } from './evolve.js';
import { askWithdrawn } from './facts.js';
import { timeOf } from './ids.js';

type RoomNews = Pick<ReceiveMessage | NoteRoom, 'roomState' | 'now'>;

const isFree = (room: RoomState | undefined): boolean => room === 'unassigned' || room === 'resolved';

/** A room that nobody has (any more) gives the session back. */
export const roomReleased = (news: RoomNews, state: Conversation): readonly ConversationEvent[] => {
  const { session } = state;
  if (!isFree(news.roomState) || session.status !== 'active' || session.held?.by !== 'room') return [];
  return [{ type: 'SessionHandedBack', data: { session: session.id, by: 'room', at: timeOf(news, state) } }];
};

/** A person who has the room has the session (design 4, _Held_). */
export const roomTaken = (news: RoomNews, state: Conversation): readonly ConversationEvent[] => {
  const { session } = state;
  if (news.roomState !== 'assigned' || session.status !== 'active' || session.held) return [];
  const at = timeOf(news, state);
  return [...askWithdrawn(state, at, 'Held'), { type: 'SessionTakenOver', data: { session: session.id, by: 'room', at } }];
};

export const noteRoom = (command: NoteRoom, state: Conversation): ConversationDecision => {
  if (state.session.status !== 'active') return ignore('NoActiveSession');
  const changed = [...roomReleased(command, state), ...roomTaken(command, state)];
  const events = [...changed, ...answeredInRoom(command, changed.reduce(evolve, state))];
  return events.length === 0 ? ignore('RoomAsKnown') : accept(...events);
};

const answeredInRoom = (command: NoteRoom, state: Conversation): readonly ConversationEvent[] => {
  const { session } = state;
  if (!command.answered || session.status !== 'active' || session.held?.by !== 'room') return [];
  return [{ type: 'AnsweredInRoom', data: { session: session.id, cause: command.cause, at: timeOf(command, state) } }];
};
