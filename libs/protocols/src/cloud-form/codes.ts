/** What to do about one of Meta's codes; times in milliseconds. */
export type Verdict =
  | { readonly kind: 'retry'; readonly holds: 'message' | 'customer' | 'number'; readonly after?: number; readonly tries?: number }
  | { readonly kind: 'pause' }
  | { readonly kind: 'refused' };

export const pause: Verdict = { kind: 'pause' };
export const refused: Verdict = { kind: 'refused' };
/** Meta's service is down: back off, few tries. */
const down: Verdict = { kind: 'retry', holds: 'message', after: 5_000, tries: 5 };
/** Too many calls of this app on this account: minutes. */
const calls: Verdict = { kind: 'retry', holds: 'number', after: 120_000 };
/** The number is being upgraded; it takes up to a minute. */
const upgrading: Verdict = { kind: 'retry', holds: 'number', after: 60_000 };

/** Meta's error codes (its page "Error codes", section of messages), each row with the codes that are treated alike. */
const rows: readonly (readonly [Verdict, readonly number[]])[] = [
  [down, [1, 2, 131000, 131016, 133004]],
  [calls, [4, 17, 613, 80007]],
  // throughput of the number
  [{ kind: 'retry', holds: 'number', after: 2_000 }, [130429]],
  // too fast for one customer: 4^X seconds, X = 0, 1, 2…; the caller grows what begins here
  [{ kind: 'retry', holds: 'customer', after: 4_000 }, [131056]],
  [upgrading, [131057, 2494100]],
  // Meta could not fetch or take the medium
  [{ kind: 'retry', holds: 'message', after: 10_000, tries: 2 }, [131053]],
  [{ kind: 'retry', holds: 'message', after: 3_600_000, tries: 3 }, [132069]],
  [{ kind: 'retry', holds: 'number', after: 300_000 }, [133015]],
  [{ kind: 'retry', holds: 'number', after: 3_600_000 }, [133016]],
  // token invalid or expired
  [pause, [0, 190]],
  // permission; 200-299 are its relatives
  [pause, [3, 10, 131005, ...Array.from({ length: 100 }, (_, index) => 200 + index)]],
  // spam limit, account locked, policy, payment, number not registered, display name not approved: an operator's to mend
  [pause, [131048, 131031, 368, 131042, 131045, 133010, 131037]],
  // a country this business may not write to; a request that is wrong in itself
  [refused, [130497, 33, 100, 131008, 131009, 131051, 131055, 135000]],
  // this customer: ourselves, undeliverable, not in the test list, not by this id
  [refused, [131021, 131026, 131030, 131062]],
  // the 24-hour window; marketing limits and opt-outs; Meta's experiments
  [refused, [131047, 131049, 131050, 130472]],
  // templates and flows
  [refused, [132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018, 132068]],
  // a customer's medium that cannot be had
  [refused, [131052]],
  // registration and PIN
  [refused, [133000, 133005, 133006, 133008, 133009]],
  // terms of payments, a changed identity, and others
  [refused, [134011, 131063, 131064, 137000]],
];

/** By code; a code that is not here is one nobody told us of. */
export const whatsappVerdicts: ReadonlyMap<number, Verdict> = new Map(rows.flatMap(([verdict, codes]) => codes.map((code) => [code, verdict] as const)));
