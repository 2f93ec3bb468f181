import { isObject, text, type JsonObject } from '../http/exchange.js';
import { NotPossible } from '../provider/not-possible.js';
import type { Chats, Message } from './chats.js';

export type Choice = { kind: 'button' | 'row' | 'template'; id: string; title: string; description?: string };

/** What a customer can tap in a message of the business: reply buttons, list rows, quick replies of a template. */
export function choicesOf(message: Pick<Message, 'type' | 'body'>): Choice[] {
  if (message.type === 'template') return templateChoices(message.body.template);
  const interactive = message.type === 'interactive' && isObject(message.body.interactive) ? message.body.interactive : undefined;
  const action = isObject(interactive?.action) ? interactive.action : {};
  const list = (value: unknown) => (Array.isArray(value) ? (value as unknown[]).filter(isObject) : []);
  if (interactive?.type === 'button') {
    return list(action.buttons).map(({ reply }) => choice('button', isObject(reply) ? reply : {}));
  }
  return interactive?.type === 'list' ? list(action.sections).flatMap(({ rows }) => list(rows).map((row) => choice('row', row))) : [];
}

const choice = (kind: Choice['kind'], from: JsonObject): Choice => ({
  kind,
  id: text(from.id) ?? '',
  title: text(from.title) ?? '',
  ...(text(from.description) ? { description: from.description as string } : {}),
});

function templateChoices(template: unknown): Choice[] {
  const components = isObject(template) && Array.isArray(template.components) ? (template.components as unknown[]).filter(isObject) : [];
  return components.filter(({ type, sub_type }) => type === 'button' && sub_type === 'quick_reply').map(({ parameters }) => {
    const first = Array.isArray(parameters) && isObject(parameters[0]) ? parameters[0] : {};
    const payload = text(first.payload) ?? '';
    return { kind: 'template', id: payload, title: text(first.text) ?? payload };
  });
}

/** The message that a tap becomes; it quotes the message that was tapped. */
export function tapOf(chats: Chats, phoneNumberId: string, tap: { messageId: string; id?: string; title?: string }) {
  const message = chats.byId.get(tap.messageId);
  if (message?.phoneNumberId !== phoneNumberId || message.direction !== 'outbound') throw new NotPossible('That message is not known.');
  const choices = choicesOf(message);
  const tapped = tap.id !== undefined ? choices.find(({ id }) => id === tap.id)
    : tap.title !== undefined ? choices.find(({ title }) => title === tap.title)
    : choices[0];
  if (!tapped) throw new NotPossible('That message has no such button or row.');
  const { kind, id, title, description } = tapped;
  if (kind === 'template') return { type: 'button', body: { button: { payload: id, text: title } }, contextId: message.id };
  const reply = { id, title, ...(description ? { description } : {}) };
  const interactive = kind === 'button' ? { type: 'button_reply', button_reply: reply } : { type: 'list_reply', list_reply: reply };
  return { type: 'interactive', body: { interactive }, contextId: message.id };
}
