import type { Identifiers, InboundRoom, Millis, RoomState } from '@tandem/domain';
import { asMillis, asRecord, asText, get, known, type Json } from '../http/json.js';
import { nested } from './form.js';

/** `customer`, `agent` or `bot`; empty where an event has nobody. */
export const participantOf = (event: Json): string => asText(get(event, 'participant_type'))?.toLowerCase() ?? '';

export const wordOf = (event: Json): string | undefined => asText(get(event, 'status'));
export const isCreated = (event: Json): boolean => wordOf(event)?.toLowerCase() === 'created';

/** Qontak's own name of a room, wherever one is the event itself. */
export const ROOM_TYPE = 'Models::CustomerServiceRoom';

/** The event is a room, not a message in one. */
export const isRoom = (event: Json): boolean =>
  get(event, 'type') === ROOM_TYPE ||
  (participantOf(event) === '' && asText(get(event, 'account_uniq_id')) !== undefined);

/** The room an event speaks of. */
const roomRecord = (event: Json): Json => asRecord(nested(event.room) ?? event.room) ?? (isRoom(event) ? event : {});

/** `channel_integration_id`, wherever an event has it. */
export const addressOf = (event: Json): string | undefined => {
  const room = roomRecord(event);
  return asText(get(room, 'channel_integration_id')) ??
    asText(get(room, 'channel_integration', 'id')) ??
    asText(get(event, 'channel_integration', 'id')) ??
    asText(get(event, 'channel_integration_id')) ??
    asText(get(event, 'channel_integration'));
};

/** Whom a room was made for: `account_uniq_id`, digits of a phone number unless WhatsApp withholds it. */
export const customerOf = (event: Json): Identifiers =>
  personOf(get(roomRecord(event), 'account_uniq_id') ?? get(event, 'account_uniq_id'));

export const personOf = (value: unknown): Identifiers => {
  const stated = asText(value)?.trim();
  if (stated === undefined || stated === '') return {};
  const digits = stated.replace(/[\s()+./-]/g, '');
  return /^\d+$/.test(digits) ? { phone: digits } : { userId: stated };
};

export const isNobody = (person: Identifiers): boolean => person.phone === undefined && person.userId === undefined;

const states = new Set<string>(['unassigned', 'assigned', 'resolved'] satisfies RoomState[]);

export const stateOf = (room: unknown): RoomState | undefined => {
  const word = asText(get(room, 'status'))?.toLowerCase();
  return word !== undefined && states.has(word) ? (word as RoomState) : undefined;
};

/** The room's id, and who has it; the message's own `status` is never taken for the room's. */
export const roomOf = (event: Json): InboundRoom | undefined => {
  const room = roomRecord(event);
  const id = asText(get(event, 'room_id')) ?? asText(get(room, 'id'));
  return id === undefined ? undefined : known({ id, state: stateOf(room) });
};

const dateTime = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?$/i;

/** ISO times, Rails' own spelling of them, and numbers; one without a zone is UTC, as all of Qontak's are. */
export const timeOf = (value: unknown): Millis | undefined => {
  const [, day, time, zone = 'Z'] = dateTime.exec(asText(value)?.trim() ?? '') ?? [];
  if (day === undefined || time === undefined) return asMillis(value);
  const at = Date.parse(`${day}T${time}${/^[+-]/.test(zone) ? zone.replace(/^(...):?/, '$1:') : 'Z'}`);
  return Number.isNaN(at) ? undefined : at;
};
