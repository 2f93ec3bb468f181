import type { InboundContent, InboundMedia } from '@tandem/domain';
import { asList, asNumber, asRecord, asText, get, known, pruned, type Json } from '../http/json.js';
import { nested } from './form.js';

type Read = (event: Json) => InboundContent;

/** The file lies at a public address; the caption is the message's text. */
const media = (type: InboundMedia['type'], always: Partial<InboundMedia> = {}): Read => (event) => {
  const file = get(event, 'file');
  return known({
    type,
    url: fileUrl(file),
    mimeType: asText(get(file, 'mime_type')) ?? asText(get(file, 'content_type')),
    caption: asText(get(event, 'text')),
    filename: asText(get(file, 'filename')),
    ...always,
  });
};

const fileUrl = (file: unknown): string | undefined =>
  asText(file) ?? asText(get(file, 'url')) ??
  ['large', 'medium', 'small'].map((size) => asText(get(file, size, 'url'))).find((url) => url !== undefined);

const text: Read = (event) => ({ type: 'text', text: asText(get(event, 'text')) ?? '' });

const location: Read = (event) => {
  const place = asRecord(get(event, 'location')) ?? asRecord(get(rawMessage(event), 'location'));
  const words = asText(get(event, 'text'));
  const [, latitude, longitude] = /(-?\d{1,2}\.\d+)\s*(?:,|%2C)\s*(-?\d{1,3}\.\d+)/i.exec(words ?? '') ?? [];
  const isLink = /^https?:\/\/\S+$/.test(words ?? '');
  return known({
    type: 'location' as const,
    latitude: asNumber(get(place, 'latitude') ?? get(place, 'lat') ?? latitude),
    longitude: asNumber(get(place, 'longitude') ?? get(place, 'lng') ?? longitude),
    label: asText(get(place, 'name')) ?? (isLink ? undefined : words),
    address: asText(get(place, 'address')),
    url: asText(get(place, 'url')) ?? (isLink ? words : undefined),
  });
};

const contacts: Read = (event) => {
  const stated = [get(event, 'contacts'), get(event, 'contact'), get(rawMessage(event), 'contacts')]
    .map(asList).find((shared) => shared.length > 0);
  const words = asText(get(event, 'text'));
  return { type: 'contacts', contacts: stated?.map(sharedContact) ?? (words === undefined ? [] : [{ name: words }]) };
};

const sharedContact = (contact: unknown): { name?: string; phones?: readonly string[] } => {
  const phones = [...asList(get(contact, 'phones')), get(contact, 'phone_number'), get(contact, 'phone')]
    .map((phone) => asText(get(phone, 'phone')) ?? asText(get(phone, 'wa_id')) ?? asText(phone))
    .filter((phone) => phone !== undefined);
  const names = [get(contact, 'name', 'formatted_name'), get(contact, 'name'), get(contact, 'full_name')];
  const name = names.map(asText).find((text) => text !== undefined);
  return known({ name, phones: phones.length > 0 ? phones : undefined });
};

const reaction: Read = (event) => known({
  type: 'reaction' as const,
  emoji: asText(get(event, 'text')) ?? asText(get(rawMessage(event), 'reaction', 'emoji')),
  target: quotedId(event),
});

const button: Read = (event) => known({ type: 'button' as const, title: asText(get(event, 'text')) });
const list: Read = (event) => known({ type: 'list' as const, title: asText(get(event, 'text')) });

const readers = new Map<string, Read>([
  ['text', text],
  ['image', media('image')],
  ['video', media('video')],
  ['audio', media('audio')],
  ['voice', media('audio', { voice: true })],
  ['file', media('document')],
  ['document', media('document')],
  ['sticker', media('sticker')],
  ['location', location],
  ['contact', contacts],
  ['contacts', contacts],
  ['reaction', reaction],
  ['button', button],
  ['button_reply', button],
  ['interactive', button],
  ['list_reply', list],
]);

/** Types that no agent can answer, and why. */
const silentTypes = new Map<string, string>([
  ['system', 'an entry of Qontak itself'],
  ['unsupported', 'WhatsApp hands on nothing of this message'],
  ['unknown', 'WhatsApp hands on nothing of this message'],
  ['edit', 'an earlier message was edited'],
  ['revoke', 'an earlier message was taken back'],
]);

export const silentTypeReason = (type: string): string | undefined => silentTypes.get(type);

/** The type of a message, or what it carries where it does not say. */
export const messageType = (event: Json): string =>
  asText(get(event, 'type'))?.toLowerCase() ?? (fileUrl(get(event, 'file')) === undefined ? 'text' : 'document');

/** What a message says; a type without a word of ours is kept as it came. */
export const contentOf = (event: Json, type: string): InboundContent => {
  const read = readers.get(type);
  if (!read) return { type: 'other', was: asText(get(event, 'type')) ?? type, raw: pruned(rest(event)) };
  return (tappable.has(type) ? tapOf(event) : undefined) ?? read(event);
};

/** Parts of an event that are not its room, its sender or their ids. */
const rest = (event: Json): Json => Object.fromEntries(
  ['type', 'text', 'file', 'buttons', 'reply', 'raw_message', 'extra']
    .map((key) => [key, get(event, key) ?? undefined] as const)
    .filter(([, value]) => value !== undefined),
);

const tappable = new Set(['text', 'button', 'button_reply', 'interactive', 'list_reply']);

/**
 * A tap with the id of what was tapped, where WhatsApp's own message came along. Qontak documents no shape of a tap:
 * without it the title is a text like any other.
 */
const tapOf = (event: Json): InboundContent | undefined => {
  const raw = rawMessage(event);
  const interactive = asRecord(get(raw, 'interactive')) ?? asRecord(get(event, 'interactive'));
  const row = get(interactive, 'list_reply');
  if (asRecord(row)) return known({ type: 'list' as const, ...choice(row), description: textAt(row, 'description') });
  const reply = get(interactive, 'button_reply');
  if (asRecord(reply)) return known({ type: 'button' as const, ...choice(reply) });
  const quick = get(raw, 'button');
  return asRecord(quick) && known({ type: 'button' as const, id: textAt(quick, 'payload'), title: textAt(quick, 'text') });
};

const choice = (tapped: unknown): { id?: string; title?: string } => ({ id: textAt(tapped, 'id'), title: textAt(tapped, 'title') });
const textAt = (value: unknown, key: string): string | undefined => asText(get(value, key));

/** WhatsApp's message in Cloud form, as an object or as its text. */
const rawMessage = (event: Json): unknown => {
  const raw = nested(get(event, 'raw_message')) ?? get(event, 'raw_message');
  return asList(get(raw, 'messages'))[0] ?? raw;
};

/** The message that a customer answered to: an id, or the message itself. */
export const quotedId = (event: Json): string | undefined => {
  const reply = nested(get(event, 'reply')) ?? get(event, 'reply');
  return asText(get(reply, 'id')) ?? asText(get(reply, 'message_id')) ?? asText(reply);
};
