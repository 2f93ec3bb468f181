import { isObject, text, type JsonObject } from '../http/exchange.js';
import type { Chats, Message } from '../whatsapp/chats.js';
import { errorKind } from '../meta-cloud/graph-errors.js';
import { mediaPart } from '../whatsapp/linked-media.js';
import { choicesOf, type Choice } from '../whatsapp/taps.js';

export type MediaView = { kind: string; url?: string; link?: string; caption?: string; filename?: string; mimeType?: string };

/** One bubble, ready to be drawn: the page knows nothing of Meta's shapes. */
export type MessageView = {
  id: string;
  mine: boolean;
  /** Who wrote for the business, where it was a person. */
  by?: string;
  at: number;
  kind: string;
  header?: string;
  text?: string;
  footer?: string;
  media?: MediaView;
  link?: { label: string; url: string };
  choices: Choice[];
  /** The label of the list, and its sections in order. */
  list?: { label: string; sections: { title?: string; rows: Choice[] }[] };
  quoted?: { id: string; text: string; mine: boolean };
  reactions: string[];
  status: 'waiting' | 'sent' | 'delivered' | 'read' | 'failed';
  error?: string;
};

export function messageView(message: Message, chats: Chats, mimeTypeOf: (mediaId: string) => string | undefined): MessageView {
  const quoted = message.contextId === undefined ? undefined : chats.byId.get(message.contextId);
  return {
    id: message.id,
    mine: message.direction === 'inbound',
    ...(message.by?.kind === 'agent' ? { by: message.by.name } : {}),
    at: message.at,
    kind: message.type,
    ...contentOf(message),
    media: mediaView(message, mimeTypeOf),
    choices: choicesOf(message),
    list: listView(message),
    quoted: quoted && { id: quoted.id, text: summary(quoted), mine: quoted.direction === 'inbound' },
    reactions: Object.values(message.reactions ?? {}).filter((emoji) => emoji !== undefined),
    ...statusOf(message),
  };
}

const part = (message: Message, name: string): JsonObject => (isObject(message.body[name]) ? message.body[name] : {});

function contentOf(message: Message): Pick<MessageView, 'text' | 'header' | 'footer' | 'link'> {
  const own = part(message, message.type);
  switch (message.type) {
    case 'text': return { text: text(own.body) };
    case 'interactive': return interactiveContent(own);
    case 'button': return { text: text(own.text) };
    case 'template': return templateContent(own);
    case 'location': return { text: [own.name, own.address].map(text).filter(Boolean).join(', ') || `${String(own.latitude)}, ${String(own.longitude)}` };
    case 'contacts': return { text: contactNames(message.body.contacts) };
    case 'reaction': return { text: text(own.emoji) ?? 'Reaction removed' };
    default: return { text: text(own.caption) };
  }
}

function interactiveContent(interactive: JsonObject): Pick<MessageView, 'text' | 'header' | 'footer' | 'link'> {
  const reply = isObject(interactive.button_reply) ? interactive.button_reply : interactive.list_reply;
  if (isObject(reply)) return { text: text(reply.title) };
  const inside = (name: string) => (isObject(interactive[name]) ? text((interactive[name]).text) : undefined);
  const action = isObject(interactive.action) ? interactive.action : {};
  const target = interactive.type === 'cta_url' && isObject(action.parameters) ? action.parameters : undefined;
  const url = text(target?.url);
  return { text: inside('body'), header: inside('header'), footer: inside('footer'), ...(url ? { link: { label: text(target?.display_text) ?? url, url } } : {}) };
}

function templateContent(template: JsonObject): Pick<MessageView, 'text' | 'header'> {
  const components = Array.isArray(template.components) ? (template.components as unknown[]).filter(isObject) : [];
  const parameters = components.filter(({ type }) => type === 'body').flatMap((body) => (Array.isArray(body.parameters) ? (body.parameters as unknown[]) : []));
  const values = parameters.filter(isObject).map((one) => text(one.text)).filter((value) => value !== undefined);
  return { header: `Template ${text(template.name) ?? ''}`, text: values.join(' · ') || undefined };
}

const contactNames = (contacts: unknown): string =>
  (Array.isArray(contacts) ? (contacts as unknown[]) : []).map((one) => (isObject(one) && isObject(one.name) ? text(one.name.formatted_name) : undefined)).filter(Boolean).join(', ') || 'Contact';

function mediaView(message: Message, mimeTypeOf: (id: string) => string | undefined): MediaView | undefined {
  const media = mediaPart(message);
  if (!media) return undefined;
  const id = message.linkedMediaId ?? text(media.id);
  const mimeType = id === undefined ? undefined : mimeTypeOf(id);
  return {
    kind: message.type === 'interactive' ? 'image' : message.type,
    ...(mimeType ? { url: `/phone/media/${id}`, mimeType } : {}),
    link: text(media.link),
    filename: text(media.filename),
  };
}

function listView(message: Message): MessageView['list'] {
  const interactive = part(message, 'interactive');
  if (interactive.type !== 'list' || !isObject(interactive.action)) return undefined;
  const { button, sections } = interactive.action;
  const views = (Array.isArray(sections) ? (sections as unknown[]).filter(isObject) : []).map((section) => ({
    title: text(section.title),
    rows: choicesOf({ type: 'interactive', body: { interactive: { type: 'list', action: { sections: [section] } } } }),
  }));
  return { label: text(button) ?? 'Choose', sections: views };
}

const rank = { waiting: 0, sent: 1, delivered: 2, read: 3, failed: 4 };

function statusOf(message: Message): Pick<MessageView, 'status' | 'error'> {
  let status: MessageView['status'] = 'waiting';
  for (const step of message.statuses) if (rank[step.status] > rank[status]) status = step.status;
  const code = message.statuses.find((step) => step.status === 'failed')?.code;
  return { status, ...(code === undefined ? {} : { error: `${errorKind(code).title} (${code})` }) };
}

/** A message in one line: for the list of chats and for quotations. */
export function summary(message: Message): string {
  const { text: words, header } = contentOf(message);
  return words ?? header ?? `${message.type.charAt(0).toUpperCase()}${message.type.slice(1)}`;
}
