/** One try to deliver a webhook. */
export type Attempt = { at: number; status?: number; error?: string };

/** One webhook body and every try to deliver it. */
export type Delivery = {
  seq: number;
  at: number;
  phoneNumberId: string;
  url: string;
  body: string;
  attempts: Attempt[];
  state: 'pending' | 'answered' | 'given-up';
};

/** One call of a provider's API and its answer; `status` 0: not answered. */
export type ApiCall = { seq: number; at: number; method: string; path: string; status: number; code?: number; answer?: unknown };

/** Everything that went over the wire, the newest of it kept in full and all of it counted. */
export type Activity = ReturnType<typeof createActivity>;

export function createActivity(keep = 50_000) {
  let seq = 0;
  let clearedAt = 0;
  const deliveries: Delivery[] = [];
  const calls: ApiCall[] = [];
  const counts = { deliveries: 0, answered: 0, givenUp: 0, attempts: 0, calls: 0 };
  const listeners = new Set<() => void>();

  const push = <T>(list: T[], item: T) => {
    list.push(item);
    if (list.length > keep * 1.2) list.splice(0, list.length - keep);
    return item;
  };
  const changed = () => listeners.forEach((listener) => listener());

  return {
    counts,
    changed,
    /** Calls `listener` after every change until the returned function is called. */
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    delivery: (delivery: Omit<Delivery, 'seq' | 'attempts' | 'state'>): Delivery => {
      counts.deliveries += 1;
      return push(deliveries, { ...delivery, seq: ++seq, attempts: [], state: 'pending' });
    },
    settle: (delivery: Delivery, state: 'answered' | 'given-up') => {
      if (delivery.state !== 'pending' || delivery.seq <= clearedAt) return;
      delivery.state = state;
      counts[state === 'answered' ? 'answered' : 'givenUp'] += 1;
      changed();
    },
    call: (call: Omit<ApiCall, 'seq'>): ApiCall => {
      counts.calls += 1;
      return push(calls, { ...call, seq: ++seq });
    },
    pending: () => counts.deliveries - counts.answered - counts.givenUp,
    /** What came after `after`, at most `limit` of each kind. */
    since: (after = 0, limit = 1000) => ({
      deliveries: deliveries.filter((delivery) => delivery.seq > after).slice(0, limit),
      calls: calls.filter((call) => call.seq > after).slice(0, limit),
      counts: { ...counts },
    }),
    clear: () => {
      clearedAt = seq;
      deliveries.length = 0;
      calls.length = 0;
      Object.assign(counts, { deliveries: 0, answered: 0, givenUp: 0, attempts: 0, calls: 0 });
    },
  };
}
