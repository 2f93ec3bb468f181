import { isObject, json, jsonObject, text, type Answer, type JsonObject } from '../http/exchange.js';
import type { CallFault } from '../provider/faults.js';
import { afterEffect, beforeEffect, type Outcome } from '../provider/outcome.js';
import { digits, type Chat, type Message } from '../whatsapp/chats.js';
import { fetchLinks } from '../whatsapp/linked-media.js';
import { wamid } from '../whatsapp/wamid.js';
import { windowIsOpen } from '../whatsapp/window.js';
import type { NumberAccount } from './accounts.js';
import type { MetaCloud } from './context.js';
import { graphError, invalid, parameter, type GraphRefusal } from './graph-errors.js';
import { markAsRead } from './mark-read.js';
import { bodyRefusal, typeOf } from './message-body.js';

/** `POST /{phone-number-id}/messages`: a message, or a read mark with or without the typing indicator. Nothing is ever deduplicated. */
export async function postMessages(cloud: MetaCloud, number: NumberAccount, raw: Buffer): Promise<Outcome> {
  const body = jsonObject(raw) ?? {};
  const to = recipientOf(body);
  const fault = cloud.faults.take(number.phoneNumberId, body.status === undefined ? 'message' : 'mark', { to });
  const before = fault && (await effectBefore(cloud, fault));
  if (before) return before;
  const answer = body.status === undefined ? await acceptMessage(cloud, number, body, fault) : markAsRead(cloud, number, body);
  return afterEffect(fault, answer);
}

/** The customer's phone digits, or the user id where no phone is given: with both, `to` wins. */
const recipientOf = (body: JsonObject): string | undefined => {
  const to = text(body.to);
  return to ? digits(to) : text(body.recipient);
};

/** The fault before any effect, in Graph's words. */
export const effectBefore = (cloud: MetaCloud, fault: CallFault): Promise<Outcome | undefined> =>
  beforeEffect(cloud.clock, fault, ({ code = 131000, httpStatus, message, details, transient }) =>
    graphError({ code, status: httpStatus, message, details, transient }, cloud.chance.hex(22)));

function envelopeRefusal(number: NumberAccount, body: JsonObject): GraphRefusal | undefined {
  if (body.messaging_product === undefined) return parameter('The parameter messaging_product is required.');
  if (body.messaging_product !== 'whatsapp') return parameter('Param messaging_product must be one of {WHATSAPP}.');
  if (!['individual', undefined].includes(body.recipient_type as string)) return invalid("Only recipient_type 'individual' can be reached.");
  const to = text(body.to);
  if (!to && !text(body.recipient)) return parameter('The parameter to is required.');
  if (to && !/^\d{5,15}$/.test(digits(to))) return invalid("Parameter 'to' is not a phone number.");
  if (!to && !/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(String(body.recipient))) return invalid("Parameter 'recipient' is not a user id.");
  if (to && digits(to) === digits(number.displayPhoneNumber)) return { code: 131021 };
  const opaque = body.biz_opaque_callback_data;
  if (opaque === undefined) return undefined;
  return typeof opaque === 'string' && opaque.length <= 512 ? undefined : parameter('Param biz_opaque_callback_data must be at most 512 characters long.');
}

async function acceptMessage(cloud: MetaCloud, number: NumberAccount, body: JsonObject, fault?: CallFault): Promise<Answer> {
  const refused = envelopeRefusal(number, body)
    ?? bodyRefusal(body, (id) => cloud.media.find(id) !== undefined)
    ?? reactionRefusal(cloud, body);
  if (refused) return graphError(refused, cloud.chance.hex(22));
  const chat = chatWith(cloud, number, body);
  const faults = cloud.faults.of(number.phoneNumberId);
  const closed = !windowIsOpen(chat.lastInboundAt, cloud.clock.now()) && typeOf(body) !== 'template' && faults.window !== 'off';
  const limited = closed && faults.window === 'now' ? { code: 131047 } : rateRefusal(cloud, number, chat);
  if (limited) return graphError(limited, cloud.chance.hex(22));
  const message = record(cloud, number, chat, body);
  const failure = fault?.fault === 'fail' ? (fault.code ?? 131026) : closed ? 131047 : undefined;
  if (failure !== undefined) cloud.statuses.fail(chat, message, failure, faults.statuses);
  else await tellStatuses(cloud, number, chat, message);
  return json(acceptance(body, chat, message));
}

/** Media given by link is fetched first, as Meta does, and the message fails where that is not possible. */
async function tellStatuses(cloud: MetaCloud, number: NumberAccount, chat: Chat, message: Message): Promise<void> {
  const { statuses } = cloud.faults.of(number.phoneNumberId);
  const fetched = fetchLinks(cloud, message);
  if (!fetched) return cloud.statuses.run(chat, message, statuses);
  void fetched.then((complete) => {
    cloud.changed(chat);
    if (!complete) return cloud.statuses.fail(chat, message, 131053, statuses);
    return cloud.statuses.run(chat, message, statuses);
  });
}

function reactionRefusal(cloud: MetaCloud, body: JsonObject): GraphRefusal | undefined {
  if (typeOf(body) !== 'reaction' || !isObject(body.reaction)) return undefined;
  const target = cloud.chats.byId.get(String(body.reaction.message_id));
  if (!target) return invalid("reaction['message_id'] is not a message of this chat.");
  return target.type === 'reaction' ? invalid("reaction['message_id'] is itself a reaction.") : undefined;
}

function rateRefusal(cloud: MetaCloud, number: NumberAccount, chat: Chat): GraphRefusal | undefined {
  const { throughput, pairLimit } = cloud.faults.of(number.phoneNumberId);
  const now = cloud.clock.now();
  if (throughput > 0 && !cloud.throughput.take(number.phoneNumberId, now, throughput)) return { code: 130429 };
  if (pairLimit && !cloud.pairLimit.take(number.phoneNumberId, chat.customer.key, now)) return { code: 131056 };
  return undefined;
}

const chatWith = (cloud: MetaCloud, number: NumberAccount, body: JsonObject): Chat => {
  const to = text(body.to);
  return cloud.chats.open(number.phoneNumberId, to ? { phone: digits(to) } : { userId: String(body.recipient) });
};

function record(cloud: MetaCloud, number: NumberAccount, chat: Chat, body: JsonObject): Message {
  const context = isObject(body.context) ? text(body.context.message_id) : undefined;
  const message: Message = {
    id: wamid('outbound', chat.customer.phone ?? chat.customer.key, cloud.chance),
    direction: 'outbound',
    phoneNumberId: number.phoneNumberId,
    customer: chat.customer.key,
    at: cloud.clock.now(),
    type: typeOf(body),
    body,
    to: text(body.to) ?? text(body.recipient),
    ...(typeof body.biz_opaque_callback_data === 'string' ? { bizOpaqueCallbackData: body.biz_opaque_callback_data } : {}),
    ...(context ? { contextId: context } : {}),
    statuses: [],
  };
  cloud.chats.add(chat, message);
  delete chat.typingUntil;
  if (message.type === 'reaction' && isObject(body.reaction)) react(cloud, body.reaction);
  cloud.changed(chat);
  return message;
}

function react(cloud: MetaCloud, reaction: JsonObject): void {
  const target = cloud.chats.byId.get(String(reaction.message_id));
  if (target) target.reactions = { ...target.reactions, business: text(reaction.emoji) };
}

function acceptance(body: JsonObject, chat: Chat, message: Message): JsonObject {
  const { phone, userId } = chat.customer;
  return {
    messaging_product: 'whatsapp',
    contacts: [{ input: message.to, ...(text(body.to) ? { wa_id: phone } : { user_id: userId }) }],
    messages: [{ id: message.id, ...(message.type === 'template' ? { message_status: 'accepted' } : {}) }],
  };
}
