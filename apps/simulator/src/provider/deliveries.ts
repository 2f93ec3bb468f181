import type { Activity, Attempt, Delivery } from '../activity.js';
import type { SimulatorClock } from '../clock.js';
import type { Caller } from './caller.js';

/**
 * How long an answer may take and how often a webhook is tried again. Meta: at once, then with falling frequency for 36 hours to
 * 7 days; here the pauses are short, and the number of attempts is the bound.
 */
export type DeliverySettings = { answerWithinMs: number; firstRetryMs: number; factor: number; maxRetryMs: number; attempts: number };

export const deliveryDefaults: DeliverySettings = { answerWithinMs: 20_000, firstRetryMs: 500, factor: 2, maxRetryMs: 15_000, attempts: 60 };

export type Sending = {
  deliveries: Delivery[];
  /** Settles after the first attempt of each. */
  tried: Promise<void>;
};

/** One body on its way to one address. */
export type Posting = {
  phoneNumberId: string;
  url: string;
  body: string;
  headers: Record<string, string>;
  /** Which HTTP status counts as received; 200 alone by default. */
  received?: (status: number) => boolean;
  onAnswered?: () => void;
};

export const nothingSent: Sending = { deliveries: [], tried: Promise.resolve() };

/** Several sendings as one. */
export const together = (sendings: readonly Sending[]): Sending => ({
  deliveries: sendings.flatMap(({ deliveries }) => deliveries),
  tried: Promise.all(sendings.map(({ tried }) => tried)).then(() => undefined),
});

/** The same so many times, once at least. */
export const repeated = (times: number, send: () => Sending): Sending => together(Array.from({ length: Math.max(1, times) }, send));

export type Deliveries = ReturnType<typeof createDeliveries>;

/** Posts webhooks, again and again until each is received or given up. */
export function createDeliveries(deps: { caller: Caller; clock: SimulatorClock; activity: Activity; settings: DeliverySettings }) {
  const { activity, clock, settings } = deps;
  const cancels = new Set<() => void>();
  let closed = false;

  const attempt = async (delivery: Delivery, posting: Posting): Promise<void> => {
    const tried: Attempt = { at: clock.now() };
    delivery.attempts.push(tried);
    activity.counts.attempts += 1;
    try {
      const { url, body, headers } = posting;
      tried.status = (await deps.caller.call({ method: 'POST', url, body, headers, withinMs: settings.answerWithinMs })).status;
    } catch (error) {
      tried.error = (error as Error).message;
    }
    const received = posting.received ?? ((status: number) => status === 200);
    if (tried.status !== undefined && received(tried.status)) {
      activity.settle(delivery, 'answered');
      posting.onAnswered?.();
    } else if (closed || delivery.attempts.length >= settings.attempts) {
      activity.settle(delivery, 'given-up');
    } else {
      tryAgainLater(delivery, posting);
    }
    activity.changed();
  };

  const tryAgainLater = (delivery: Delivery, posting: Posting) => {
    const { firstRetryMs, factor, maxRetryMs } = settings;
    const pause = Math.min(maxRetryMs, firstRetryMs * factor ** (delivery.attempts.length - 1));
    const cancel = clock.schedule(pause, () => {
      cancels.delete(cancel);
      void attempt(delivery, posting);
    });
    cancels.add(cancel);
  };

  const cancelAll = () => {
    cancels.forEach((cancel) => cancel());
    cancels.clear();
  };

  return {
    settings,
    post: (posting: Posting): Sending => {
      if (closed) return nothingSent;
      const { phoneNumberId, url, body } = posting;
      const delivery = activity.delivery({ at: clock.now(), phoneNumberId, url, body });
      return { deliveries: [delivery], tried: attempt(delivery, posting) };
    },
    cancelAll,
    close: () => {
      closed = true;
      cancelAll();
    },
  };
}
