import { asRecord, asText, get, readJson, type Json } from '../http/json.js';
import { ROOM_TYPE } from './facts.js';
import { nested, readForm } from './form.js';

/** The events of one body, or why it has none. */
export type Events = { readonly events: readonly Json[] } | { readonly reason: string };

const NOT_OURS = 'not a webhook of Qontak';
/** Events lie at the top or in a wrapper, in a list or alone. */
const DEEPEST = 4;

/**
 * Takes a body apart. Qontak posts one event as JSON; lists, wrappers, JSON within JSON and form-encoded bodies are
 * read as well, since consumers have seen bodies under other content types than their own.
 */
export const eventsOf = (rawBody: Uint8Array): Events => {
  const read = readJson(rawBody);
  if ('json' in read) return eventsIn(nested(read.json) ?? read.json);
  const form = readForm(new TextDecoder().decode(rawBody));
  const events = form === undefined ? [] : found(form);
  return events.length > 0 ? { events } : { reason: read.reason };
};

const eventsIn = (json: unknown): Events => {
  if (isAnswer(json)) return { reason: `${NOT_OURS}: an answer of its API` };
  const events = found(json);
  if (events.length > 0) return { events };
  return { reason: `${NOT_OURS}: ${asRecord(json) ? 'no event in it' : 'no JSON object'}` };
};

/** `{status: "success", data: …}`: what its API answers, and no webhook. */
const isAnswer = (json: unknown): boolean =>
  ['success', 'error'].includes(asText(get(json, 'status')) ?? '') && !says(asRecord(json), ownKeys) && !isNamed(json);

const found = (value: unknown, depth = 0): readonly Json[] => {
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) return foundInList(value, depth);
  const record = asRecord(nested(value) ?? value);
  if (!record) return [];
  if (says(record, ownKeys) || get(record, 'type') === ROOM_TYPE) return [record];
  const inner = wrappers.flatMap((key) => found(record[key], depth + 1)).map((event) => inherited(record, event));
  if (inner.length > 0) return inner;
  return isNamed(record) ? [record] : [];
};

/** A list that has an event is a list of events: what else is in it counts as an empty one. */
const foundInList = (list: readonly unknown[], depth: number): readonly Json[] => {
  const parts = list.map((part) => found(part, depth + 1));
  const isEmpty = parts.every(({ length }) => length === 0);
  return isEmpty ? [] : parts.flatMap((events) => (events.length > 0 ? events : [{}]));
};

/** Any of these makes an object an event. */
const ownKeys = [
  'room_id', 'room', 'participant_type', 'account_uniq_id', 'channel_integration', 'channel_integration_id',
  'messages_broadcast_id', 'whatsapp_message_id',
];
const wrappers = ['data', 'payload', 'body', 'event', 'events', 'message'];
/** What a wrapper says of the event in it. */
const inheritedKeys = ['data_event', 'webhook_event', 'channel_integration', 'channel_integration_id'];
const nameKeys = ['event', 'event_name', 'event_type', 'type', 'topic', 'name'];

const says = (record: Json | undefined, keys: readonly string[]): boolean =>
  keys.some((key) => (get(record, key) ?? undefined) !== undefined);

const isNamed = (json: unknown): boolean =>
  says(asRecord(json), ['data_event', 'webhook_event']) || platformName(json) !== undefined;

/** The name of a webhook of the Mekari platform, e.g. `qontak.chat.room.created`. */
export const platformName = (json: unknown): string | undefined =>
  nameKeys.map((key) => asText(get(json, key))).find((name) => name?.startsWith('qontak.'));

const inherited = (wrapper: Json, event: Json): Json => {
  const said = inheritedKeys
    .filter((key) => !says(event, [key]) && says(wrapper, [key]))
    .map((key) => [key, wrapper[key]] as const);
  const name = platformName(event) ?? platformName(wrapper);
  return { ...event, ...Object.fromEntries(said), ...(name === undefined ? {} : { event: name }) };
};
