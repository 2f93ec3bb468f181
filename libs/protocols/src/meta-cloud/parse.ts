import type { InboundItem, InboundNotice, Millis, ProviderError } from '@tandem/domain';
import { contentOf, messageType } from './content.js';
import { asList, asMillis, asNumber, asRecord, asText, get, known, readJson, type Json } from './json.js';
import { NOTHING, reasonFor, silentTypeReason } from './notices.js';
import { contactBook, recipientOf, senders, type ContactBook } from './people.js';

/** What all items of one change have in common. */
interface Change {
  /** Absent for the many bodies of tests and documents that leave it out; they are read like `messages`. */
  readonly field?: string;
  readonly address?: string;
  /** `entry[].time`, which only account fields have. */
  readonly entryTime?: Millis;
}

/** Every item of a webhook body of the Cloud API, one event each, in the order of the body. Pure; never throws. */
export const parse = (rawBody: Uint8Array): readonly InboundItem[] => {
  const read = readJson(rawBody);
  if ('reason' in read) return [{ kind: 'unreadable', reason: read.reason }];
  const problem = envelopeProblem(read.json);
  if (problem !== undefined) return [{ kind: 'unreadable', reason: problem }];
  const items = asList(get(read.json, 'entry')).flatMap(entryItems);
  return items.every(isEmpty) ? [items[0] ?? notice('entry', NOTHING)] : items;
};

const isEmpty = (item: InboundItem): boolean => item.kind === 'notice' && item.reason === NOTHING;

const envelopeProblem = (body: unknown): string | undefined => {
  if (!asRecord(body)) return 'not a webhook of the Cloud API: no JSON object';
  const object = get(body, 'object');
  if (object === 'whatsapp_business_account') return undefined;
  if (typeof object === 'string') return 'not a webhook of the Cloud API: its object is another one';
  const entry = get(body, 'entry');
  const bare = Array.isArray(entry) && entry.length === 0;
  return bare || asList(entry).some(hasChanges) ? undefined : 'not a webhook of the Cloud API: no entry with changes';
};

const hasChanges = (entry: unknown): boolean => {
  const changes = get(entry, 'changes');
  return typeof changes === 'object' && changes !== null;
};

const entryItems = (entry: unknown): readonly InboundItem[] => {
  const entryTime = asMillis(get(entry, 'time'));
  const items = asList(get(entry, 'changes')).flatMap((change) => changeItems(change, entryTime));
  return items.length > 0 ? items : [notice('entry', NOTHING, { at: entryTime })];
};

const changeItems = (change: unknown, entryTime: Millis | undefined): readonly InboundItem[] => {
  const value = asRecord(get(change, 'value')) ?? {};
  // one documented account_update came with `field` inside `value`
  const field = asText(get(change, 'field')) ?? asText(get(value, 'field'));
  const context: Change = { field, address: addressOf(value), entryTime };
  const items = valueItems(value, context);
  if (items.length > 0) return items;
  const reason = isForMessages(context) ? NOTHING : reasonFor(field ?? '');
  return [noticeOf(value, context, { what: field ?? 'change', reason })];
};

const addressOf = (value: Json): string | undefined =>
  asText(get(value, 'metadata', 'phone_number_id')) ??
  asText(get(value, 'standby', 'metadata', 'phone_number_id')) ??
  asText(get(value, 'recipient', 'phone_number_id')) ??
  asText(get(value, 'metadata', 'display_phone_number'));

const isForMessages = ({ field }: Change): boolean => field === undefined || field === 'messages';

/** Keys under which a value lists items of its own. */
const listKeys = new Set([
  'messages', 'statuses', 'errors', 'message_echoes', 'calls', 'groups', 'user_preferences', 'automatic_events', 'state_sync',
  'history', 'standby',
]);

const valueItems = (value: Json, context: Change): readonly InboundItem[] =>
  Object.keys(value)
    .filter((key) => listKeys.has(key) || (key === context.field && Array.isArray(value[key])))
    .flatMap((key) => listItems(key, value, context));

const listItems = (key: string, value: Json, context: Change): readonly InboundItem[] => {
  if (isForMessages(context) && key === 'messages') return messageItems(asList(value[key]), contactBook(value.contacts), context);
  if (isForMessages(context) && key === 'statuses') {
    const book = contactBook(value.contacts);
    return asList(value[key]).map((status) => statusItem(status, book, context));
  }
  const what = isForMessages(context) ? key : (context.field ?? key);
  return unfolded(key, value[key]).map((item) => noticeOf(item, context, { what, reason: reasonFor(what) }));
};

/** The single items of a list; history and standby copies lie one or two levels deeper. */
const unfolded = (key: string, list: unknown): readonly unknown[] => {
  if (key === 'standby') return asList(list).flatMap(standbyCopies);
  if (key === 'history') return asList(list).flatMap(historyMessages);
  return asList(list);
};

const standbyCopies = (standby: unknown): readonly unknown[] => {
  const copies = ['messages', 'message_echoes', 'statuses', 'errors'].flatMap((key) => asList(get(standby, key)));
  return copies.length > 0 ? copies : [standby];
};

const historyMessages = (chunk: unknown): readonly unknown[] => {
  const messages = asList(get(chunk, 'threads')).flatMap((thread) => asList(get(thread, 'messages')));
  const items = [...messages, ...asList(get(chunk, 'errors'))];
  return items.length > 0 ? items : [chunk];
};

const messageItems = (messages: readonly unknown[], book: ContactBook, context: Change): readonly InboundItem[] => {
  const senderOf = senders(messages, book);
  return messages.map((message): InboundItem => {
    if (!asRecord(message)) return noticeOf(message, context, { what: 'messages', reason: 'not a message' });
    const type = messageType(message) ?? (get(message, 'errors') === undefined ? 'unknown' : 'unsupported');
    const silent = silentTypeReason(type);
    if (silent !== undefined) return noticeOf(message, context, { what: type, reason: silent });
    const { name, ...from } = senderOf(message);
    return known({
      kind: 'message' as const,
      address: context.address,
      id: asText(get(message, 'id')),
      from,
      name,
      at: asMillis(get(message, 'timestamp')),
      content: contentOf(message, type),
      replyTo: asText(get(message, 'context', 'id')),
      group: asText(get(message, 'group_id')),
    });
  });
};

const statusItem = (status: unknown, book: ContactBook, context: Change): InboundItem => {
  // statuses of calls and of payments come in the same list
  const about = asText(get(status, 'type')) ?? 'message';
  if (about !== 'message') return noticeOf(status, context, { what: 'statuses', reason: `about a ${about}` });
  const word = asText(get(status, 'status'));
  if (word === undefined) return noticeOf(status, context, { what: 'statuses', reason: 'a status that says nothing' });
  const errors = asList(get(status, 'errors')).filter((error) => asRecord(error) !== undefined).map(providerError);
  return known({
    kind: 'status' as const,
    address: context.address,
    id: asText(get(status, 'id')),
    to: recipientOf(status, book),
    at: asMillis(get(status, 'timestamp')),
    status: word,
    errors: errors.length > 0 ? errors : undefined,
    send: asText(get(status, 'biz_opaque_callback_data')),
  });
};

/** One of Meta's errors as a webhook has it. */
export const providerError = (error: unknown): ProviderError => known({
  code: asNumber(get(error, 'code')) ?? asText(get(error, 'code')),
  title: asText(get(error, 'title')) ?? asText(get(error, 'message')),
  details: asText(get(error, 'error_data', 'details')),
});

const notice = (what: string, reason: string, more: { address?: string; at?: Millis } = {}): InboundNotice =>
  known({ kind: 'notice' as const, address: more.address, at: more.at, what, reason });

const noticeOf = (item: unknown, context: Change, { what, reason }: { what: string; reason: string }): InboundNotice => {
  const at = asMillis(get(item, 'timestamp')) ?? asMillis(get(item, 'metadata', 'timestamp')) ?? context.entryTime;
  return notice(what, reason, { address: context.address, at });
};
