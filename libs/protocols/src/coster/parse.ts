import type { Addressed, InboundItem } from '@tandem/domain';
import { reasonFor } from '../cloud-form/notices.js';
import { phoneDigits } from '../cloud-form/people.js';
import { displayedNumberOf, entriesItems, notice, numberIdOf, withoutEmptyPlaces } from '../cloud-form/read.js';
import { readJsonOrForm } from '../http/form.js';
import { asMillis, asRecord, asText, get, known, type Json } from '../http/json.js';
import { partsOf, type Layer, type Part } from './envelope.js';
import { sendOf } from './xid.js';

/**
 * Every item of a body, one event each, in the order of the body: Coster's bot envelope, the Cloud form, or the flat
 * form, as JSON or within a form. Pure; never throws.
 */
export const parse = (rawBody: Uint8Array): readonly InboundItem[] => {
  const read = readJsonOrForm(rawBody);
  if ('reason' in read) return [unreadable(read.reason)];
  const bodies = (Array.isArray(read.json) ? read.json : [read.json]).map((body) => partsOf(body));
  if (bodies.every((parts) => parts.length === 0)) return [unreadable(whyNot(read.json))];
  const items = bodies.flatMap((parts) => (parts.length === 0 ? [unreadable(NO_FORM)] : bodyItems(parts)));
  return withoutEmptyPlaces(items);
};

const NO_FORM = 'not a webhook of Coster: none of its forms';
const whyNot = (json: unknown): string =>
  asRecord(json) ?? (Array.isArray(json) && json.length > 0) ? NO_FORM : 'not a webhook of Coster: no JSON object';

const unreadable = (reason: string): InboundItem => ({ kind: 'unreadable', reason });

const bodyItems = (parts: readonly Part[]): readonly InboundItem[] => {
  const found = parts.flatMap((part) => partItems(part).map((item) => ({ item, layer: part.layer })));
  const items = found.map(({ item }) => item);
  const sends = new Set(items.filter((item) => item.kind === 'status').map(({ id }, index) => id ?? index));
  const only = { isOneSend: sends.size === 1, isOneMessage: items.filter(({ kind }) => kind === 'message').length === 1 };
  return found.map(({ item, layer }) => completed(item, layer, only));
};

const partItems = (part: Part): readonly InboundItem[] => {
  const { layer } = part;
  if (part.kind === 'entries') {
    return entriesItems(part.entry, {
      addressed: (value) => addressed(value, layer),
      sendOf: (status) => ours(asText(get(status, 'xid'))),
    });
  }
  const at = asMillis(get(part.item, 'timestamp')) ?? asMillis(get(part.item, 'date_hit'));
  return [notice({ what: part.what, reason: asideReasons[part.what], at }, addressed(part.value, layer))];
};

const asideReasons = { outbound: reasonFor('message_echoes'), reroute: 'what became of it on another way', data: reasonFor('data') };

const ours = (xid: string | undefined): string | undefined => (xid === undefined ? undefined : sendOf(xid));

/** The account says whose body it is, the number which of the account's channels it is for. */
const addressed = (value: Json, layer: Layer): Addressed => {
  const displayed = displayedNumberOf(value) ?? asText(get(value, 'display_phone_number'));
  return known({ address: layer.account ?? numberIdOf(value) ?? displayed ?? layer.number, number: phoneDigits(displayed) ?? layer.number });
};

interface Only {
  /** All statuses of the body are of one send. */
  readonly isOneSend: boolean;
  readonly isOneMessage: boolean;
}

/** What the layers around an item say of it, as long as it can be meant alone. */
const completed = (item: InboundItem, { xid, mid, isOutbound }: Layer, only: Only): InboundItem => {
  if (item.kind === 'status') return known({ ...item, send: item.send ?? (only.isOneSend ? ours(xid) : undefined) });
  if (item.kind !== 'message') return item;
  const { address, number, at } = item;
  if (isOutbound) return notice({ what: 'outbound', reason: asideReasons.outbound, at }, { address, number });
  return known({ ...item, id: item.id ?? (only.isOneMessage ? mid : undefined) });
};
