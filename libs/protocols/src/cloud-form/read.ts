import type { Addressed, InboundItem, InboundNotice, Millis, ProviderError } from '@tandem/domain';
import { asList, asMillis, asNumber, asRecord, asText, get, known, type Json } from '../http/json.js';
import { contentOf, isEmptyShell, messageType } from './content.js';
import { NOTHING, reasonFor, silentTypeReason } from './notices.js';
import { contactBook, recipientOf, senders, type ContactBook } from './people.js';

/** What a protocol knows of a body beyond the form itself. */
export interface Surroundings {
  /** Whom of ours one value speaks of; of an empty one, whom the whole body speaks of. */
  addressed(value: Json): Addressed;
  /** Our own id of a send, where a status gives it back. */
  sendOf(status: unknown): string | undefined;
}

/** What all items of one change have in common. */
interface Change {
  /** Absent for the many bodies of tests and documents that leave it out; they are read like `messages`. */
  readonly field?: string;
  readonly addressed: Addressed;
  /** `entry[].time`, which only account fields have. */
  readonly entryTime?: Millis;
  readonly around: Surroundings;
}

/** The provider's id of our number, wherever a value of this form has it; else the number as it is displayed. */
export const numberIdOf = (value: Json): string | undefined =>
  asText(get(value, 'metadata', 'phone_number_id')) ??
  asText(get(value, 'standby', 'metadata', 'phone_number_id')) ??
  asText(get(value, 'recipient', 'phone_number_id')) ??
  asText(get(value, 'metadata', 'display_phone_number'));

/** Our number as it is displayed, wherever a value of this form has it. */
export const displayedNumberOf = (value: Json): string | undefined =>
  asText(get(value, 'metadata', 'display_phone_number')) ?? asText(get(value, 'standby', 'metadata', 'display_phone_number'));

/** Every item of `entry[]`, one event each, in their order. Never empty; pure; never throws. */
export const entriesItems = (entry: unknown, around: Surroundings): readonly InboundItem[] => {
  const items = asList(entry).flatMap((one) => entryItems(one, around));
  return items.length > 0 ? items : [notice({ what: 'entry', reason: NOTHING }, around.addressed({}))];
};

/** Places where something could have been and nothing was: all of a body that has nothing else are one. */
export const withoutEmptyPlaces = (items: readonly InboundItem[]): readonly InboundItem[] =>
  items.every(isEmpty) ? items.slice(0, 1) : items;

const isEmpty = (item: InboundItem): boolean => item.kind === 'notice' && item.reason === NOTHING;

const entryItems = (entry: unknown, around: Surroundings): readonly InboundItem[] => {
  const entryTime = asMillis(get(entry, 'time'));
  const items = asList(get(entry, 'changes')).flatMap((change) => changeItems(change, { entryTime, around }));
  return items.length > 0 ? items : [notice({ what: 'entry', reason: NOTHING, at: entryTime }, around.addressed({}))];
};

const changeItems = (change: unknown, { entryTime, around }: Pick<Change, 'entryTime' | 'around'>): readonly InboundItem[] => {
  const value = asRecord(get(change, 'value')) ?? {};
  // one documented account_update came with `field` inside `value`
  const field = asText(get(change, 'field')) ?? asText(get(value, 'field'));
  const context: Change = { field, addressed: around.addressed(value), entryTime, around };
  const items = valueItems(value, context);
  if (items.length > 0) return items;
  const reason = isForMessages(context) ? NOTHING : reasonFor(field ?? '');
  return [noticeOf(value, context, { what: field ?? 'change', reason })];
};

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
    const silent = silentTypeReason(isEmptyShell(message, type) ? 'unsupported' : type);
    if (silent !== undefined) return noticeOf(message, context, { what: type, reason: silent });
    const { name, ...from } = senderOf(message);
    return known({
      kind: 'message' as const,
      ...context.addressed,
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
  const errors = errorsOf(status);
  return known({
    kind: 'status' as const,
    ...context.addressed,
    id: asText(get(status, 'id')),
    to: recipientOf(status, book),
    at: asMillis(get(status, 'timestamp')),
    status: word,
    errors: errors.length > 0 ? errors : undefined,
    send: context.around.sendOf(status),
  });
};

const errorsOf = (status: unknown): readonly ProviderError[] =>
  asList(get(status, 'errors') ?? get(status, 'error')).map(providerError).filter(saysSomething);

/** Gateways that write every field of a struct write errors of code 0 without a word. */
const saysSomething = ({ code, title, details }: ProviderError): boolean =>
  title !== undefined || details !== undefined || (code !== undefined && code !== 0);

/** An error as webhooks have it; the on-premise form has its details beside the code. */
export const providerError = (error: unknown): ProviderError => known({
  code: asNumber(get(error, 'code')) ?? asText(get(error, 'code')),
  title: asText(get(error, 'title')) ?? asText(get(error, 'message')),
  details: asText(get(error, 'error_data', 'details')) ?? asText(get(error, 'details')),
});

interface Notice {
  readonly what: string;
  readonly reason: string;
  readonly at?: Millis;
}

export const notice = ({ what, reason, at }: Notice, addressed: Addressed): InboundNotice =>
  known({ kind: 'notice' as const, ...addressed, at, what, reason });

const noticeOf = (item: unknown, context: Change, { what, reason }: Notice): InboundNotice => {
  const at = asMillis(get(item, 'timestamp')) ?? asMillis(get(item, 'metadata', 'timestamp')) ?? context.entryTime;
  return notice({ what, reason, at }, context.addressed);
};
