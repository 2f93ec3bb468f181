import type { CallOptions, Papers } from '@tandem/domain';
import { callHttp, masked, type Answered } from '../http/call.js';
import { asList, asNumber, asRecord, asText, get, known } from '../http/json.js';
import { canBePublic, isLoopback } from './addresses.js';
import type { Settings } from './settings.js';
import { hmacHeaders } from './sign.js';

/** Where Qontak's API is, other than at its own addresses (the simulator). */
export interface ApiPlace {
  readonly url?: string;
}

/** One call of Qontak's API. */
export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** From `/v1` on, with its query. */
  readonly path: string;
  /** Whose token goes along: bot endpoints and webhooks take the bot's, everything else a user's. */
  readonly as: 'bot' | 'user';
  readonly json?: unknown;
  readonly form?: FormData;
  /** What beside the credentials must never show in papers. */
  readonly hide?: readonly string[];
}

/** What a refused call says. */
export interface Failure {
  /** Of the answer, or the code within an answer that says `error` under 200. */
  readonly status: number;
  readonly papers: Papers;
  readonly retryAfter?: number;
}

export type ApiAnswer =
  | { readonly kind: 'ok'; readonly json: unknown }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Nothing left this machine. */
  | { readonly kind: 'unreached'; readonly papers: Papers }
  /** The request may or may not have been carried out. */
  | { readonly kind: 'unknown'; readonly papers: Papers };

const hosts = {
  bearer: 'https://service-chat.qontak.com/api/open',
  hmac: 'https://api.mekari.com/qontak/chat',
} as const;

/** The API's address for a channel, without a slash at its end. */
export const baseOf = ({ baseUrl, mode }: Pick<Settings, 'baseUrl' | 'mode'>, { url }: ApiPlace): string =>
  (baseUrl ?? url ?? hosts[mode]).replace(/\/+$/, '');

/** Why a channel may not have its own address of the API: the token would go there. */
export const baseProblem = ({ baseUrl }: Pick<Settings, 'baseUrl'>, { url }: ApiPlace): string | undefined => {
  if (baseUrl === undefined) return undefined;
  const address = URL.parse(baseUrl);
  const isPlain = address && `${address.username}${address.password}${address.search}` === '';
  if (!isPlain) return 'this is no address of an API';
  const isInstalled = url !== undefined && URL.parse(url)?.origin === address.origin;
  if (isInstalled) return undefined;
  const isSafe = address.protocol === 'https:' && canBePublic(address.hostname);
  return isSafe ? undefined : 'the address must begin with https:// and be public';
};

/** The installation itself speaks to a simulator on this machine. */
export const isSimulated = ({ url }: ApiPlace): boolean => {
  const address = URL.parse(url ?? '');
  return address?.protocol === 'http:' && isLoopback(address.hostname);
};

export type Call = (call: ApiCall, options: CallOptions) => Promise<ApiAnswer>;

/** Calls the API with a channel's credentials. Never throws. */
export const caller = (settings: Settings, place: ApiPlace): Call => async (call, options) => {
  const url = `${baseOf(settings, place)}${call.path}`;
  const problem = baseProblem(settings, place) ?? (URL.canParse(url) ? undefined : 'no address of an API');
  if (problem !== undefined) return unusable(problem);
  const { bytes, type } = await written(call);
  const headers = {
    accept: 'application/json',
    ...(type === undefined ? {} : { 'content-type': type }),
    ...proof(settings, { ...call, url, body: bytes }),
  };
  const answer = await callHttp({ method: call.method, url, headers, body: bytes }, options);
  const secrets = [settings.token, settings.botToken, settings.clientSecret, ...(call.hide ?? [])];
  return answer.kind === 'answered' ? judged(answer, secrets) : answer;
};

const unusable = (problem: string): ApiAnswer =>
  ({ kind: 'failed', failure: { status: 403, papers: { title: `API address: ${problem}` } } });

const written = async ({ json, form }: ApiCall): Promise<{ bytes?: Uint8Array; type?: string }> => {
  if (json !== undefined) return { bytes: new TextEncoder().encode(JSON.stringify(json)), type: 'application/json' };
  if (!form) return {};
  const response = new Response(form);
  const type = response.headers.get('content-type') ?? undefined;
  return { bytes: new Uint8Array(await response.arrayBuffer()), type };
};

type Written = Pick<ApiCall, 'method' | 'as'> & { readonly url: string; readonly body?: Uint8Array };

const proof = (settings: Settings, { method, url, as, body }: Written): Readonly<Record<string, string>> =>
  settings.mode === 'hmac'
    ? hmacHeaders({ method, url, body, at: new Date() }, settings)
    : { authorization: `Bearer ${as === 'bot' ? settings.botToken : settings.token}` };

const LONGEST_WORDS = 1_000;

/** `{status: "success", data}`, `{status: "error", error: {code, messages}}`, or a gateway's `{message}`. */
const judged = (answer: Answered, secrets: readonly string[]): ApiAnswer => {
  const { json, headers, retryAfter } = answer;
  const saysError = get(json, 'status') === 'error' || asRecord(get(json, 'error')) !== undefined;
  if (answer.ok && !saysError) return asRecord(json) ? { kind: 'ok', json } : emptyAnswer(answer.status);
  const code = asNumber(get(json, 'error', 'code'));
  const papers: Papers = known({
    httpStatus: answer.status,
    code: code ?? asText(get(json, 'error', 'code')),
    // masked before it is cut, or a half of a secret would stay
    title: masked(wordsOf(json) ?? `HTTP ${answer.status}`, secrets).slice(0, LONGEST_WORDS),
    requestId: masked(asText(headers.get('x-request-id')), secrets),
  });
  return { kind: 'failed', failure: known({ status: answer.ok ? (code ?? 422) : answer.status, papers, retryAfter }) };
};

const emptyAnswer = (status: number): ApiAnswer =>
  status === 204
    ? { kind: 'ok', json: {} }
    : { kind: 'unknown', papers: { httpStatus: status, title: 'An answer that is no JSON' } };

/** Qontak's own words, however it says them. */
const wordsOf = (json: unknown): string | undefined => {
  const error = get(json, 'error');
  const stated = [
    get(error, 'messages'), get(error, 'message'), get(json, 'error_description'), error,
    get(json, 'message'), get(json, 'messages'), get(json, 'errors'),
  ];
  return stated.map(sentences).find((text) => text !== '');
};

const sentences = (value: unknown): string => {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map(sentences).filter(Boolean).join('; ');
  // validation errors by field: `{"room_id": ["is invalid"]}`
  const fields = Object.entries(asRecord(value) ?? {}).filter(([, problems]) => Array.isArray(problems));
  return fields.map(([field, problems]) => `${field} ${asList(problems).map(sentences).join(', ')}`).join('; ');
};
