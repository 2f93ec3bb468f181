import type { CallOptions, Papers } from '@tandem/domain';
import type { Failure } from './errors.js';
import { asNumber, asRecord, asText, get, known } from './json.js';

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

const MOST_BYTES = 1_048_576;

export const callGraph = async (call: GraphCall, options: CallOptions): Promise<GraphAnswer> => {
  let response: Response;
  try {
    response = await fetch(call.url, {
      method: call.method,
      headers: { authorization: `Bearer ${call.token}`, ...(call.body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      redirect: 'manual',
      signal: AbortSignal.timeout(options.timeout),
    });
  } catch (error) {
    return lost(error, options);
  }
  try {
    return answered(response, jsonOf(await readText(response)), call.secrets);
  } catch (error) {
    return response.ok ? lost(error, options) : answered(response, undefined, call.secrets);
  }
};

const answered = (response: Response, json: unknown, secrets: readonly string[]): GraphAnswer => {
  if (response.ok && asRecord(json) && get(json, 'error') === undefined) return { kind: 'ok', json };
  if (response.ok && !asRecord(json)) return { kind: 'unknown', papers: { httpStatus: response.status, title: 'An answer that is no JSON' } };
  const error = get(json, 'error');
  const papers: Papers = known({
    httpStatus: response.status,
    code: asNumber(get(error, 'code')),
    title: masked(asText(get(error, 'message')) ?? asText(get(error, 'error_user_title')) ?? `HTTP ${response.status}`, secrets),
    details: masked(asText(get(error, 'error_data', 'details')) ?? asText(get(error, 'error_user_msg')), secrets),
    requestId: asText(get(error, 'fbtrace_id')),
  });
  const isTransient = get(error, 'is_transient') === true;
  return { kind: 'failed', failure: { papers, fromMeta: asRecord(error) !== undefined, isTransient, retryAfter: retryAfter(response) } };
};

/** Meta quotes what it was sent, at times the token. */
const masked = <T extends string | undefined>(text: T, secrets: readonly string[]): T =>
  secrets.filter((secret) => secret.length > 3).reduce<string | undefined>((rest, secret) => rest?.replaceAll(secret, '***'), text) as T;

const retryAfter = (response: Response): number | undefined => {
  const seconds = asNumber(response.headers.get('retry-after') ?? undefined);
  return seconds !== undefined && seconds >= 0 ? Math.min(seconds, 3_600) * 1000 : undefined;
};

/** Errors of a connection that was never made; after every other one the request may have arrived. */
const neverLeft = /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|EPROTO|ERR_SSL|ERR_TLS|CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_|ERR_INVALID_URL)/;

const lost = (error: unknown, { timeout }: CallOptions): GraphAnswer => {
  if ((error as Thrown).name === 'TimeoutError') {
    return { kind: 'unknown', papers: { title: `No answer within ${Math.round(timeout / 1000)} s`, code: 'TIMEOUT' } };
  }
  const code = causeCode(error as Thrown);
  const papers: Papers = { title: neverLeft.test(code) ? 'No connection' : 'The connection was lost', code };
  return neverLeft.test(code) ? { kind: 'unreached', papers } : { kind: 'unknown', papers };
};

/** What `fetch` throws: its cause has the code, or one of the causes where several addresses were tried. */
interface Thrown {
  readonly name?: string;
  readonly code?: unknown;
  readonly message?: string;
  readonly cause?: Thrown;
  readonly errors?: readonly Thrown[];
}

const causeCode = (error: Thrown): string => {
  if (typeof error.code === 'string') return error.code;
  const inner = error.cause ?? error.errors?.[0];
  if (inner) return causeCode(inner);
  // the only cause without a code that matters: a port that `fetch` never calls
  return error.message === 'bad port' ? 'ERR_INVALID_URL' : (error.name ?? 'UNKNOWN');
};

/** The bytes of an answer, or undefined where they are more than `most`; whatever comes later is not read. */
export const readUpTo = async (response: Response, most: number): Promise<Uint8Array | undefined> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > most) return undefined; // leaving the loop cancels the stream
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const readText = async (response: Response): Promise<string> => {
  const bytes = await readUpTo(response, MOST_BYTES);
  return bytes === undefined ? '' : new TextDecoder().decode(bytes);
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
