import type { SendOutcome } from '@tandem/domain';
import type { Failure } from './api.js';

/** The first pause where Qontak does not name one; the caller grows it. */
const RATE_PAUSE = 2_000;

/** How Qontak says that a person has the room; it documents no words of its own. */
const takenWords =
  /tak(e|en|ing)[ _-]?over|hand(ed)?[ _-]?over|handled by|(already|been|is|room) assigned|assigned to (an?|another|some)/i;
const canMeanTaken: readonly number[] = [400, 403, 409, 422];

const saysTaken = ({ status, papers }: Failure): boolean =>
  canMeanTaken.includes(status) && takenWords.test(papers.title ?? '');

/**
 * What becomes of a send that Qontak did not accept. Its documents name statuses only: 401 token, 403 scope, 404, 422
 * validation, 429, 5xx.
 */
export const outcomeOf = (failure: Failure): SendOutcome => {
  const { status, papers, retryAfter } = failure;
  if (saysTaken(failure)) return { kind: 'held', papers };
  if (status === 429) return { kind: 'retry', holds: 'number', after: retryAfter ?? RATE_PAUSE, papers };
  // the gateway waited in vain for the API behind it, which may have done its work
  if (status === 408 || status === 504) return { kind: 'unknown', papers };
  const after = retryAfter === undefined ? {} : { after: retryAfter };
  if (status >= 500) return { kind: 'retry', holds: 'message', ...after, papers };
  // no address of the API redirects: the base address is another one
  if (status === 401 || status === 403 || status < 400) return { kind: 'pause', papers };
  return { kind: 'refused', papers };
};
