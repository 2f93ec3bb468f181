import type { Activity, Attempt, Delivery } from '../activity.js';
import type { SimulatorClock } from '../clock.js';
import { targetsOf, type Accounts, type NumberAccount, type Target } from './accounts.js';
import type { FaultBook } from './faults.js';
import type { Caller } from './http-call.js';
import { envelope, metaJson, signature, type Update } from './webhook-body.js';

/**
 * How long an answer may take and how often a webhook is tried again. Meta: at once, then with falling frequency for 36 hours to
 * 7 days; here the pauses are short, and the number of attempts is the bound.
 */
export type DeliverySettings = { answerWithinMs: number; firstRetryMs: number; factor: number; maxRetryMs: number; attempts: number };

export const deliveryDefaults: DeliverySettings = { answerWithinMs: 20_000, firstRetryMs: 500, factor: 2, maxRetryMs: 15_000, attempts: 60 };

/** A body that is sent as it is. */
export type RawWebhook = {
  body: string;
  field?: string;
  /** Another secret than the app's, or `wrong`, or `missing`. */
  signature?: { secret: string } | 'wrong' | 'missing';
  contentType?: string;
  onAnswered?: () => void;
};

export type Sending = {
  deliveries: Delivery[];
  /** Settles after the first attempt of each. */
  tried: Promise<void>;
};

const allOf = async (posts: readonly { tried: Promise<void> }[]): Promise<void> => {
  await Promise.all(posts.map(({ tried }) => tried));
};

/** Several sendings as one. */
export const together = (sendings: readonly Sending[]): Sending => ({
  deliveries: sendings.flatMap(({ deliveries }) => deliveries),
  tried: allOf(sendings),
});

type Posting = { delivery: Delivery; headers: Record<string, string>; onAnswered?: () => void };

export type Webhooks = ReturnType<typeof createWebhooks>;

export type WebhookDeps = { accounts: Accounts; faults: FaultBook; caller: Caller; clock: SimulatorClock; activity: Activity; settings: DeliverySettings };

/** Sends signed webhooks to whoever is subscribed, again and again until each is answered with 200. */
export function createWebhooks(deps: WebhookDeps) {
  const { accounts, faults, activity, clock } = deps;
  const waiting = new Map<string, Update[]>();
  const cancels = new Set<() => void>();
  let closed = false;

  const attempt = async (posting: Posting): Promise<void> => {
    const { delivery, headers } = posting;
    const tried: Attempt = { at: clock.now() };
    delivery.attempts.push(tried);
    activity.counts.attempts += 1;
    try {
      const { url, body } = delivery;
      tried.status = (await deps.caller.call({ method: 'POST', url, body, headers, withinMs: deps.settings.answerWithinMs })).status;
    } catch (error) {
      tried.error = (error as Error).message;
    }
    if (tried.status === 200) {
      activity.settle(delivery, 'answered');
      posting.onAnswered?.();
    } else if (closed || delivery.attempts.length >= deps.settings.attempts) {
      activity.settle(delivery, 'given-up');
    } else {
      tryAgainLater(posting);
    }
    activity.changed();
  };

  const tryAgainLater = (posting: Posting) => {
    const { firstRetryMs, factor, maxRetryMs } = deps.settings;
    const pause = Math.min(maxRetryMs, firstRetryMs * factor ** (posting.delivery.attempts.length - 1));
    const cancel = clock.schedule(pause, () => {
      cancels.delete(cancel);
      void attempt(posting);
    });
    cancels.add(cancel);
  };

  const post = (number: NumberAccount, target: Target, raw: RawWebhook): { delivery: Delivery; tried: Promise<void> } => {
    const delivery = activity.delivery({ at: clock.now(), phoneNumberId: number.phoneNumberId, url: target.url, body: raw.body });
    return { delivery, tried: attempt({ delivery, headers: headersOf(raw, target.appSecret), onAnswered: raw.onAnswered }) };
  };

  const sendRaw = (number: NumberAccount, raw: RawWebhook): Sending => {
    const posts = closed ? [] : targetsOf(accounts, number, raw.field ?? 'messages').map((target) => post(number, target, raw));
    return { deliveries: posts.map(({ delivery }) => delivery), tried: allOf(posts) };
  };

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
    return all.length >= batch ? flush(number) : { deliveries: [], tried: Promise.resolve() };
  };

  const cancelAll = () => {
    cancels.forEach((cancel) => cancel());
    cancels.clear();
    waiting.clear();
  };

  return {
    send, sendRaw, flush, cancelAll,
    close: () => {
      closed = true;
      cancelAll();
    },
  };
}

function headersOf(raw: RawWebhook, appSecret: string): Record<string, string> {
  const common = { 'content-type': raw.contentType ?? 'application/json', 'user-agent': 'facebookexternalua' };
  const kind = raw.signature;
  if (kind === 'missing') return common;
  const right = signature(raw.body, kind !== undefined && kind !== 'wrong' ? kind.secret : appSecret);
  return { ...common, 'x-hub-signature-256': kind === 'wrong' ? `${right.slice(0, -1)}${right.endsWith('0') ? '1' : '0'}` : right };
}
