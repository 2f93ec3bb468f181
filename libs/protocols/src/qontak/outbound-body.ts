import type { Outbound, OutboundContent } from '@tandem/domain';
import { localIdOf } from './local-id.js';
import type { Settings } from './settings.js';

/** WhatsApp's limits in characters, which Qontak passes on (its own documents name none). */
export const limits = {
  text: 4_096,
  buttons: 3, buttonsText: 1_024, buttonTitle: 20, buttonId: 256,
  rows: 10, rowTitle: 24, rowDescription: 72, rowId: 200, open: 20,
  caption: 1_024,
} as const;

/** The call that says a message, with what was lost on the way; or why there can be none. */
export type Request =
  | (Target & { readonly kind: 'json'; readonly body: Body })
  /** The medium is fetched first and goes along as a file. */
  | (Target & { readonly kind: 'file'; readonly link: string; readonly fields: Fields })
  | { readonly kind: 'impossible'; readonly why: string; readonly code?: string };

interface Target {
  readonly path: string;
  readonly as: 'bot' | 'user';
  readonly notes: readonly string[];
}

type Body = Readonly<Record<string, unknown>>;

export interface Fields {
  readonly room_id: string;
  readonly local_id?: string;
  readonly type: 'image' | 'audio' | 'video' | 'document';
  readonly text?: string;
  readonly filename?: string;
}

interface Choice {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
}

/** Where a message goes: a room, and our id with it. */
interface Place {
  readonly settings: Settings;
  readonly head: { readonly room_id: string; readonly local_id?: string };
}

const NO_ROOM: Request = {
  kind: 'impossible', code: 'NoRoom',
  why: 'NoRoom: no room of this customer is known, so only a template can be sent; a message of the customer brings a room',
};

/** One message as Qontak takes it. Everything but a template needs the customer's room. */
export const outboundRequest = (outbound: Outbound, settings: Settings): Request => {
  const { content, room } = outbound;
  if (content.type === 'template') return templateRequest(content, outbound, settings);
  if (!room) return NO_ROOM;
  const place: Place = { settings, head: { room_id: room, ...ourId(outbound, settings) } };
  switch (content.type) {
    case 'text': return textRequest(content.text, place, []);
    case 'buttons': return buttonsRequest(content.text, content.buttons, place);
    case 'list': return listRequest(content.text, { open: content.open, choices: content.rows, notes: [] }, place);
    case 'media': return mediaRequest(content, place);
  }
};

const impossible = (why: string): Request => ({ kind: 'impossible', why });

const ourId = ({ send }: Outbound, { localId }: Settings): { readonly local_id?: string } =>
  (localId ? { local_id: localIdOf(send) } : {});

const replyPath = ({ replies }: Settings): string =>
  (replies === 'bot' ? '/v1/messages/whatsapp/bot' : '/v1/messages/whatsapp');
/** Seen with the bot endpoint alone. */
const INTERACTIVE_PATH = '/v1/messages/whatsapp/interactive_message/bot';

const textRequest = (text: string, { settings, head }: Place, notes: readonly string[]): Request => {
  if (text.trim() === '') return impossible('The text is empty');
  if (length(text) > limits.text) return impossible(`The text is longer than ${limits.text} characters`);
  const body = { ...head, type: 'text', text };
  return { kind: 'json', path: replyPath(settings), as: settings.replies, body, notes };
};

const buttonsRequest = (text: string, buttons: readonly Choice[], place: Place): Request => {
  if (buttons.length === 0) return textRequest(text, place, ['No buttons: sent as text']);
  const asList = (note: string): Request => listRequest(text, { open: 'Options', choices: buttons, notes: [note] }, place);
  if (buttons.length > limits.buttons) return asList(`${buttons.length} buttons: sent as a list`);
  if (length(text) > limits.buttonsText) return asList(`Text over ${limits.buttonsText} characters: buttons sent as a list`);
  const notes: string[] = [];
  const titles = buttons.map(({ title }, index) =>
    cut(title, limits.buttonTitle, { what: `Title of button ${index + 1}`, notes }));
  const isUsable = place.settings.buttons && usable(text, buttons, { titles, idLimit: limits.buttonId });
  if (!isUsable) return numberedRequest(text, buttons, place);
  const interactive = { body: text, buttons: buttons.map(({ id }, index) => ({ id, title: titles[index] })) };
  const body = { ...place.head, type: 'button', interactive };
  return { kind: 'json', path: INTERACTIVE_PATH, as: 'bot', body, notes };
};

interface ListParts {
  readonly open: string;
  readonly choices: readonly Choice[];
  readonly notes: readonly string[];
}

const listRequest = (text: string, { open, choices, notes: before }: ListParts, place: Place): Request => {
  if (choices.length === 0) return textRequest(text, place, [...before, 'No rows: sent as text']);
  if (choices.length > limits.rows) return numberedRequest(text, choices, place);
  const notes = [...before];
  const titles = choices.map(({ title }, index) =>
    cut(title, limits.rowTitle, { what: `Title of row ${index + 1}`, notes }));
  const isUsable = place.settings.buttons && usable(text, choices, { titles, idLimit: limits.rowId });
  if (!isUsable) return numberedRequest(text, choices, place);
  const described = (description: string, index: number): string =>
    cut(description, limits.rowDescription, { what: `Description of row ${index + 1}`, notes });
  const rows = choices.map(({ id, description }, index) =>
    ({ id, title: titles[index], ...(description && { description: described(description, index) }) }));
  const button = cut(open.trim() === '' ? 'Options' : open, limits.open, { what: 'Label of the list', notes });
  const interactive = { body: text, lists: { button, sections: [{ title: button, rows }] } };
  return { kind: 'json', path: INTERACTIVE_PATH, as: 'bot', body: { ...place.head, type: 'list', interactive }, notes };
};

/** WhatsApp refuses empty and equal titles, empty, equal and over-long ids, and an empty or over-long text. */
const usable = (
  text: string, choices: readonly Choice[], { titles, idLimit }: { titles: readonly string[]; idLimit: number },
): boolean =>
  text.trim() !== '' && length(text) <= limits.text &&
  new Set(titles).size === choices.length && titles.every((title) => title.trim() !== '') &&
  new Set(choices.map(({ id }) => id)).size === choices.length &&
  choices.every(({ id }) => id !== '' && length(id) <= idLimit);

const numberedRequest = (text: string, choices: readonly Choice[], place: Place): Request => {
  const lines = choices.map(({ title, description }, index) =>
    `${index + 1}. ${title}${description ? ` (${description})` : ''}`);
  const numbered = [text.trimEnd(), '', ...lines].join('\n').trimStart();
  return textRequest(numbered, place, [`${choices.length} choices: sent as numbered text`]);
};

type Media = Extract<OutboundContent, { type: 'media' }>;
const captioned: readonly string[] = ['image', 'video', 'document'];

const mediaRequest = ({ media, link, caption, filename }: Media, { settings, head }: Place): Request => {
  if (!link) return impossible('The medium has no link: Qontak takes files and addresses, no ids');
  const notes: string[] = [];
  const type = media === 'sticker' ? 'image' : media;
  if (media === 'sticker') notes.push('No stickers: sent as an image');
  if (caption && !captioned.includes(type)) notes.push(`No caption with ${type}: left out`);
  const words = caption && captioned.includes(type) ? cut(caption, limits.caption, { what: 'Caption', notes }) : undefined;
  const name = filename && type === 'document' ? { filename } : {};
  const target = { path: replyPath(settings), as: settings.replies, notes };
  if (settings.mediaBy === 'file') {
    return { kind: 'file', ...target, link, fields: { ...head, type, ...(words && { text: words }), ...name } };
  }
  const medium = { url: link, ...(words && { caption: words }), ...name };
  return { kind: 'json', ...target, body: { ...head, type, [type]: medium } };
};

type Template = Extract<OutboundContent, { type: 'template' }>;

/** Into a room by its id alone; with parameters, or where there is no room yet, as a broadcast to one. */
const templateRequest = (template: Template, outbound: Outbound, settings: Settings): Request => {
  const { name, language, parameters = [] } = template;
  const { room, to } = outbound;
  if (name === '' || language === '') return impossible('The template has no id or no language');
  if (room && parameters.length === 0) {
    const body = { room_id: room, message_template_id: name, ...ourId(outbound, settings) };
    return { kind: 'json', path: '/v1/messages/whatsapp/hsm', as: 'user', body, notes: [] };
  }
  if (!to.phone) return impossible('A template without a room needs the customer\'s phone number');
  const number = to.phone.replace(/\D/g, '');
  const values = parameters.map((text, index) => ({ key: `${index + 1}`, value: `parameter_${index + 1}`, value_text: text }));
  const body = {
    // Qontak wants a name and we know none that the customer gave for this
    to_name: number,
    to_number: number,
    message_template_id: name,
    channel_integration_id: settings.integration,
    language: { code: language },
    parameters: { body: values },
  };
  return { kind: 'json', path: '/v1/broadcasts/whatsapp/direct', as: 'user', body, notes: [] };
};

const length = (text: string): number => [...text].length;

/** Cuts to `most` characters and says so. */
const cut = (text: string, most: number, { what, notes }: { what: string; notes: string[] }): string => {
  const characters = [...text];
  if (characters.length <= most) return text;
  notes.push(`${what} cut to ${most} characters`);
  return `${characters.slice(0, most - 1).join('').trimEnd()}…`;
};
