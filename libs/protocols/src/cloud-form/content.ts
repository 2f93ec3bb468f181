import type { InboundContent, InboundMedia } from '@tandem/domain';
import { asFlag, asList, asNumber, asRecord, asText, get, known, pruned } from '../http/json.js';

type Read = (payload: unknown) => InboundContent;

const media = (type: InboundMedia['type'], always: Partial<InboundMedia> = {}): Read => (payload) => known({
  type,
  mediaId: asText(get(payload, 'id')),
  url: asText(get(payload, 'url')) ?? asText(get(payload, 'link')),
  mimeType: asText(get(payload, 'mime_type')),
  sha256: asText(get(payload, 'sha256')),
  caption: asText(get(payload, 'caption')),
  filename: asText(get(payload, 'filename')),
  voice: asFlag(get(payload, 'voice')),
  animated: asFlag(get(payload, 'animated')),
  ...always,
});

const text: Read = (payload) => ({ type: 'text', text: asText(get(payload, 'body')) ?? asText(payload) ?? '' });

const location: Read = (payload) => known({
  type: 'location' as const,
  latitude: asNumber(get(payload, 'latitude')),
  longitude: asNumber(get(payload, 'longitude')),
  label: asText(get(payload, 'name')),
  address: asText(get(payload, 'address')),
  url: asText(get(payload, 'url')),
});

const contacts: Read = (payload) => ({ type: 'contacts', contacts: asList(payload).map(sharedContact) });

const sharedContact = (contact: unknown): { name?: string; phones?: readonly string[] } => {
  const phones = asList(get(contact, 'phones'))
    .map((phone) => asText(get(phone, 'phone')) ?? asText(get(phone, 'wa_id')) ?? asText(phone))
    .filter((phone) => phone !== undefined);
  return known({ name: contactName(get(contact, 'name')), phones: phones.length > 0 ? phones : undefined });
};

const contactName = (name: unknown): string | undefined => {
  const parts = ['prefix', 'first_name', 'middle_name', 'last_name', 'suffix'].map((part) => asText(get(name, part)));
  return asText(name) ?? asText(get(name, 'formatted_name')) ?? asText(parts.filter((part) => part !== undefined).join(' '));
};

/** A tap on a quick reply of a template: its payload is the id. */
const templateButton: Read = (payload) =>
  known({ type: 'button' as const, id: asText(get(payload, 'payload')), title: asText(get(payload, 'text')) });

const reaction: Read = (payload) =>
  known({ type: 'reaction' as const, emoji: asText(get(payload, 'emoji')), target: asText(get(payload, 'message_id')) });

const order: Read = (payload) => {
  const items = asList(get(payload, 'product_items')).map((item) => pruned(item));
  return known({
    type: 'order' as const,
    catalogId: asText(get(payload, 'catalog_id')),
    text: asText(get(payload, 'text')),
    items: items.length > 0 ? items : undefined,
  });
};

const buttonReply: Read = (payload) =>
  known({ type: 'button' as const, id: asText(get(payload, 'id')), title: asText(get(payload, 'title')) });

const listReply: Read = (payload) => known({
  type: 'list' as const,
  id: asText(get(payload, 'id')),
  title: asText(get(payload, 'title')),
  description: asText(get(payload, 'description')),
});

const form: Read = (payload) =>
  known({ type: 'form' as const, name: asText(get(payload, 'name')), response: formResponse(get(payload, 'response_json')) });

/** Meta writes a flow's answer as JSON within a string; broken, null and missing ones were seen. */
const formResponse = (response: unknown): unknown => {
  if (typeof response !== 'string') return pruned(response) ?? undefined;
  if (response === '') return undefined;
  try {
    return pruned(JSON.parse(response)) ?? undefined;
  } catch {
    return response;
  }
};

const interactiveKinds = new Map<string, Read>([
  ['button_reply', buttonReply],
  ['list_reply', listReply],
  ['nfm_reply', form],
]);

const interactive: Read = (payload) => {
  const kind = asText(get(payload, 'type')) ?? [...interactiveKinds.keys()].find((key) => get(payload, key) !== undefined);
  const read = interactiveKinds.get(kind ?? '');
  return read ? read(get(payload, kind ?? '')) : { type: 'other', was: kind ?? 'interactive', raw: pruned(payload) ?? {} };
};

const readers = new Map<string, Read>([
  ['text', text],
  ['image', media('image')],
  ['audio', media('audio')],
  ['voice', media('audio', { voice: true })],
  ['video', media('video')],
  ['document', media('document')],
  ['sticker', media('sticker')],
  ['location', location],
  ['contacts', contacts],
  ['interactive', interactive],
  ['button', templateButton],
  ['reaction', reaction],
  ['order', order],
]);

/** The type of a message, or the kind of payload it carries where it does not say. */
export const messageType = (message: unknown): string | undefined =>
  asText(get(message, 'type')) ?? payloadKeys.find((key) => saysSomething(get(message, key)));

const payloadKeys = [...readers.keys(), 'system', 'edit', 'revoke', 'unsupported'];

/** Gateways that write every field of a struct write null, empty texts and empty objects for those that are not there. */
const saysSomething = (payload: unknown): boolean => {
  const record = asRecord(payload);
  if (record) return Object.values(record).some((value) => value !== null && value !== '');
  return Array.isArray(payload) ? payload.length > 0 : payload !== undefined && payload !== null && payload !== '';
};

/** A type without a word of ours (the on-premise API's `ephemeral`) that brings errors in place of a payload. */
export const isEmptyShell = (message: unknown, type: string): boolean =>
  !readers.has(type) && !saysSomething(get(message, type)) && asList(get(message, 'errors')).length > 0;

/** What a message of `type` says; a type without a word of ours is kept as it came. */
export const contentOf = (message: unknown, type: string): InboundContent => {
  const payload = get(message, type);
  const read = readers.get(type);
  return read ? read(payload) : { type: 'other', was: type, raw: pruned(asRecord(payload) ?? message) };
};
