import type { CallOptions, Papers } from '@tandem/domain';
import { callHttp, masked, type Answered } from '../http/call.js';
import { asNumber, asRecord, asText, get, known } from '../http/json.js';
import type { Failure } from './errors.js';

/** One call of Meta's Graph API. */
export interface GraphCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly token: string;
  readonly body?: unknown;
  /** Whatever must never show in papers. */
  readonly secrets: readonly string[];
}

/** How a call ended, before anyone judges it. */
export type GraphAnswer =
  | { readonly kind: 'ok'; readonly json: unknown }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Nothing left this machine. */
  | { readonly kind: 'unreached'; readonly papers: Papers }
  /** The request may or may not have been carried out. */
  | { readonly kind: 'unknown'; readonly papers: Papers };

export const callGraph = async ({ method, url, token, body, secrets }: GraphCall, options: CallOptions): Promise<GraphAnswer> => {
  const answer = await callHttp({ method, url, headers: { authorization: `Bearer ${token}` }, body }, options);
  return answer.kind === 'answered' ? answered(answer, secrets) : answer;
};

const answered = ({ status, ok, json, retryAfter }: Answered, secrets: readonly string[]): GraphAnswer => {
  if (ok && asRecord(json) && get(json, 'error') === undefined) return { kind: 'ok', json };
  if (ok && !asRecord(json)) return { kind: 'unknown', papers: { httpStatus: status, title: 'An answer that is no JSON' } };
  const error = get(json, 'error');
  const papers: Papers = known({
    httpStatus: status,
    code: asNumber(get(error, 'code')),
    title: masked(asText(get(error, 'message')) ?? asText(get(error, 'error_user_title')) ?? `HTTP ${status}`, secrets),
    details: masked(asText(get(error, 'error_data', 'details')) ?? asText(get(error, 'error_user_msg')), secrets),
    requestId: asText(get(error, 'fbtrace_id')),
  });
  const isTransient = get(error, 'is_transient') === true;
  return { kind: 'failed', failure: { papers, fromMeta: asRecord(error) !== undefined, isTransient, retryAfter } };
};
