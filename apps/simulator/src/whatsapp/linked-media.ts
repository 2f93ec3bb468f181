import { isObject, text, type JsonObject } from '../http/exchange.js';
import type { Caller } from '../provider/caller.js';
import type { Message } from './chats.js';
import { mediaLives, mediaRefusal, mediaTypes, type Media } from './media.js';

/** The part of a send body that carries media: the message's own, or an interactive message's header. */
export function mediaPart(message: Pick<Message, 'type' | 'body'>): JsonObject | undefined {
  const own = mediaTypes.includes(message.type) ? message.body[message.type] : undefined;
  if (isObject(own)) return own;
  const header = isObject(message.body.interactive) ? message.body.interactive.header : undefined;
  const inHeader = isObject(header) ? header[String(header.type)] : undefined;
  return isObject(inHeader) ? inHeader : undefined;
}

/**
 * Fetches the media that a message gives by link, as Meta does after it has accepted the message. Answers whether it came and may be
 * sent; undefined where there is no link. The phone shows it by the id kept here.
 */
export function fetchLinks({ caller, media }: { caller: Caller; media: Media }, message: Message): Promise<boolean> | undefined {
  const part = mediaPart(message);
  const link = part && text(part.link);
  if (!link || text(part.id)) return undefined;
  return caller.call({ method: 'GET', url: link, withinMs: 10_000 }).then(
    ({ status, body, contentType = '' }) => {
      if (status !== 200 || mediaRefusal(contentType, body.length)) return false;
      const { id } = media.store({ mimeType: contentType, bytes: body, phoneNumberId: message.phoneNumberId, life: mediaLives.uploaded });
      message.linkedMediaId = id;
      return true;
    },
    () => false,
  );
}
