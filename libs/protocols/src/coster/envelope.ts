import { phoneDigits } from '../cloud-form/people.js';
import { nestedJson } from '../http/form.js';
import { asList, asRecord, asText, get, type Json } from '../http/json.js';

/** What the outer forms say around the items. */
export interface Layer {
  /** Coster's id of the account. */
  readonly account?: string;
  /** The account's number, digits only. */
  readonly number?: string;
  /** The `xid` of our request that the body is about. */
  readonly xid?: string;
  /** Coster's own id of the message. */
  readonly mid?: string;
  /** The envelope holds what was sent to a customer. */
  readonly isOutbound?: boolean;
}

/** A part of a body: entries of the Cloud form, or something that is for nobody. */
export type Part =
  | { readonly kind: 'entries'; readonly entry: unknown; readonly layer: Layer }
  | {
      readonly kind: 'aside';
      readonly what: 'outbound' | 'reroute' | 'data';
      readonly item: unknown;
      /** The value it lies in or beside, which says whose it is. */
      readonly value: Json;
      readonly layer: Layer;
    };

/** Envelopes lie in one another at most that deep. */
const DEEPEST = 4;

/**
 * Takes a body apart: the bot API's envelope with the Cloud form in `data`, the Cloud form itself with fields of
 * Coster's beside `entry`, or the flat form of the on-premise API. Empty where it is none of them.
 */
export const partsOf = (json: unknown, outer: Layer = {}, depth = 0): readonly Part[] => {
  if (depth > DEEPEST) return [];
  if (Array.isArray(json)) return json.flatMap((one) => partsOf(one, outer, depth + 1));
  const record = asRecord(nestedJson(json) ?? json);
  if (!record || isOfAnother(record) || isAnswer(record)) return [];
  const layer = layerOf(record, outer);
  return [...mainParts(record, layer, depth), ...asides(record, layer)];
};

const mainParts = (record: Json, layer: Layer, depth: number): readonly Part[] => {
  const own = entriesOf(record);
  if (own) return [{ kind: 'entries', ...own, layer }];
  const inner = wrapped(record).flatMap((part) => partsOf(part, layer, depth + 1));
  if (inner.length > 0 || !isBotEnvelope(record)) return inner;
  const { data } = record;
  const isUnheardOf = asRecord(data) !== undefined && isThere(data);
  return isUnheardOf ? [{ kind: 'aside', what: 'data', item: data, value: {}, layer }] : [{ kind: 'entries', entry: undefined, layer }];
};

/** Lists that only a value of the Cloud form, or the flat form, has. */
const lists = ['messages', 'statuses', 'message_echoes'];
const hasAny = (record: Json, keys: readonly string[]): boolean => keys.some((key) => Object.hasOwn(record, key));

/** The entries of a Cloud form, or what lies less deep put where it would be in one. */
const entriesOf = (record: Json): { entry: unknown } | undefined => {
  if (hasAny(record, ['entry']) || record.object === CLOUD) return { entry: record.entry };
  if (hasAny(record, ['changes'])) return { entry: record };
  if (asRecord(record.value) && hasAny(record, ['field'])) return { entry: { changes: record } };
  const isFlat = hasAny(record, lists) || asList(record.errors).some((error) => get(error, 'code') !== undefined);
  return isFlat ? { entry: { changes: { value: record } } } : undefined;
};

const CLOUD = 'whatsapp_business_account';
const isOfAnother = ({ object }: Json): boolean => typeof object === 'string' && object !== '' && object !== CLOUD;

/** What Coster answers to our calls looks like the flat form. */
const isAnswer = (record: Json): boolean =>
  asRecord(record.meta) !== undefined && hasAny(record, ['messages', 'errors', 'contacts']) && !hasAny(record, ['statuses']) &&
  !asList(record.messages).some((message) => asText(get(message, 'from')) !== undefined);

/** `data` of the bot API's envelope, a form's field, or whatever an object that has nothing else holds. */
const wrapped = (record: Json): readonly unknown[] => {
  const named = ['data', 'payload', 'body'].map((key) => record[key]).filter((part) => part !== undefined && part !== null);
  const all = Object.values(record);
  return named.length === 0 && all.length === 1 ? all : named;
};

const isBotEnvelope = (record: Json): boolean =>
  asRecord(record.account) !== undefined || (hasAny(record, ['channel_id']) && hasAny(record, ['mid', 'client_id']));

const layerOf = (record: Json, outer: Layer): Layer => ({
  account: asText(get(record, 'account', 'id')) ?? asText(record.account_id) ?? outer.account,
  number: phoneDigits(get(record, 'account', 'account')) ?? outer.number,
  xid: asText(record.xid) ?? outer.xid,
  mid: asText(record.mid) ?? outer.mid,
  isOutbound: record.message_type === 'outbound' || outer.isOutbound,
});

/** The echo of our own request beside a report, and reports of what went by SMS instead; at the top or in a value. */
const asides = (record: Json, layer: Layer): readonly Part[] => {
  const changes = asList(record.entry).flatMap((entry) => asList(get(entry, 'changes')));
  const values = changes.map((change) => asRecord(get(change, 'value')) ?? {});
  const places = [{ place: record, value: values[0] ?? record }, ...values.map((value) => ({ place: value, value }))];
  return (['outbound', 'reroute'] as const).flatMap((what) => places.flatMap(({ place, value }) =>
    asList(place[what]).filter(isThere).map((item): Part => ({ kind: 'aside', what, item, value, layer }))));
};

const isThere = (item: unknown): boolean => item !== null && Object.keys(asRecord(item) ?? { item }).length > 0;
