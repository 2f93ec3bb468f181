/**
 * Kinds of calls. Every provider knows messages, media and set-up calls; Meta Cloud also marks, Coster and Qontak also templates
 * (the push API, broadcasts), Qontak also what is asked of rooms.
 */
export type CallKind = 'message' | 'mark' | 'media' | 'room' | 'setup' | 'template';

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
  /** Only calls of this kind: a message by default. */
  on?: CallKind;
  /** Only messages to this phone number or user id. */
  to?: string;
  /** Only this set-up call, by method and what it is about: `GET debug_token` (Meta Cloud). */
  call?: string;
};

export type StatusFaults = {
  /** The last status that is sent; `none`: no status at all. */
  upTo: 'none' | 'sent' | 'delivered' | 'read';
  /** Before the first status, and between two. */
  delayMs: number;
  gapMs: number;
  /** How often each is sent. */
  times: number;
  /** `delivered-first`: delivered, sent, read; `read-first`: read, sent, delivered. */
  order: 'forward' | 'reversed' | 'shuffled' | 'delivered-first' | 'read-first';
  /** The first status goes out before the send itself is answered. */
  beforeAnswer: boolean;
};

/** What can go wrong with every provider. */
export type CommonFaults = {
  /** Taken in order: the first that fits a call is used up by it. */
  calls: CallFault[];
  statuses: StatusFaults;
  inbound: {
    /** How often each message of a customer is sent. */
    times: number;
  };
  /** A free message outside the 24 hours: reported by a `failed` status, refused at once, or let through. */
  window: 'status' | 'now' | 'off';
  /** Messages per second and number, in and out together; 0: no limit. */
  throughput: number;
};

/** What a request may change: top-level keys that are given replace those in force, key by key inside. */
export type Change<F extends CommonFaults> = { [Key in keyof F]?: Key extends 'calls' ? F['calls'] : F[Key] extends object ? Partial<F[Key]> : F[Key] };

export const noCommonFaults = (): CommonFaults => ({
  calls: [],
  statuses: { upTo: 'read', delayMs: 0, gapMs: 0, times: 1, order: 'forward', beforeAnswer: false },
  inbound: { times: 1 },
  window: 'status',
  throughput: 0,
});

/** A change of some provider's faults, taken as it comes. */
export type AnyChange = Change<CommonFaults> & { [part: string]: unknown };

type Only = Pick<CallFault, 'to' | 'call'>;

/** The faults of every number of a provider. */
export type Faults<F extends CommonFaults> = {
  of: (phoneNumberId: string) => F;
  change: (phoneNumberId: string, change: AnyChange) => F;
  reset: (phoneNumberId: string) => void;
  /** Takes the first fault that fits this call, and counts it as used. */
  take: (phoneNumberId: string, kind: CallKind, only?: Only) => CallFault | undefined;
  clear: () => void;
};

export function createFaults<F extends CommonFaults>(none: () => F): Faults<F> {
  const book = new Map<string, F>();
  const of = (phoneNumberId: string): F => {
    const faults = book.get(phoneNumberId) ?? none();
    book.set(phoneNumberId, faults);
    return faults;
  };
  return {
    of,
    change: (phoneNumberId, change) => {
      const merged = changed(of(phoneNumberId), change);
      book.set(phoneNumberId, merged);
      return merged;
    },
    reset: (phoneNumberId) => void book.delete(phoneNumberId),
    take: (phoneNumberId, kind, only = {}) => takeCall(of(phoneNumberId).calls, kind, only),
    clear: () => book.clear(),
  };
}

function changed<F extends CommonFaults>(known: F, change: AnyChange): F {
  const parts = Object.entries(change).filter(([, value]) => value !== undefined).map(([key, value]) => {
    const before: unknown = known[key as keyof F];
    if (Array.isArray(value)) return [key, (value as object[]).map((fault) => ({ ...fault }))];
    return [key, typeof value === 'object' ? { ...(before as object), ...(value as object) } : value];
  });
  return { ...known, ...(Object.fromEntries(parts) as Partial<F>) };
}

function takeCall(calls: CallFault[], kind: CallKind, { to, call }: Only): CallFault | undefined {
  const at = calls.findIndex((fault) => (fault.on ?? 'message') === kind && (fault.to ?? to) === to && (fault.call ?? call) === call);
  const fault = calls[at];
  if (!fault) return undefined;
  const left = (fault.times ?? 1) - 1;
  if (!fault.always && left < 1) calls.splice(at, 1);
  else if (!fault.always) fault.times = left;
  return fault;
}
