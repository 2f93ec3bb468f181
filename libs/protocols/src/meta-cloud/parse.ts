import type { InboundItem } from '@tandem/domain';
import { phoneDigits } from '../cloud-form/people.js';
import { displayedNumberOf, entriesItems, numberIdOf, withoutEmptyPlaces, type Surroundings } from '../cloud-form/read.js';
import { asList, asRecord, asText, get, known, readJson } from '../http/json.js';

/** Every item of a webhook body of the Cloud API, one event each, in the order of the body. Pure; never throws. */
export const parse = (rawBody: Uint8Array): readonly InboundItem[] => {
  const read = readJson(rawBody);
  if ('reason' in read) return [{ kind: 'unreadable', reason: read.reason }];
  const problem = envelopeProblem(read.json);
  if (problem !== undefined) return [{ kind: 'unreadable', reason: problem }];
  return withoutEmptyPlaces(entriesItems(get(read.json, 'entry'), around));
};

const around: Surroundings = {
  addressed: (value) => known({ address: numberIdOf(value), number: phoneDigits(displayedNumberOf(value)) }),
  sendOf: (status) => asText(get(status, 'biz_opaque_callback_data')),
};

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
