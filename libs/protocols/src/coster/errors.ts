import { pause, refused, whatsappVerdicts, type Verdict } from '../cloud-form/codes.js';

const down: Verdict = { kind: 'retry', holds: 'message', after: 5_000, tries: 5 };
const throughput: Verdict = { kind: 'retry', holds: 'number', after: 2_000 };

/**
 * Codes of the on-premise API, which Coster's own (1006) are among, and statuses of HTTP in their place; WhatsApp's are
 * in `cloud-form/codes.ts`.
 */
const rows: readonly (readonly [Verdict, readonly number[]])[] = [
  // internal error, service not ready, overloaded, not the primary, database
  [down, [1000, 1011, 1014, 1016, 1017, 1018, 1023, 500, 502, 503, 504]],
  // too many requests
  [throughput, [1015, 429]],
  // access denied, a password to be changed, the sender's account locked or its certificate gone; spam limit
  [pause, [401, 403, 1005, 1024, 1028, 1031, 471]],
  // too long, wrong recipient, unknown or blocked user, missing, wrong or superfluous parameter, group, unable to receive
  [refused, [1001, 1002, 1003, 1004, 1006, 1007, 1008, 1009, 1010, 1012, 1013, 1019, 1020, 1021, 1022, 1025, 1026]],
  // more than 24 hours, no valid recipient, template, not eligible, expired
  [refused, [400, 402, 404, 408, 410, 470, 472, 480, 501]],
];

const verdicts = new Map(rows.flatMap(([verdict, codes]) => codes.map((code) => [code, verdict] as const)));

interface Failure {
  readonly status: number;
  readonly code?: number;
  /** The answer was JSON; else a gateway's. */
  readonly isWorded: boolean;
}

/** What to do about a failed call: by its code where it has one we know, else by the HTTP status. */
export const verdictOf = ({ status, code, isWorded }: Failure): Verdict => {
  const known = code === undefined ? undefined : (verdicts.get(code) ?? whatsappVerdicts.get(code));
  if (known) return known;
  if (status === 429) return throughput;
  if (status === 401 || status === 403) return pause;
  return status >= 500 || !isWorded ? { kind: 'retry', holds: 'message' } : refused;
};
