import { isObject, text, type JsonObject } from '../http/exchange.js';
import { bodyRefusal } from '../meta-cloud/message-body.js';
import { mediaLives, mediaRefusal, type Media } from '../whatsapp/media.js';
import { invalid, type QontakRefusal } from './errors.js';
import type { Parameters } from './parameters.js';

/** The WhatsApp message that a call becomes, or why it is refused. */
export type Made = { type: string; body: JsonObject } | QontakRefusal;

const mediaKinds: Record<string, string> = { image: 'image', video: 'video', audio: 'audio', voice: 'audio', document: 'document', file: 'document', sticker: 'sticker' };
const words = ['text', 'contact', 'location', 'system'];

/** A call of `/messages/whatsapp` and `/messages/whatsapp/bot`: a text, or media as a file or by address. */
export function plainMessage(media: Media, phoneNumberId: string, { fields, file }: Parameters): Made {
  const type = text(fields.type);
  if (!type) return invalid('type is required');
  const said = text(fields.text) ?? text(fields.caption);
  if (words.includes(type)) return said === undefined ? invalid('text is required') : checked('text', { text: { body: said } });
  const kind = mediaKinds[type];
  if (!kind) return invalid('type is not included in the list');
  const caption = said !== undefined && kind !== 'audio' ? { caption: said } : {};
  const filename = kind === 'document' ? (file?.filename ?? text(fields.filename)) : undefined;
  const extra = { ...caption, ...(filename ? { filename } : {}) };
  const link = text(fields.url) ?? text(fields.file_url);
  if (!file) return link === undefined ? invalid('file is required') : checked(kind, { [kind]: { link, ...extra } });
  if (mediaRefusal(file.mimeType, file.bytes.length)) return invalid('file is not supported');
  const { id } = media.store({ mimeType: file.mimeType, bytes: file.bytes, phoneNumberId, life: mediaLives.uploaded });
  return checked(kind, { [kind]: { id, ...extra } });
}

/** A call of `/messages/whatsapp/interactive_message/bot`: up to three buttons, or a list. */
export function interactiveMessage({ fields }: Parameters): Made {
  const asked = isObject(fields.interactive) ? fields.interactive : undefined;
  if (!asked || typeof asked.body !== 'string') return invalid('interactive.body is required');
  const frame = { body: { text: asked.body }, ...headed(asked) };
  if (fields.type === 'button') {
    const buttons = Array.isArray(asked.buttons) ? (asked.buttons as unknown[]).filter(isObject) : [];
    const action = { buttons: buttons.map(({ id, title }) => ({ type: 'reply', reply: { id, title } })) };
    return checked('interactive', { interactive: { type: 'button', ...frame, action } });
  }
  if (fields.type !== 'list') return invalid('type is not included in the list');
  return isObject(asked.lists) ? checked('interactive', { interactive: { type: 'list', ...frame, action: asked.lists } }) : invalid('interactive.lists is required');
}

const headed = ({ header, footer }: JsonObject): JsonObject => ({
  ...(typeof header === 'string' ? { header: { type: 'text', text: header } } : isObject(header) ? { header } : {}),
  ...(typeof footer === 'string' ? { footer: { text: footer } } : isObject(footer) ? { footer } : {}),
});

/** WhatsApp's own limits stand behind Qontak's. */
function checked(type: string, body: JsonObject): Made {
  const refused = bodyRefusal({ type, ...body }, () => true);
  return refused ? invalid(refused.details || refused.message || `${type} is invalid`) : { type, body };
}

export const isMade = (made: Made): made is Extract<Made, { body: JsonObject }> => 'body' in made;
