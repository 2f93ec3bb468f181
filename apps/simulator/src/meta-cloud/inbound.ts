import type { JsonObject } from '../http/exchange.js';
import { repeated, type Sending } from '../provider/deliveries.js';
import type { Message } from '../whatsapp/chats.js';
import { authorOf, cloudMessage, received, writeDown, type InboundMessage } from '../whatsapp/customer-message.js';
import { wamid } from '../whatsapp/wamid.js';
import type { NumberAccount } from './accounts.js';
import type { MetaCloud } from './context.js';
import { contactOf } from './statuses.js';
import { metaJson, valueOf } from './webhook-body.js';
import type { RawWebhook } from './webhooks.js';

export type RawInbound = {
  /** A `value` of `field` (default `messages`) in the usual envelope, or a whole body as it stands. */
  rawValue?: JsonObject;
  rawBody?: string;
  field?: string;
  signature?: RawWebhook['signature'];
  contentType?: string;
  times?: number;
};

/** A customer writes: kept in the chat, and told to whoever is subscribed. */
export function writeAsCustomer(cloud: MetaCloud, number: NumberAccount, wanted: InboundMessage): { message: Message; sending: Sending } {
  const { chat, message, isNew } = writeDown({
    ...cloud,
    newId: ({ phone, key }) => wamid('inbound', phone ?? key, cloud.chance),
    // As since October 2025, a direct address beside the id.
    mediaFields: (file) => ({ url: `${cloud.baseUrl()}${cloud.media.downloadPath(file)}` }),
  }, number.phoneNumberId, wanted);
  const faults = cloud.faults.of(number.phoneNumberId);
  if (isNew && faults.throughput > 0) cloud.throughput.take(number.phoneNumberId, cloud.clock.now(), faults.throughput);
  const quotedFrom = authorOf(cloud.chats, number.displayPhoneNumber, message.contextId ?? '');
  const value = valueOf(number, { contacts: [contactOf(chat.customer)], messages: [cloudMessage(quotedFrom, chat.customer, message, wanted.extra)] });
  const sending = repeated(wanted.times ?? faults.inbound.times, () =>
    cloud.webhooks.send(number, [{ number, field: 'messages', value, onAnswered: received(cloud, chat, message) }]));
  return { message, sending };
}

/** Any value or any bytes, signed, wrongly signed, or not signed at all. Nothing of it appears in a chat. */
export function sendRaw(cloud: MetaCloud, number: NumberAccount, wanted: RawInbound): Sending {
  const field = wanted.field ?? 'messages';
  const body = wanted.rawBody
    ?? metaJson({ object: 'whatsapp_business_account', entry: [{ id: number.wabaId, changes: [{ value: wanted.rawValue ?? {}, field }] }] });
  return repeated(wanted.times ?? 1, () => cloud.webhooks.sendRaw(number, { body, field, signature: wanted.signature, contentType: wanted.contentType }));
}
