import { nothingSent, together, type Deliveries, type Sending } from '../provider/deliveries.js';
import { targetsOf, type Accounts, type NumberAccount } from './accounts.js';
import type { MetaFaultBook } from './faults.js';
import { envelope, metaJson, signature, type Update } from './webhook-body.js';

/** A body that is sent as it is. */
export type RawWebhook = {
  body: string;
  field?: string;
  /** Another secret than the app's, or `wrong`, or `missing`. */
  signature?: { secret: string } | 'wrong' | 'missing';
  contentType?: string;
  onAnswered?: () => void;
};

export type Webhooks = ReturnType<typeof createWebhooks>;

/** Sends signed webhooks to whoever is subscribed, alone or as full as a batch. */
export function createWebhooks({ accounts, faults, deliveries }: { accounts: Accounts; faults: MetaFaultBook; deliveries: Deliveries }) {
  const waiting = new Map<string, Update[]>();

  const sendRaw = (number: NumberAccount, raw: RawWebhook): Sending =>
    together(targetsOf(accounts, number, raw.field ?? 'messages').map(({ url, appSecret }) => deliveries.post({
      phoneNumberId: number.phoneNumberId, url, body: raw.body, headers: headersOf(raw, appSecret), onAnswered: raw.onAnswered,
    })));

  /** Sends what has been collected for a number, as full as the batches are. */
  const flush = (number: NumberAccount): Sending => {
    const updates = waiting.get(number.phoneNumberId) ?? [];
    waiting.delete(number.phoneNumberId);
    const { batch, shape } = faults.of(number.phoneNumberId).webhooks;
    const sendings: Sending[] = [];
    for (const [field, alike] of Map.groupBy(updates, (update) => update.field)) {
      for (let at = 0; at < alike.length; at += Math.max(1, batch)) {
        const some = alike.slice(at, at + Math.max(1, batch));
        const onAnswered = () => some.forEach((update) => update.onAnswered?.());
        sendings.push(sendRaw(number, { field, body: metaJson(envelope(some, shape)), onAnswered }));
      }
    }
    return together(sendings);
  };

  /** Sends updates of one number, at once or when a batch is full. */
  const send = (number: NumberAccount, updates: readonly Update[]): Sending => {
    const { batch } = faults.of(number.phoneNumberId).webhooks;
    const all = [...(waiting.get(number.phoneNumberId) ?? []), ...updates];
    waiting.set(number.phoneNumberId, all);
    return all.length >= batch ? flush(number) : nothingSent;
  };

  return { send, sendRaw, flush, clear: () => waiting.clear() };
}

function headersOf(raw: RawWebhook, appSecret: string): Record<string, string> {
  const common = { 'content-type': raw.contentType ?? 'application/json', 'user-agent': 'facebookexternalua' };
  const kind = raw.signature;
  if (kind === 'missing') return common;
  const right = signature(raw.body, kind !== undefined && kind !== 'wrong' ? kind.secret : appSecret);
  return { ...common, 'x-hub-signature-256': kind === 'wrong' ? `${right.slice(0, -1)}${right.endsWith('0') ? '1' : '0'}` : right };
}
