import type { JsonObject } from '../http/exchange.js';
import { statusError } from '../meta-cloud/graph-errors.js';
import { nothingSent, type Sending } from '../provider/deliveries.js';
import type { StatusStep } from '../whatsapp/chats.js';
import type { MessageFlag, Organisation } from './accounts.js';
import { broadcastLog } from './broadcasts.js';
import type { QontakParts } from './context.js';
import { messageObject, roomObject, type Said } from './message-object.js';
import type { Room } from './rooms.js';

export type QontakWebhooks = ReturnType<typeof createQontakWebhooks>;

type Body = { body: string; contentType?: string; onAnswered?: () => void };

/** Tells the registered address of the organisation what happens at any of its numbers; nothing is signed. */
export function createQontakWebhooks(parts: QontakParts) {
  const post = (phoneNumberId: string, url: string | undefined, { body, contentType, onAnswered }: Body): Sending => {
    if (!url) return nothingSent;
    const headers = { 'user-agent': 'Ruby', ...(contentType === undefined ? {} : { 'content-type': contentType }) };
    return parts.deliveries.post({ phoneNumberId, url, body, headers, onAnswered, received: (status) => status >= 200 && status < 300 });
  };

  const tell = ({ organisation, room }: Pick<Said, 'organisation' | 'room'>, flag: MessageFlag, event: JsonObject, onAnswered?: () => void): Sending => {
    const registered = organisation.messageInteractions;
    if (!registered?.[flag]) return nothingSent;
    const { shape, contentType } = parts.faults.of(room.phoneNumberId).webhooks;
    const named = shape === '2024' ? { ...event, data_event: flag, webhook_event: 'message_interaction' } : event;
    return post(room.phoneNumberId, registered.url, { ...encoded(named, contentType), onAnswered });
  };

  return {
    /** A customer wrote. */
    customerWrote: (said: Said, onAnswered: () => void): Sending =>
      tell(said, 'receive_message_from_customer', messageObject(parts, said, 'created'), onAnswered),
    /** The echo of what a person or a bot wrote. */
    weWrote: (said: Said): Sending => tell(said, 'receive_message_from_agent', messageObject(parts, said, 'created')),
    /** A status: of a broadcast in a shape of its own where that is registered. */
    status: (said: Said, step: StatusStep): Sending => {
      const broadcast = parts.broadcasts.ofMessage(said.message.id);
      if (broadcast && said.organisation.messageInteractions?.broadcast_log_status) {
        return tell(said, 'broadcast_log_status', broadcastLog(broadcast, said, step));
      }
      const failed = step.status === 'failed' ? { whatsapp_error_message: statusError(step.code ?? 131000).error_data.details } : {};
      return tell(said, 'status_message', { ...messageObject(parts, said, step.status), ...failed });
    },
    /** A room was resolved: told to the address that is registered for that. */
    roomResolved: (organisation: Organisation, room: Room, name: string): Sending => {
      const registered = organisation.roomInteractions;
      if (!registered?.room_resolved) return nothingSent;
      const event = { ...roomObject(parts, organisation, room, name), data_event: 'room_resolved', webhook_event: 'room_interaction' };
      return post(room.phoneNumberId, registered.url, encoded(event, parts.faults.of(room.phoneNumberId).webhooks.contentType));
    },
    raw: (organisation: Organisation, phoneNumberId: string, body: Body): Sending => post(phoneNumberId, organisation.messageInteractions?.url, body),
  };
}

/** JSON as it should be, JSON that does not say so, or a form whose nested fields are JSON. */
function encoded(event: JsonObject, contentType: 'json' | 'none' | 'form'): Body {
  if (contentType === 'json') return { body: JSON.stringify(event), contentType: 'application/json' };
  if (contentType === 'none') return { body: JSON.stringify(event) };
  const fields = Object.entries(event).map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value)]);
  return { body: new URLSearchParams(fields).toString(), contentType: 'application/x-www-form-urlencoded' };
}
