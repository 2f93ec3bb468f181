import { isObject, text, type JsonObject } from '../http/exchange.js';
import { invalid, missing, parameter, type GraphRefusal } from './graph-errors.js';
import { interactiveRefusal } from './interactive-body.js';

/** Answers whether an id was given out by the media API and is still alive. */
export type MediaKnown = (id: string) => boolean;

const tooLong = (value: string, limit: number) => [...value].length > limit;

/** The first thing that Meta would refuse in a message's typed part, or undefined. */
export function bodyRefusal(body: JsonObject, mediaKnown: MediaKnown): GraphRefusal | undefined {
  const type = typeOf(body);
  const check = checks[type];
  if (!check) {
    return parameter(`Param type must be one of {${Object.keys(checks).map((name) => name.toUpperCase()).sort().join(', ')}} - got "${type}".`);
  }
  const part = body[type];
  if (part === undefined || part === null) return missing(type);
  return check(part, mediaKnown);
}

/** `type` may be left out; Meta then takes the message as text. */
export const typeOf = (body: JsonObject): string => (body.type === undefined ? 'text' : text(body.type)?.toLowerCase() ?? '');

const checks: Record<string, (part: unknown, mediaKnown: MediaKnown) => GraphRefusal | undefined> = {
  text: (part) => {
    const body = isObject(part) ? text(part.body) : undefined;
    if (body === undefined) return missing("text['body']");
    return tooLong(body, 4096) ? parameter("Param text['body'] must be at most 4096 characters long.") : undefined;
  },
  image: (part, known) => media('image', part, known, true),
  video: (part, known) => media('video', part, known, true),
  document: (part, known) => media('document', part, known, true),
  audio: (part, known) => media('audio', part, known, false),
  sticker: (part, known) => media('sticker', part, known, false),
  interactive: (part, known) => (isObject(part) ? interactiveRefusal(part, (header) => headerMedia(header, known)) : missing('interactive')),
  reaction: (part) => {
    if (!isObject(part) || !text(part.message_id)) return missing("reaction['message_id']");
    return typeof part.emoji === 'string' ? undefined : missing("reaction['emoji']");
  },
  template: (part) => {
    if (!isObject(part) || !text(part.name)) return missing("template['name']");
    if (!isObject(part.language) || !text(part.language.code)) return missing("template['language']['code']");
    return part.components === undefined || Array.isArray(part.components) ? undefined : parameter("Param template['components'] must be an array.");
  },
  location: (part) => {
    if (!isObject(part)) return missing('location');
    for (const [name, limit] of [['latitude', 90], ['longitude', 180]] as const) {
      if (part[name] === undefined) return missing(`location['${name}']`);
      if (!(Math.abs(Number(part[name])) <= limit)) return invalid(`location['${name}'] must be a number from -${limit} to ${limit}.`);
    }
    return undefined;
  },
  contacts: (part) => {
    if (!Array.isArray(part) || part.length === 0) return missing('contacts');
    const named = part.every((contact) => isObject(contact) && isObject(contact.name) && text(contact.name.formatted_name));
    return named ? undefined : missing("contacts['name']['formatted_name']");
  },
};

function media(type: string, part: unknown, known: MediaKnown, captioned: boolean): GraphRefusal | undefined {
  if (!isObject(part)) return missing(type);
  const { id, link, caption } = part;
  if (!text(id) && !text(link)) return missing(`${type}['id'] or ${type}['link']`);
  if (text(id) && !known(String(id))) return parameter(`Param ${type}['id'] is not a valid whatsapp business account media attachment ID`);
  if (text(link) && !/^https?:\/\/\S+$/.test(link as string)) return parameter(`Param ${type}['link'] is not a valid URL.`);
  if (caption === undefined) return undefined;
  if (!captioned) return parameter(`Unexpected key "caption" on param "${type}".`);
  return typeof caption !== 'string' || tooLong(caption, 1024) ? parameter(`Param ${type}['caption'] must be at most 1024 characters long.`) : undefined;
}

function headerMedia(header: JsonObject, known: MediaKnown): GraphRefusal | undefined {
  const type = String(header.type);
  return media(type, header[type], known, false);
}
