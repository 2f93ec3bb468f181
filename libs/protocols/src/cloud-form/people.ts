import type { Identifiers } from '@tandem/domain';
import { asList, asRecord, asText, get, known } from '../http/json.js';

/** What `contacts[]` of a value says about one person. */
export interface Contact extends Identifiers {
  readonly name?: string;
}

/** `contacts[]`, to be asked by identifier, never by position. */
export interface ContactBook {
  find(person: Identifiers): Contact | undefined;
  /** The only contact there is. */
  readonly only?: Contact;
}

/** Phone digits without `+` and punctuation, or undefined where it is no phone number. */
export const phoneDigits = (value: unknown): string | undefined => {
  const digits = asText(value)?.replace(/[\s()+./-]/g, '');
  return digits !== undefined && /^\d+$/.test(digits) ? digits : undefined;
};

/** Who that is. What stands in a phone's place and is none (a business-scoped id, a placeholder) is kept as an id. */
export const personOf = (phone: unknown, userId: unknown): Identifiers => {
  const digits = phoneDigits(phone);
  return known({ phone: digits, userId: asText(userId) ?? (digits === undefined ? asText(phone) : undefined) });
};

export const isNobody = (person: Identifiers): boolean => person.phone === undefined && person.userId === undefined;

/** Reads `contacts[]` once, so that a thousand messages cost a thousand look-ups. */
export const contactBook = (contacts: unknown): ContactBook => {
  const list = asList(contacts).filter((contact) => asRecord(contact) !== undefined).map(contactOf);
  const byUserId = new Map<string, Contact>();
  const byPhone = new Map<string, Contact>();
  for (const contact of list) {
    if (contact.userId !== undefined && !byUserId.has(contact.userId)) byUserId.set(contact.userId, contact);
    if (contact.phone !== undefined && !byPhone.has(contact.phone)) byPhone.set(contact.phone, contact);
  }
  return {
    find: ({ userId, phone }) => byUserId.get(userId ?? '') ?? byPhone.get(phone ?? ''),
    only: list.length === 1 ? list[0] : undefined,
  };
};

const contactOf = (contact: unknown): Contact => known({
  ...personOf(get(contact, 'wa_id'), get(contact, 'user_id')),
  name: asText(get(contact, 'profile', 'name')),
});

/**
 * The sender of each message of one value. A number is written differently in `from` and `wa_id` in some countries
 * (Brazil, Mexico, Argentina), so an only contact also names the only sender, though it adds no identifier to him.
 */
export const senders = (messages: readonly unknown[], book: ContactBook): ((message: unknown) => Contact) => {
  const keys = new Set(messages.map((message) => keyOf(statedSender(message))));
  const fallback = keys.size === 1 && book.only && !messages.some((message) => book.find(statedSender(message)))
    ? book.only
    : undefined;
  return (message) => {
    const stated = statedSender(message);
    if (isNobody(stated)) return fallback ?? {};
    return withContact(stated, book.find(stated)) ?? known({ ...stated, name: fallback?.name });
  };
};

const statedSender = (message: unknown): Identifiers => personOf(get(message, 'from'), get(message, 'from_user_id'));
const keyOf = (person: Identifiers): string => `${person.phone ?? ''}|${person.userId ?? ''}`;

const withContact = (stated: Identifiers, contact: Contact | undefined): Contact | undefined =>
  contact && known({ phone: stated.phone ?? contact.phone, userId: stated.userId ?? contact.userId, name: contact.name });

/** Whom a status speaks of; in a group the participant, where it says. The on-premise form may say it of its message. */
export const recipientOf = (status: unknown, book: ContactBook): Identifiers => {
  const group = get(status, 'recipient_type') === 'group';
  const recipient = asText(get(status, group ? 'recipient_participant_id' : 'recipient_id')) ?? get(status, 'message', 'recipient_id');
  const stated = personOf(recipient, get(status, 'recipient_user_id'));
  const contact = book.find(stated);
  return known({ phone: stated.phone ?? contact?.phone, userId: stated.userId ?? contact?.userId });
};
