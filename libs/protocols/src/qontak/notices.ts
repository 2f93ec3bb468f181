import type { InboundNotice } from '@tandem/domain';
import { asText, get, known, type Json } from '../http/json.js';
import { addressOf, customerOf, isCreated, isNobody, participantOf, roomOf, timeOf } from './facts.js';
import { sendOf } from './local-id.js';

interface Said {
  readonly what: string;
  readonly reason: string;
  /** A person wrote to the customer in the room. */
  readonly personSpoke?: true;
}

/** What is not for the agent: why, and what it says of the customer's room. */
export const notice = (event: Json, said: Said): InboundNotice => {
  const about = customerOf(event);
  return known({
    kind: 'notice' as const,
    address: addressOf(event),
    at: timeOf(get(event, 'created_at')),
    about: isNobody(about) ? undefined : about,
    room: roomOf(event),
    ...said,
  });
};

/** A room that was resolved, assigned or otherwise changed. */
export const roomNotice = (event: Json, what: string): InboundNotice => {
  const { at, ...told } = notice(event, { what, reason: 'about a room' });
  const changed = ['resolved_at', 'updated_at'].flatMap((key) => [get(event, key), get(event, 'room', key)]);
  const room = told.room && what.includes('room_resolved') ? { ...told.room, state: 'resolved' as const } : told.room;
  return known({ ...told, at: changed.map(timeOf).find((time) => time !== undefined) ?? at, room });
};

/** A message of somebody else than a customer, or of a customer and not new. */
export const echoNotice = (event: Json, what: string): InboundNotice => {
  if (sendOf(get(event, 'local_id')) !== undefined) return notice(event, { what, reason: 'sent by us' });
  const participant = participantOf(event);
  if (participant === 'agent' || get(event, 'sender_type') === 'Models::User') {
    const spoke = isCreated(event) ? { personSpoke: true as const } : {};
    return notice(event, { what, reason: 'sent by a person in Qontak', ...spoke });
  }
  return notice(event, { what, reason: otherReason(event, participant) });
};

const otherReason = (event: Json, participant: string): string => {
  if (participant === 'bot') return 'sent by us or by another bot';
  if (participant === '' && roomOf(event) === undefined) return 'an event that Tandem does not know';
  if (participant !== 'customer') return 'not said by a customer';
  const hasRoom = asText(get(event, 'room_id')) !== undefined;
  return hasRoom ? 'no new message of a customer' : 'a customer\'s message without a room';
};
