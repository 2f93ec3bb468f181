/** What goes wrong with the next calls. `times` of them are hit, 1 by default; `always` until the faults are reset. */
export type CallFault = {
  fault:
    /** Answered with an error: `code`, and if wanted `httpStatus`, `message`, `details`, `transient`. Nothing is sent. */
    | 'refuse'
    /** Answered 502 with a page of HTML. Nothing is sent. */
    | 'bad-gateway'
    /** Answered `ms` late; for the rest as usual. */
    | 'slow'
    /** Never answered, or the connection dropped, and nothing was sent. */
    | 'no-answer-before' | 'drop-before'
    /** Never answered, or the connection dropped, and the message **was** sent. */
    | 'no-answer-after' | 'drop-after'
    /** Accepted, and reported as failed with `code` by a status afterwards. */
    | 'fail';
  times?: number;
  always?: boolean;
  code?: number;
  httpStatus?: number;
  message?: string;
  details?: string;
  transient?: boolean;
  ms?: number;
  /** Only calls of this kind: a message (default), a read or typing mark, media calls, or set-up calls. */
  on?: CallKind;
  /** Only messages to this phone number or user id. */
  to?: string;
};

export type CallKind = 'message' | 'mark' | 'media' | 'setup';

export type Faults = {
  /** Taken in order: the first that fits a call is used up by it. */
  calls: CallFault[];
  statuses: {
    /** The last status that is sent; `none`: no status at all. */
    upTo: 'none' | 'sent' | 'delivered' | 'read';
    /** Before the first status, and between two. */
    delayMs: number;
    gapMs: number;
    /** How often each is sent. */
    times: number;
    order: 'forward' | 'reversed' | 'shuffled';
    /** The first status goes out before the send itself is answered. */
    beforeAnswer: boolean;
  };
  inbound: {
    /** How often each message of a customer is sent. */
    times: number;
  };
  webhooks: {
    /** Collect so many updates and send them in one body; 1: each in its own. */
    batch: number;
    /** `changes`: one change each; `entries`: one entry each; `items`: as many as possible in one value. */
    shape: 'changes' | 'entries' | 'items';
  };
  /** A free message outside the 24 hours: reported by a `failed` status, refused at once, or let through. */
  window: 'status' | 'now' | 'off';
  /** 1 message in 6 s to the same person, else 131056. */
  pairLimit: boolean;
  /** Messages per second and number, in and out together, else 130429; 0: no limit. */
  throughput: number;
};

/** What a request may change: top-level keys that are given replace those in force, key by key inside. */
export type FaultChange = {
  calls?: CallFault[];
  statuses?: Partial<Faults['statuses']>;
  inbound?: Partial<Faults['inbound']>;
  webhooks?: Partial<Faults['webhooks']>;
  window?: Faults['window'];
  pairLimit?: boolean;
  throughput?: number;
};

export const noFaults = (): Faults => ({
  calls: [],
  statuses: { upTo: 'read', delayMs: 0, gapMs: 0, times: 1, order: 'forward', beforeAnswer: false },
  inbound: { times: 1 },
  webhooks: { batch: 1, shape: 'changes' },
  window: 'status',
  pairLimit: false,
  throughput: 0,
});

export type FaultBook = ReturnType<typeof createFaultBook>;

/** The faults of every number. */
export function createFaultBook() {
  const book = new Map<string, Faults>();
  const of = (phoneNumberId: string): Faults => {
    const faults = book.get(phoneNumberId) ?? noFaults();
    book.set(phoneNumberId, faults);
    return faults;
  };
  return {
    of,
    change: (phoneNumberId: string, change: FaultChange): Faults => {
      const known = of(phoneNumberId);
      const merged: Faults = {
        ...known,
        ...change,
        calls: change.calls ? change.calls.map((fault) => ({ ...fault })) : known.calls,
        statuses: { ...known.statuses, ...change.statuses },
        inbound: { ...known.inbound, ...change.inbound },
        webhooks: { ...known.webhooks, ...change.webhooks },
      };
      book.set(phoneNumberId, merged);
      return merged;
    },
    reset: (phoneNumberId: string) => book.delete(phoneNumberId),
    /** Takes the first fault that fits this call, and counts it as used. */
    take: (phoneNumberId: string, kind: CallKind, to?: string): CallFault | undefined => takeCall(of(phoneNumberId).calls, kind, to),
    clear: () => book.clear(),
  };
}

function takeCall(calls: CallFault[], kind: CallKind, to?: string): CallFault | undefined {
  const at = calls.findIndex((fault) => (fault.on ?? 'message') === kind && (fault.to === undefined || fault.to === to));
  const fault = calls[at];
  if (!fault) return undefined;
  const left = (fault.times ?? 1) - 1;
  if (!fault.always && left < 1) calls.splice(at, 1);
  else if (!fault.always) fault.times = left;
  return fault;
}
