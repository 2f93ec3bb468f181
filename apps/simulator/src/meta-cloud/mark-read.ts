import { isObject, json, text, type Answer, type JsonObject } from '../http/exchange.js';
import type { NumberAccount } from './accounts.js';
import type { MetaCloud } from './context.js';
import { graphError, invalid, missing, parameter, type GraphRefusal } from './graph-errors.js';

const THIRTY_DAYS = 30 * 24 * 60 * 60 * 1000;
const TYPING_MS = 25_000;

/** `status: "read"`: marks this and all earlier messages of the customer as read; with `typing_indicator` shows "typing" for at most 25 s. */
export function markAsRead(cloud: MetaCloud, number: NumberAccount, body: JsonObject): Answer {
  const refused = refusal(cloud, number, body);
  if (refused) return graphError(refused, cloud.chance.hex(22));
  const message = cloud.chats.byId.get(String(body.message_id));
  const chat = message && cloud.chats.find(number.phoneNumberId, message.customer);
  if (!message || !chat) return graphError(invalid('Message not found.'), cloud.chance.hex(22));
  const now = cloud.clock.now();
  const typing = isObject(body.typing_indicator);
  cloud.chats.marks(number.phoneNumberId).push({ messageId: message.id, typing, at: now });
  for (let at = chat.messages.lastIndexOf(message); at >= 0; at -= 1) {
    const earlier = chat.messages[at];
    if (earlier?.direction !== 'inbound') continue;
    if (earlier.statuses.some(({ status }) => status === 'read')) break;
    earlier.statuses.push({ status: 'read', at: now });
  }
  if (typing) {
    chat.typingUntil = now + TYPING_MS;
    cloud.clock.schedule(TYPING_MS, () => cloud.changed(chat));
  }
  cloud.changed(chat);
  return json({ success: true });
}

function refusal(cloud: MetaCloud, number: NumberAccount, body: JsonObject): GraphRefusal | undefined {
  if (body.messaging_product !== 'whatsapp') return parameter('The parameter messaging_product is required.');
  if (body.status !== 'read') return parameter('Param status must be one of {READ}.');
  if (!text(body.message_id)) return missing('message_id');
  const message = cloud.chats.byId.get(String(body.message_id));
  const known = message?.direction === 'inbound' && message.phoneNumberId === number.phoneNumberId;
  if (!known || cloud.clock.now() - message.at > THIRTY_DAYS) return invalid('Message id is not a received message of the last 30 days.');
  if (body.typing_indicator === undefined) return undefined;
  const typing = body.typing_indicator;
  return isObject(typing) && typing.type === 'text' ? undefined : parameter("Param typing_indicator['type'] must be one of {TEXT}.");
}
