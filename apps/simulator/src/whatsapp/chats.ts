import type { JsonObject } from '../http/exchange.js';

/** A person as one number knows him: by phone digits, by a business-scoped user id, or by both. */
export type Customer = { key: string; phone?: string; userId?: string; name: string; username?: string };

export type StatusName = 'sent' | 'delivered' | 'read' | 'failed';

export type StatusStep = { status: StatusName; at: number; code?: number };

/** Who spoke for the business, where the provider knows: its bot, or a person at its inbox. */
export type Speaker = { kind: 'bot' | 'agent'; id: string; name: string };

/** One bubble of a chat: the WhatsApp message in the form of the Cloud API, whatever the provider's own form is. */
export type Message = {
  /** The provider's id of it. */
  id: string;
  direction: 'inbound' | 'outbound';
  phoneNumberId: string;
  customer: string;
  at: number;
  type: string;
  body: JsonObject;
  to?: string;
  bizOpaqueCallbackData?: string;
  contextId?: string;
  /** What the provider was asked, where that is not the message itself. */
  request?: JsonObject;
  /** Qontak: the room it was said in, WhatsApp's own id, and who said it. */
  room?: string;
  externalId?: string;
  by?: Speaker;
  /** The simulator's copy of media that was sent by link. */
  linkedMediaId?: string;
  statuses: StatusStep[];
  reactions?: { customer?: string; business?: string };
};

export type Chat = {
  phoneNumberId: string;
  customer: Customer;
  messages: Message[];
  /** Where the 24 hours count from: the customer's last message. */
  lastInboundAt?: number;
  /** The business shows that it is typing until then. */
  typingUntil?: number;
};

/** A read receipt or typing indicator that the business sent. */
export type Mark = { messageId: string; typing: boolean; at: number };

export type ChatsSnapshot = { chats: Chat[] };

export const digits = (phone: string): string => phone.replace(/\D/g, '');

const chatKey = (phoneNumberId: string, customer: string) => `${phoneNumberId}/${customer}`;

export type Chats = ReturnType<typeof createChats>;

/** All chats, found by number and customer; all messages, found by id. Nothing here is searched from end to end. */
export function createChats() {
  const chats = new Map<string, Chat>();
  const aliases = new Map<string, string>();
  const byId = new Map<string, Message>();
  const sent = new Map<string, Message[]>();
  const marks = new Map<string, Mark[]>();

  const listOf = <T>(map: Map<string, T[]>, key: string): T[] => {
    const list = map.get(key) ?? [];
    if (list.length === 0) map.set(key, list);
    return list;
  };

  const find = (phoneNumberId: string, customer: string): Chat | undefined =>
    chats.get(aliases.get(chatKey(phoneNumberId, customer)) ?? chatKey(phoneNumberId, customer));

  /** The chat of a customer; made, or told more about him, as needed. */
  const open = (phoneNumberId: string, who: Partial<Omit<Customer, 'key'>>): Chat => {
    const identifiers = [who.phone, who.userId].filter((id) => id !== undefined);
    const key = identifiers[0] ?? '';
    const known = identifiers.map((id) => find(phoneNumberId, id)).find((chat) => chat !== undefined);
    const chat = known ?? { phoneNumberId, customer: { key, name: who.name ?? key }, messages: [] };
    Object.assign(chat.customer, Object.fromEntries(Object.entries(who).filter(([, value]) => value !== undefined)));
    remember(chat);
    return chat;
  };

  const remember = (chat: Chat) => {
    const own = chatKey(chat.phoneNumberId, chat.customer.key);
    chats.set(own, chat);
    for (const id of [chat.customer.phone, chat.customer.userId]) if (id) aliases.set(chatKey(chat.phoneNumberId, id), own);
  };

  const index = (message: Message) => {
    byId.set(message.id, message);
    if (message.direction === 'outbound') listOf(sent, message.phoneNumberId).push(message);
  };

  return {
    find, open, byId,
    add: (chat: Chat, message: Message) => {
      chat.messages.push(message);
      index(message);
    },
    all: () => chats.values(),
    sent: (phoneNumberId: string): readonly Message[] => sent.get(phoneNumberId) ?? [],
    marks: (phoneNumberId: string): Mark[] => listOf(marks, phoneNumberId),
    /** The newest 500 of each chat, so that the data file stays small. */
    snapshot: (): ChatsSnapshot => ({ chats: [...chats.values()].map((chat) => ({ ...chat, messages: chat.messages.slice(-500) })) }),
    restore: (kept: ChatsSnapshot) => {
      for (const chat of kept.chats) remember(chat);
      const messages = kept.chats.flatMap((chat) => chat.messages).sort((a, b) => a.at - b.at);
      for (const message of messages) index(message);
    },
    clear: () => [chats, aliases, byId, sent, marks].forEach((map) => map.clear()),
  };
}
