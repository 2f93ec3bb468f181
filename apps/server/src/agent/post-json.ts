import type { Millis } from '@tandem/domain';

export type Fetch = typeof globalThis.fetch;

/** An answer of any status, or why there is none: a literal without anything that was sent or said. */
export type Posted =
  | { readonly kind: 'response'; readonly status: number; readonly text: string }
  | { readonly kind: 'failed'; readonly reason: 'TimedOut' | 'Unreachable' | 'Redirected' | 'AnswerTooBig' | 'AnswerNotText' };

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** From the first byte sent to the last one read. */
  readonly timeout: Millis;
  readonly fetch?: Fetch;
}

/** Largest answer that is read, after decompression. */
export const MAX_ANSWER_BYTES = 2 ** 20;

/** Posts JSON and reads the answer within the deadline and the size. Follows no redirect; never throws. */
export const postJson = async ({ url, headers, body, timeout, fetch = globalThis.fetch }: Post): Promise<Posted> => {
  const signal = AbortSignal.timeout(Math.max(1, Math.floor(timeout)));
  const alive = new AbortController();
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, alive.signal]),
    });
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      return { kind: 'failed', reason: 'Redirected' };
    }
    return await bounded(response);
  } catch {
    return { kind: 'failed', reason: signal.aborted ? 'TimedOut' : 'Unreachable' };
  } finally {
    alive.abort(); // ends what was not read
  }
};

const bounded = async (response: Response): Promise<Posted> => {
  if (Number(response.headers.get('content-length')) > MAX_ANSWER_BYTES) return { kind: 'failed', reason: 'AnswerTooBig' };
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) return { kind: 'failed', reason: 'AnswerTooBig' };
    chunks.push(chunk);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks, size));
    return { kind: 'response', status: response.status, text };
  } catch {
    return { kind: 'failed', reason: 'AnswerNotText' };
  }
};

/** Why an address cannot be a runtime's, or undefined. */
export const runtimeUrlProblem = (url: string): 'UrlNotHttp' | 'UrlWithCredentials' | 'UrlNotAnAddress' | undefined => {
  if (!URL.canParse(url)) return 'UrlNotAnAddress';
  const { protocol, username, password } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return 'UrlNotHttp';
  return username !== '' || password !== '' ? 'UrlWithCredentials' : undefined;
};

/** The value of a JSON text; undefined when it is none. */
export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
