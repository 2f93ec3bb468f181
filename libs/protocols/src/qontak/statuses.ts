import type { InboundStatus, Millis, ProviderError } from '@tandem/domain';
import { asList, asNumber, asRecord, asText, get, known, type Json } from '../http/json.js';
import { addressOf, customerOf, isNobody, personOf, roomOf, timeOf, wordOf } from './facts.js';
import { sendOf } from './local-id.js';

/** What became of a message that went into a room. */
export const statusItem = (event: Json): InboundStatus => known({
  kind: 'status' as const,
  address: addressOf(event),
  id: asText(get(event, 'id')),
  to: customerOf(event),
  at: timeOf(get(event, 'created_at')),
  status: statusWord(event),
  errors: errorsOf(event),
  send: sendOf(get(event, 'local_id')),
  room: roomOf(event),
});

/**
 * What became of a template that went out without a room: one recipient of a broadcast, a flat event. Named by the broadcast, whose
 * id is what our call was answered with; WhatsApp's own id we never saw before.
 */
export const broadcastStatus = (event: Json): InboundStatus => {
  const contact = personOf(get(event, 'contact_phone_number'));
  return known({
    kind: 'status' as const,
    address: addressOf(event),
    id: ['messages_broadcast_id', 'whatsapp_message_id', 'id'].map((key) => asText(get(event, key))).find((id) => id !== undefined),
    to: isNobody(contact) ? customerOf(event) : contact,
    at: broadcastTime(event),
    status: statusWord(event),
    errors: errorsOf(event),
  });
};

const broadcastTime = (event: Json): Millis | undefined => {
  const newest = asList(get(event, 'messages_response', wordOf(event) ?? '', 'statuses')).at(-1);
  return timeOf(get(newest, 'timestamp')) ?? timeOf(get(event, 'updated_at')) ?? timeOf(get(event, 'created_at'));
};

const ourWords = new Set(['accepted', 'sent', 'delivered', 'read', 'played', 'failed', 'deleted']);

/** Words of ours in lower case, others as they came. */
const statusWord = (event: Json): string => {
  const word = wordOf(event) ?? '';
  return ourWords.has(word.toLowerCase()) ? word.toLowerCase() : word;
};

/** `whatsapp_error_message`, and the errors of WhatsApp itself where they came along. */
const errorsOf = (event: Json): readonly ProviderError[] | undefined => {
  const failed = asList(get(event, 'messages_response', 'failed', 'statuses')).map((status) => get(status, 'errors'));
  const stated = [get(event, 'errors'), get(event, 'error'), ...failed]
    .flatMap(asList).filter((error) => asRecord(error) !== undefined).map(errorOf);
  const words = asText(get(event, 'whatsapp_error_message')) ?? asText(get(event, 'error_message'));
  const isNew = words !== undefined && !stated.some(({ title, details }) => title === words || details === words);
  const errors = isNew ? [{ title: words }, ...stated] : stated;
  return errors.length > 0 ? errors : undefined;
};

const errorOf = (error: unknown): ProviderError => known({
  code: asNumber(get(error, 'code')) ?? asText(get(error, 'code')),
  title: asText(get(error, 'title')) ?? asText(get(error, 'message')) ?? asText(asList(get(error, 'messages'))[0]),
  details: asText(get(error, 'error_data', 'details')) ?? asText(get(error, 'details')),
});
