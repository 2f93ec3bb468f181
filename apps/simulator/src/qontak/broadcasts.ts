import type { JsonObject } from '../http/exchange.js';
import { statusError } from '../meta-cloud/graph-errors.js';
import { mediaPart } from '../whatsapp/linked-media.js';
import type { Message, StatusStep } from '../whatsapp/chats.js';
import type { Said } from './message-object.js';

/** One template to one person outside a room, which is what starts a conversation. */
export type Broadcast = {
  id: string;
  logId: string;
  organizationId: string;
  phoneNumberId: string;
  messageId: string;
  templateId: string;
  name: string;
  number: string;
  at: number;
};

export type Broadcasts = ReturnType<typeof createBroadcasts>;

/** Broadcasts by id, and by the message they became. */
export function createBroadcasts() {
  const byId = new Map<string, Broadcast>();
  const byMessage = new Map<string, Broadcast>();
  const keep = (broadcast: Broadcast): Broadcast => {
    byId.set(broadcast.id, broadcast);
    byMessage.set(broadcast.messageId, broadcast);
    return broadcast;
  };
  return {
    keep,
    get: (id: string): Broadcast | undefined => byId.get(id),
    ofMessage: (id: string): Broadcast | undefined => byMessage.get(id),
    snapshot: () => [...byId.values()],
    restore: (kept: Broadcast[]) => kept.forEach(keep),
    clear: () => [byId, byMessage].forEach((map) => map.clear()),
  };
}

/** What became of a broadcast at one person: a flat object without a room, in webhooks and in its log. */
export function broadcastLog(broadcast: Broadcast, { message }: Pick<Said, 'message'>, step: StatusStep | undefined): JsonObject {
  const failed = step?.status === 'failed' ? statusError(step.code ?? 131000) : undefined;
  const timestamp = String(Math.floor((step?.at ?? broadcast.at) / 1000));
  const status = { id: message.externalId, status: step?.status, timestamp, recipient_id: broadcast.number, ...(failed ? { errors: [failed] } : {}) };
  return {
    id: broadcast.logId, messages_broadcast_id: broadcast.id, organization_id: broadcast.organizationId, channel_integration_id: broadcast.phoneNumberId,
    contact_phone_number: broadcast.number, contact_full_name: broadcast.name, status: step?.status ?? 'pending',
    whatsapp_message_id: step ? message.externalId : null, whatsapp_error_message: failed?.error_data.details ?? null, is_pacing: false,
    messages_response: { messages: [{ id: message.externalId }], ...(step ? { [step.status]: { statuses: [status] } } : {}) },
    messages: partsOf(message), created_at: new Date(broadcast.at).toISOString(), updated_at: new Date(step?.at ?? broadcast.at).toISOString(),
  };
}

const partsOf = (message: Message): JsonObject => ({ body: { type: 'body', template: message.body.template }, header: mediaPart(message) ?? null, buttons: [] });

/** How many of a broadcast's messages are where. */
export const counts = ({ statuses }: Message): JsonObject => {
  const has = (status: string): number => Number(statuses.some((step) => step.status === status));
  return { failed: has('failed'), delivered: has('delivered'), read: has('read'), pending: Number(statuses.length === 0), sent: has('sent') };
};
