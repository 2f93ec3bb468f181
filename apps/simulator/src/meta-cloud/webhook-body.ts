import { createHmac } from 'node:crypto';
import type { JsonObject } from '../http/exchange.js';
import type { NumberAccount } from './accounts.js';

/** One thing to tell: a value of a field, about a number, and perhaps what to do once somebody has answered 200 to it. */
export type Update = { number: NumberAccount; field: string; value: JsonObject; onAnswered?: () => void };

export type BatchShape = 'changes' | 'entries' | 'items';

/** What a webhook says of the number that it is about. */
export type NumberNames = Pick<NumberAccount, 'phoneNumberId' | 'displayPhoneNumber'>;

/** The frame of every value that names a number. */
export const valueOf = (number: NumberNames, parts: JsonObject): JsonObject => ({
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: number.displayPhoneNumber.replace(/\D/g, ''), phone_number_id: number.phoneNumberId },
  ...parts,
});

/** The envelope around one or many updates, in one of the shapes that Meta aggregates them in. */
export function envelope(updates: readonly Update[], shape: BatchShape = 'changes'): JsonObject {
  const changes = shape === 'items' ? merged(updates) : updates;
  const change = ({ field, value }: Update) => ({ value, field });
  const entry = shape === 'entries'
    ? changes.map((update) => ({ id: update.number.wabaId, changes: [change(update)] }))
    : [...Map.groupBy(changes, ({ number }) => number.wabaId)].map(([id, of]) => ({ id, changes: of.map(change) }));
  return { object: 'whatsapp_business_account', entry };
}

/** All messages and all statuses of one number in one value each. */
function merged(updates: readonly Update[]): Update[] {
  const kind = ({ number, field, value }: Update) => `${number.phoneNumberId} ${field} ${value.messages ? 'messages' : 'statuses'}`;
  return [...Map.groupBy(updates, kind).values()].map((alike) => {
    const first = alike[0] as Update;
    const all = (name: string) => alike.flatMap(({ value }) => (Array.isArray(value[name]) ? (value[name] as unknown[]) : []));
    const contacts = [...new Map(all('contacts').map((contact) => [JSON.stringify(contact), contact])).values()];
    const name = first.value.messages ? 'messages' : 'statuses';
    return { ...first, value: valueOf(first.number, { ...(contacts.length > 0 ? { contacts } : {}), [name]: all(name) }) };
  });
}

/**
 * JSON as Meta writes it: everything outside ASCII as \\uXXXX in lower-case hex, `/` as `\\/`. The signature is computed over these bytes,
 * so a receiver that parses and writes again before it verifies gets another one.
 */
export const metaJson = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/\//g, '\\/');

/** The value of `X-Hub-Signature-256` for a body: HMAC-SHA256 with the app secret over the raw bytes. */
export const signature = (body: string, appSecret: string): string => `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
