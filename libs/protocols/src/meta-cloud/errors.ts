import type { Papers, SendOutcome } from '@tandem/domain';
import { pause, refused, whatsappVerdicts, type Verdict } from '../cloud-form/codes.js';

/** What a failed call says, read from answer and body. */
export interface Failure {
  readonly papers: Papers;
  /** The answer was Meta's JSON; else a gateway's. */
  readonly fromMeta: boolean;
  /** Meta's own word that a repetition may succeed. */
  readonly isTransient: boolean;
  /** `Retry-After`, in milliseconds. */
  readonly retryAfter?: number;
}

/** What becomes of a send that Meta did not accept. Decides on the code; the HTTP status only where there is no other word. */
export const outcomeOf = (failure: Failure): SendOutcome => {
  const verdict = verdictOf(failure);
  if (verdict.kind !== 'retry') return { kind: verdict.kind, papers: failure.papers };
  const after = failure.retryAfter ?? verdict.after;
  return { ...verdict, ...(after === undefined ? {} : { after }), papers: failure.papers };
};

const verdictOf = ({ papers, fromMeta, isTransient }: Failure): Verdict => {
  const status = papers.httpStatus ?? 0;
  const known = typeof papers.code === 'number' ? whatsappVerdicts.get(papers.code) : undefined;
  if (known && !(isTransient && known.kind === 'refused')) return known;
  if (status === 429) return { kind: 'retry', holds: 'number', after: 2_000 };
  if (isTransient || !fromMeta || status >= 500) return { kind: 'retry', holds: 'message' };
  return status === 401 || status === 403 ? pause : refused;
};
