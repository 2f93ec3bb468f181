import type { CallOptions, Millis, Papers } from '@tandem/domain';
import { asNumber } from './json.js';

/** One call of a provider's API that answers JSON. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  /** Those that prove who calls; `content-type` is added where there is a body. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Written as JSON; bytes go as they are, under the `content-type` among the headers. */
  readonly body?: unknown;
}

/** How a call ended, before anyone judges it. */
export type HttpAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** The status is one of 200 to 299. */
      readonly ok: boolean;
      readonly headers: Headers;
      /** Undefined where the answer was no JSON, or longer than a megabyte. */
      readonly json: unknown;
      /** `Retry-After`, an hour at most. */
      readonly retryAfter?: Millis;
    }
  /** Nothing left this machine. */
  | { readonly kind: 'unreached'; readonly papers: Papers }
  /** The request may or may not have been carried out. */
  | { readonly kind: 'unknown'; readonly papers: Papers };

export type Answered = Extract<HttpAnswer, { kind: 'answered' }>;
type Lost = Exclude<HttpAnswer, Answered>;

const MOST_BYTES = 1_048_576;

/** Makes the call and reads its answer within `options.timeout`, in all. Follows no redirection. Never throws. */
export const callHttp = async (call: HttpCall, options: CallOptions): Promise<HttpAnswer> => {
  let response: Response;
  try {
    response = await fetch(call.url, {
      method: call.method,
      headers: { ...(call.body === undefined ? {} : { 'content-type': 'application/json' }), ...call.headers },
      body: bodyOf(call.body),
      redirect: 'manual',
      signal: AbortSignal.timeout(options.timeout),
    });
  } catch (error) {
    return lost(error, options);
  }
  try {
    return answered(response, jsonOf(await readText(response)));
  } catch (error) {
    return response.ok ? lost(error, options) : answered(response, undefined);
  }
};

const bodyOf = (body: unknown): string | Uint8Array<ArrayBuffer> | undefined => {
  if (body instanceof Uint8Array) return body as Uint8Array<ArrayBuffer>;
  return body === undefined ? undefined : JSON.stringify(body);
};

const answered = (response: Response, json: unknown): Answered => {
  const { status, ok, headers } = response;
  const after = retryAfter(response);
  return { kind: 'answered', status, ok, headers, json, ...(after === undefined ? {} : { retryAfter: after }) };
};

/** `text` without the secrets that a provider quotes in its words. */
export const masked = <T extends string | undefined>(text: T, secrets: readonly string[]): T =>
  secrets.filter((secret) => secret.length > 3).reduce<string | undefined>((rest, secret) => rest?.replaceAll(secret, '***'), text) as T;

const retryAfter = (response: Response): Millis | undefined => {
  const seconds = asNumber(response.headers.get('retry-after') ?? undefined);
  return seconds !== undefined && seconds >= 0 ? Math.min(seconds, 3_600) * 1000 : undefined;
};

/** Errors of a connection that was never made; after every other one the request may have arrived. */
const neverLeft = /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|EPROTO|ERR_SSL|ERR_TLS|CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_|ERR_INVALID_URL)/;

/** Causes without a code: a port that `fetch` never calls, a header that cannot be written. */
const neverWritten = /^bad port$|is an invalid header (name|value)|to a ByteString/;

const lost = (error: unknown, { timeout }: CallOptions): Lost => {
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
  return neverWritten.test(error.message ?? '') ? 'ERR_INVALID_URL' : (error.name ?? 'UNKNOWN');
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
