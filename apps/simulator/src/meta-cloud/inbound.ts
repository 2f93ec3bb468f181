import { isObject, text, type JsonObject } from '../http/exchange.js';
import { sampleFile } from '../phone/sample-files.js';
import type { NumberAccount } from './accounts.js';
import { digits, type Chat, type Customer, type Message } from './chats.js';
import type { MetaCloud } from './context.js';
import { mediaLives } from './media.js';
import { contactOf } from './statuses.js';
import { tapOf } from './taps.js';
import { NotPossible } from './not-possible.js';
import { wamid } from './wamid.js';
import { metaJson, valueOf } from './webhook-body.js';
import { together, type RawWebhook, type Sending } from './webhooks.js';

/** A customer: phone digits, a business-scoped user id (`CC.…`), or both with a name. */
export type From = string | { phone?: string; userId?: string; name?: string; username?: string };

/** What a customer writes. One of `text`, `tap`, or `type` with its part. */
export type InboundMessage = {
  from: From;
  text?: string;
  /** A tap on a button or list row of a message that the business sent: its id, else its title, else the first. */
  tap?: { messageId: string; id?: string; title?: string };
  /** Any type of message: `{type: 'location', location: {…}}`. Media without an `id` gets a sample file or `file`. */
  type?: string;
  file?: { mimeType: string; base64: string };
  /** The message that is quoted. */
  replyTo?: string;
  /** Fields beside the typed part, for instance `referral` or `context`. */
  extra?: JsonObject;
  /** Milliseconds; the time on the message, now by default. */
  at?: number;
  /** An id of the caller's choice, to send the same message again. */
  id?: string;
  /** How often the webhook is sent; else as the number's faults say. */
  times?: number;
  [part: string]: unknown;
};

export type RawInbound = {
  /** A `value` of `field` (default `messages`) in the usual envelope, or a whole body as it stands. */
  rawValue?: JsonObject;
  rawBody?: string;
  field?: string;
  signature?: RawWebhook['signature'];
  contentType?: string;
  times?: number;
};

const mediaTypes = ['image', 'video', 'audio', 'document', 'sticker'];

/** A customer writes: kept in the chat, and told to whoever is subscribed. */
export function writeAsCustomer(cloud: MetaCloud, number: NumberAccount, wanted: InboundMessage): { message: Message; sending: Sending } {
  const chat = cloud.chats.open(number.phoneNumberId, identityOf(wanted.from));
  const at = wanted.at ?? cloud.clock.now();
  const content = contentOf(cloud, number, wanted);
  const id = text(wanted.id) ?? wamid('inbound', chat.customer.phone ?? chat.customer.key, cloud.chance);
  const message: Message = {
    id, direction: 'inbound', phoneNumberId: number.phoneNumberId, customer: chat.customer.key, at,
    type: content.type, body: content.body, ...(content.contextId ? { contextId: content.contextId } : {}), statuses: [],
  };
  if (!cloud.chats.byId.has(id)) remember(cloud, chat, message);
  const quotedFrom = authorOf(cloud, number, message.contextId ?? '');
  const value = valueOf(number, { contacts: [contactOf(chat.customer)], messages: [wireMessage(quotedFrom, chat.customer, message, wanted)] });
  const sending = repeat(wanted.times ?? cloud.faults.of(number.phoneNumberId).inbound.times, () =>
    cloud.webhooks.send(number, [{ number, field: 'messages', value, onAnswered: delivered(cloud, chat, message) }]));
  return { message, sending };
}

/** Any value or any bytes, signed, wrongly signed, or not signed at all. Nothing of it appears in a chat. */
export function sendRaw(cloud: MetaCloud, number: NumberAccount, wanted: RawInbound): Sending {
  const field = wanted.field ?? 'messages';
  const body = wanted.rawBody
    ?? metaJson({ object: 'whatsapp_business_account', entry: [{ id: number.wabaId, changes: [{ value: wanted.rawValue ?? {}, field }] }] });
  return repeat(wanted.times ?? 1, () => cloud.webhooks.sendRaw(number, { body, field, signature: wanted.signature, contentType: wanted.contentType }));
}

function identityOf(from: From): Partial<Omit<Customer, 'key'>> {
  const { phone, userId, name, username } = typeof from === 'string'
    ? (/^[A-Z]{2}\./.test(from) ? { userId: from } : { phone: from }) as Exclude<From, string>
    : from;
  if (!text(phone) && !text(userId)) throw new NotPossible('A customer needs a phone number or a user id.');
  return { ...(phone ? { phone: digits(phone) } : {}), userId, name, username };
}

type Content = { type: string; body: JsonObject; contextId?: string };

function contentOf(cloud: MetaCloud, number: NumberAccount, wanted: InboundMessage): Content {
  const contextId = text(wanted.replyTo);
  if (wanted.tap) return tapOf(cloud.chats, number, wanted.tap);
  if (typeof wanted.text === 'string') return { type: 'text', body: { text: { body: wanted.text } }, contextId };
  const type = text(wanted.type);
  if (!type) throw new NotPossible('Say what the customer writes: text, tap, or type.');
  const part = wanted[type];
  if (!mediaTypes.includes(type)) return { type, body: part === undefined ? {} : { [type]: part }, contextId };
  return { type, body: { [type]: mediaPart(cloud, number, type, wanted) }, contextId };
}

/** The id of stored bytes, its hash and, as since October 2025, a direct address. */
function mediaPart(cloud: MetaCloud, number: NumberAccount, type: string, wanted: InboundMessage): JsonObject {
  const given = isObject(wanted[type]) ? wanted[type] : {};
  if (text(given.id)) return given;
  const { mimeType, bytes } = wanted.file ? { mimeType: wanted.file.mimeType, bytes: Buffer.from(wanted.file.base64, 'base64') } : sampleFile(type);
  const file = cloud.media.store({ mimeType, bytes, phoneNumberId: number.phoneNumberId, life: mediaLives.webhook });
  return {
    ...(type === 'audio' ? { voice: true } : {}),
    ...(type === 'sticker' ? { animated: false } : {}),
    ...(type === 'document' ? { filename: 'sample.txt' } : {}),
    ...given,
    mime_type: mimeType, sha256: file.sha256, id: file.id, url: `${cloud.baseUrl()}${cloud.media.downloadPath(file)}`,
  };
}

function remember(cloud: MetaCloud, chat: Chat, message: Message): void {
  cloud.chats.add(chat, message);
  message.statuses.push({ status: 'sent', at: message.at });
  chat.lastInboundAt = Math.max(chat.lastInboundAt ?? 0, message.at);
  const { throughput } = cloud.faults.of(message.phoneNumberId);
  if (throughput > 0) cloud.throughput.take(message.phoneNumberId, cloud.clock.now(), throughput);
  const reaction = isObject(message.body.reaction) ? message.body.reaction : undefined;
  const target = reaction && cloud.chats.byId.get(String(reaction.message_id));
  if (target) target.reactions = { ...target.reactions, customer: text(reaction.emoji) };
  cloud.changed(chat);
}

/** Who wrote the quoted message: the customer where it is one of his own, else the business. */
const authorOf = (cloud: MetaCloud, number: NumberAccount, quoted: string): string => {
  const message = cloud.chats.byId.get(quoted);
  return message?.direction === 'inbound' ? message.customer : digits(number.displayPhoneNumber);
};

const wireMessage = (quotedFrom: string, { phone, userId }: Customer, message: Message, wanted: InboundMessage): JsonObject => ({
  ...(message.contextId ? { context: { from: quotedFrom, id: message.contextId } } : {}),
  ...(phone ? { from: phone } : {}),
  ...(userId ? { from_user_id: userId } : {}),
  id: message.id,
  timestamp: String(Math.floor(message.at / 1000)),
  type: message.type,
  ...message.body,
  ...wanted.extra,
});

const repeat = (times: number, send: () => Sending): Sending => together(Array.from({ length: Math.max(1, times) }, send));

/** The second tick on the customer's own message: the receiver has it. */
const delivered = (cloud: MetaCloud, chat: Chat, message: Message) => () => {
  if (message.statuses.some(({ status }) => status === 'delivered')) return;
  message.statuses.push({ status: 'delivered', at: cloud.clock.now() });
  cloud.changed(chat);
};
