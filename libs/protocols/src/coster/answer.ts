import type { Papers, SendOutcome } from '@tandem/domain';
import { masked, type Answered } from '../http/call.js';
import { asList, asNumber, asText, get, known } from '../http/json.js';
import { verdictOf } from './errors.js';

interface Asked {
  readonly xid: string;
  readonly notes: readonly string[];
  readonly secrets: readonly string[];
}

/**
 * What became of a send. The push API answers with the message's id; of the bot API's answer nothing is documented, and
 * its clients go by the status alone: 2xx without an error is an acceptance, under our own id where it names none.
 */
export const outcomeOf = (answer: Answered, asked: Asked): SendOutcome => {
  const error = errorIn(answer.json);
  if (answer.ok && error === undefined) return isPage(answer) ? { kind: 'unknown', papers: pagePapers(answer) } : accepted(answer.json, asked);
  const papers = papersOf(answer, error, asked.secrets);
  const verdict = verdictOf({ status: answer.status, code: asNumber(papers.code), isWorded: answer.json !== undefined });
  if (verdict.kind !== 'retry') return { kind: verdict.kind, papers };
  const after = answer.retryAfter ?? verdict.after;
  return { ...verdict, ...(after === undefined ? {} : { after }), papers };
};

const accepted = (json: unknown, { xid, notes }: Asked): SendOutcome => {
  const message = asList(get(json, 'messages'))[0] ?? asList(get(json, 'data', 'messages'))[0];
  const id = asText(get(message, 'id')) ?? asText(get(message, 'xid')) ?? asText(get(json, 'data', 'id')) ?? xid;
  return { kind: 'accepted', id, ...(notes.length > 0 ? { notes } : {}) };
};

/** `errors[]` or `error`, at times with a success in it: code 0, or nothing at all. `success: false` alone says no more. */
const errorIn = (json: unknown): unknown => {
  const listed = [...asList(get(json, 'errors')), ...asList(get(json, 'error'))].filter(isError);
  const word = asText(get(json, 'error'));
  return listed[0] ?? word ?? (get(json, 'success') === false ? {} : undefined);
};

const isError = (error: unknown): boolean => {
  const says = ['title', 'message', 'details', 'detail'].some((key) => asText(get(error, key)) !== undefined);
  const code = asNumber(get(error, 'code'));
  return code === undefined ? says || asText(get(error, 'code')) !== undefined : code !== 0;
};

const papersOf = ({ status, headers, json }: Answered, error: unknown, secrets: readonly string[]): Papers => known({
  httpStatus: status,
  code: asNumber(get(error, 'code')) ?? asText(get(error, 'code')),
  title: masked(
    asText(get(error, 'title')) ?? asText(get(error, 'message')) ?? asText(error) ?? asText(get(json, 'message')) ?? `HTTP ${status}`, secrets,
  ),
  details: masked(
    asText(get(error, 'details')) ?? asText(get(error, 'detail')) ?? asText(get(error, 'error_data', 'details')), secrets,
  ),
  requestId: headers.get('x-request-id') ?? undefined,
});

/** A gateway's page is nobody's acceptance. */
const isPage = ({ headers, json }: Answered): boolean => json === undefined && /html/i.test(headers.get('content-type') ?? '');
const pagePapers = ({ status }: Answered): Papers => ({ httpStatus: status, title: 'A page in place of an answer' });
