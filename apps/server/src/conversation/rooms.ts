import {
  MINUTE, conversationStream, type Clock, type Conversation, type InboundMessage, type InboundNotice, type InboundStatus, type Millis, type RoomState, type Sealed,
  type Vault,
} from '@tandem/domain';
import { inForce } from '../channel/facts.js';
import { executeWhereItGoesOn } from './conversations.js';
import { customerKey } from './keys.js';
import type { ItemOrigin, Judged, ReceptionDeps } from './receive.js';

/**
 * What an item says of who has a room is believed for so long: a call that was repeated for hours, or an item that was
 * parked, says how it was then.
 */
const BELIEVED: Millis = 5 * MINUTE;

const stateIn = ({ room, at }: Pick<InboundMessage, 'room' | 'at'>, { receivedAt, clock }: { receivedAt: Millis; clock: Clock }): RoomState | undefined =>
  (at ?? receivedAt) < clock.now() - BELIEVED ? undefined : room?.state;

interface Known {
  readonly state: Conversation;
  readonly customer: string;
  readonly receivedAt: Millis;
}

/** The newest room of a customer is the one to answer in: a message that came late does not bring an older one back. */
export const roomIn = async (
  item: InboundMessage, { state, customer, receivedAt }: Known, { vault, clock }: Pick<ReceptionDeps, 'vault' | 'clock'>,
): Promise<{ room?: Sealed; roomState?: RoomState }> => {
  if (!item.room) return {};
  const known = await openRoom(vault, state);
  const { latestStamp } = state.carried;
  const isOlder = item.at !== undefined && latestStamp !== undefined && item.at < latestStamp;
  if (known === item.room.id) return { roomState: stateIn(item, { receivedAt, clock }) };
  if (known !== undefined && isOlder) return {};
  return { room: await vault.seal(customerKey(customer), item.room.id), roomState: stateIn(item, { receivedAt, clock }) };
};

/** The customer's room as far as it is known; undefined where there is none, or its key was destroyed. */
export const openRoom = async (vault: Vault, { carried }: Conversation): Promise<string | undefined> =>
  carried.room === undefined ? undefined : vault.open(carried.room);

/** Has the conversation note who has the room by now, and that a person answered in it. */
export const noteRoom = async (
  item: InboundStatus | InboundNotice, { channel, cause, receivedAt }: ItemOrigin, { vault, clock, conversations, customers }: ReceptionDeps,
): Promise<Judged | undefined> => {
  const who = item.kind === 'status' ? item.to : item.about;
  const customer = item.room && who && (await customers.find(channel.key, who));
  if (!item.room || customer === undefined) return undefined;
  const { id } = item.room;
  const stream = conversationStream(channel.key, customer);
  const { decision } = await executeWhereItGoesOn(conversations, stream, async (state) => {
    const isOurs = (await openRoom(vault, state)) === id;
    return {
      type: 'NoteRoom', now: receivedAt, settings: inForce(channel), cause,
      roomState: isOurs ? stateIn(item, { receivedAt, clock }) : undefined,
      answered: isOurs && answersAll(item, state),
    };
  }, { causation: cause.receipt });
  return decision.kind === 'accepted' ? { verdict: 'handled', customer } : undefined;
};

/** What a person wrote before the customer's newest message, or comes for the second time, answers that one not. */
const answersAll = (item: InboundStatus | InboundNotice, { carried }: Conversation): boolean =>
  item.kind === 'notice' && item.personSpoke === true && (item.at === undefined || carried.latestStamp === undefined || item.at >= carried.latestStamp);
