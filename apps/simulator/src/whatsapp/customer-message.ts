import type { Chance } from '../chance.js';
import type { SimulatorClock } from '../clock.js';
import { isObject, text, type JsonObject } from '../http/exchange.js';
import { NotPossible } from '../provider/not-possible.js';
import { digits, type Chat, type Chats, type Customer, type Message } from './chats.js';
import { mediaLives, mediaTypes, type Media, type MediaFile } from './media.js';
import { sampleFile } from './sample-files.js';
import { tapOf } from './taps.js';

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

export type WritingDeps = {
  chats: Chats;
  media: Media;
  clock: SimulatorClock;
  chance: Chance;
  changed: (chat?: Chat) => void;
  /** The provider's id for a new message of this customer. */
  newId: (customer: Customer) => string;
  /** What the provider says of a file beside its id, type and hash. */
  mediaFields?: (file: MediaFile) => JsonObject;
};

/** A customer writes: the message as it stands in the chat, kept once however often its id comes. */
export function writeDown(deps: WritingDeps, phoneNumberId: string, wanted: InboundMessage): { chat: Chat; message: Message; isNew: boolean } {
  const chat = deps.chats.open(phoneNumberId, identityOf(wanted.from));
  const content = contentOf(deps, phoneNumberId, wanted);
  const id = text(wanted.id) ?? deps.newId(chat.customer);
  const message: Message = {
    id, direction: 'inbound', phoneNumberId, customer: chat.customer.key, at: wanted.at ?? deps.clock.now(),
    type: content.type, body: content.body, ...(content.contextId ? { contextId: content.contextId } : {}), statuses: [],
  };
  const isNew = !deps.chats.byId.has(id);
  if (isNew) remember(deps, chat, message);
  return { chat, message, isNew };
}

function identityOf(from: From): Partial<Omit<Customer, 'key'>> {
  const { phone, userId, name, username } = typeof from === 'string'
    ? (/^[A-Z]{2}\./.test(from) ? { userId: from } : { phone: from }) as Exclude<From, string>
    : from;
  if (!text(phone) && !text(userId)) throw new NotPossible('A customer needs a phone number or a user id.');
  return { ...(phone ? { phone: digits(phone) } : {}), userId, name, username };
}

type Content = { type: string; body: JsonObject; contextId?: string };

function contentOf(deps: WritingDeps, phoneNumberId: string, wanted: InboundMessage): Content {
  const contextId = text(wanted.replyTo);
  if (wanted.tap) return tapOf(deps.chats, phoneNumberId, wanted.tap);
  if (typeof wanted.text === 'string') return { type: 'text', body: { text: { body: wanted.text } }, contextId };
  const type = text(wanted.type);
  if (!type) throw new NotPossible('Say what the customer writes: text, tap, or type.');
  const part = wanted[type];
  if (!mediaTypes.includes(type)) return { type, body: part === undefined ? {} : { [type]: part }, contextId };
  return { type, body: { [type]: mediaPart(deps, phoneNumberId, type, wanted) }, contextId };
}

/** The id of stored bytes with their hash. */
function mediaPart(deps: WritingDeps, phoneNumberId: string, type: string, wanted: InboundMessage): JsonObject {
  const given = isObject(wanted[type]) ? wanted[type] : {};
  if (text(given.id)) return given;
  const { mimeType, bytes } = wanted.file ? { mimeType: wanted.file.mimeType, bytes: Buffer.from(wanted.file.base64, 'base64') } : sampleFile(type);
  const file = deps.media.store({ mimeType, bytes, phoneNumberId, life: mediaLives.webhook });
  return {
    ...(type === 'audio' ? { voice: true } : {}),
    ...(type === 'sticker' ? { animated: false } : {}),
    ...(type === 'document' ? { filename: 'sample.txt' } : {}),
    ...given,
    mime_type: mimeType, sha256: file.sha256, id: file.id, ...deps.mediaFields?.(file),
  };
}

function remember(deps: WritingDeps, chat: Chat, message: Message): void {
  deps.chats.add(chat, message);
  message.statuses.push({ status: 'sent', at: message.at });
  chat.lastInboundAt = Math.max(chat.lastInboundAt ?? 0, message.at);
  const reaction = isObject(message.body.reaction) ? message.body.reaction : undefined;
  const target = reaction && deps.chats.byId.get(String(reaction.message_id));
  if (target) target.reactions = { ...target.reactions, customer: text(reaction.emoji) };
  deps.changed(chat);
}

/** The second tick on the customer's own message: the receiver has it. */
export const received = (deps: Pick<WritingDeps, 'clock' | 'changed'>, chat: Chat, message: Message) => () => {
  if (message.statuses.some(({ status }) => status === 'delivered')) return;
  message.statuses.push({ status: 'delivered', at: deps.clock.now() });
  deps.changed(chat);
};

/** The message as the Cloud API shows it. */
export const cloudMessage = (quotedFrom: string, { phone, userId }: Customer, message: Message, extra?: JsonObject): JsonObject => ({
  ...(message.contextId ? { context: { from: quotedFrom, id: message.contextId } } : {}),
  ...(phone ? { from: phone } : {}),
  ...(userId ? { from_user_id: userId } : {}),
  id: message.id,
  timestamp: String(Math.floor(message.at / 1000)),
  type: message.type,
  ...message.body,
  ...extra,
});

/** Who wrote the quoted message: the customer where it is one of his own, else the business. */
export const authorOf = (chats: Chats, displayPhoneNumber: string, quoted: string): string => {
  const message = chats.byId.get(quoted);
  return message?.direction === 'inbound' ? message.customer : digits(displayPhoneNumber);
};
