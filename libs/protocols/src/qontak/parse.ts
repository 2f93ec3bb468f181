import type { InboundItem } from '@tandem/domain';
import { asText, get, known, type Json } from '../http/json.js';
import { contentOf, messageType, quotedId, silentTypeReason } from './content.js';
import { eventsOf, platformName } from './envelope.js';
import { addressOf, customerOf, isCreated, isRoom, participantOf, roomOf, timeOf, wordOf } from './facts.js';
import { echoNotice, notice, roomNotice } from './notices.js';
import { broadcastStatus, statusItem } from './statuses.js';

/** Every event of a body, one item each, in the order of the body. Pure; never throws. */
export const parse = (rawBody: Uint8Array): readonly InboundItem[] => {
  const read = eventsOf(rawBody);
  return 'reason' in read ? [{ kind: 'unreadable', reason: read.reason }] : read.events.map(itemOf);
};

const itemOf = (event: Json): InboundItem => {
  if (Object.keys(event).length === 0) return notice(event, { what: 'event', reason: 'nothing in it' });
  const platform = platformName(event);
  if (platform !== undefined) return roomNotice(event, platform);
  const name = asText(get(event, 'data_event')) ?? asText(get(event, 'webhook_event'));
  if (isBroadcastLog(event, name)) return broadcastItem(event);
  if (isRoom(event) || aboutRooms.test(name ?? '')) return roomNotice(event, name ?? 'room');
  if (isStatus(event)) return statusItem(event);
  return isInbound(event) ? messageItem(event) : echoNotice(event, name ?? messageType(event));
};

/** Events of rooms: `room_resolved` and its relatives. */
const aboutRooms = /^(room_|custom_agent|agent_(un)?assigned|add_agent|remove_agent)/;

/**
 * A customer's message says so in each of the ways it has: by participant, by status, by event where there is one, and
 * by a room. Bodies of 2021 have no `data_event`.
 */
const isInbound = (event: Json): boolean =>
  participantOf(event) === 'customer' && isCreated(event) &&
  [undefined, 'receive_message_from_customer'].includes(asText(get(event, 'data_event'))) &&
  asText(get(event, 'room_id')) !== undefined;

/** `created` says that a message exists, not what became of it. */
const isStatus = (event: Json): boolean =>
  wordOf(event) !== undefined && !isCreated(event) &&
  (get(event, 'data_event') === 'status_message' || ['agent', 'bot'].includes(participantOf(event)));

const messageItem = (event: Json): InboundItem => {
  const type = messageType(event);
  const silent = silentTypeReason(type);
  if (silent !== undefined) return notice(event, { what: type, reason: silent });
  return known({
    kind: 'message' as const,
    address: addressOf(event),
    id: asText(get(event, 'id')),
    from: customerOf(event),
    name: asText(get(event, 'sender', 'name')) ?? asText(get(event, 'room', 'name')),
    at: timeOf(get(event, 'created_at')),
    content: contentOf(event, type),
    replyTo: type === 'reaction' ? undefined : quotedId(event),
    room: roomOf(event),
  });
};

const isBroadcastLog = (event: Json, name: string | undefined): boolean => {
  const ids = asText(get(event, 'messages_broadcast_id')) ?? asText(get(event, 'whatsapp_message_id'));
  return name === 'broadcast_log_status' || (participantOf(event) === '' && ids !== undefined);
};

const broadcastItem = (event: Json): InboundItem =>
  wordOf(event) === undefined
    ? notice(event, { what: 'broadcast_log_status', reason: 'a status that says nothing' })
    : broadcastStatus(event);
