import { createHash } from 'node:crypto';
import type { CallOptions, InboundMedia, Protocol } from '@tandem/domain';
import { callGraph, readUpTo } from './graph.js';
import { asNumber, asText, get } from './json.js';
import type { GraphApi } from './send.js';

type FetchMedia = NonNullable<Protocol['fetchMedia']>;
type Result = Awaited<ReturnType<FetchMedia>>;
type Limits = CallOptions & { readonly maxBytes: number };

/** What is known of a medium before its bytes are read. */
interface Source {
  readonly url: string;
  readonly mimeType?: string;
  readonly sha256?: string;
}

/** Meta's download host ("Media" page): the only one beside the API itself that may see the token. */
const DOWNLOAD_HOST = 'lookaside.fbsbx.com';
const MOST_REDIRECTS = 3;

const refused = (reason: string): Result => ({ kind: 'refused', reason });
const retry = (reason: string): Result => ({ kind: 'retry', reason });

/** Asks for the medium's address by its id, or takes the body's address where there is no id, and brings the bytes. */
export const fetchMediaThrough = (api: GraphApi): FetchMedia => async (media, credentials, options) => {
  const token = credentials.accessToken;
  if (!token) return retry('Access Token is missing');
  if (media.mediaId === undefined) {
    if (media.url === undefined) return refused('neither id nor address');
    return (await download({ ...media, url: media.url }, { api, token, media, options })) ?? refused('the address has expired');
  }
  // an address lives five minutes: one that has expired in between is asked for once more
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const source = await sourceOf(media.mediaId, { api, token, credentials, options });
    if ('kind' in source) return source;
    const result = await download({ ...source, sha256: source.sha256 ?? media.sha256 }, { api, token, media, options });
    if (result) return result;
  }
  return retry('the address expires before it can be used');
};

interface Asking {
  readonly api: GraphApi;
  readonly token: string;
  readonly credentials: Readonly<Record<string, string>>;
  readonly options: Limits;
}

const sourceOf = async (mediaId: string, { api, token, credentials, options }: Asking): Promise<Source | Result> => {
  if (!/^[A-Za-z0-9_-]{1,200}$/.test(mediaId)) return refused('not an id of a medium');
  const query = new URLSearchParams({ phone_number_id: credentials.phoneNumberId ?? '' });
  const url = `${api.graphUrl}/${api.version}/${mediaId}?${query.toString()}`;
  const answer = await callGraph({ method: 'GET', url, token, secrets: [token] }, options);
  if (answer.kind === 'failed') return judged(answer.failure.papers.httpStatus ?? 0, answer.failure.isTransient);
  if (answer.kind !== 'ok') return retry(answer.papers.title ?? 'no answer');
  const address = asText(get(answer.json, 'url'));
  if (address === undefined) return retry('Meta names no address');
  if ((asNumber(get(answer.json, 'file_size')) ?? 0) > options.maxBytes) return refused('too large');
  return { url: address, mimeType: asText(get(answer.json, 'mime_type')), sha256: asText(get(answer.json, 'sha256')) };
};

/** Requests that are wrong stay wrong; a token may be renewed and a service come back. */
const judged = (status: number, isTransient: boolean): Result =>
  !isTransient && (status === 400 || status === 404 || status === 410) ? refused('Meta does not have it') : retry(`HTTP ${status}`);

interface Downloading {
  readonly api: GraphApi;
  readonly token: string;
  readonly media: InboundMedia;
  readonly options: Limits;
}

/** The bytes, or undefined where the address has expired. */
const download = async (source: Source, context: Downloading): Promise<Result | undefined> => {
  try {
    const response = await follow(source.url, context);
    if ('kind' in response) return response;
    return await received(response, source, context);
  } catch {
    return retry('the connection was lost');
  }
};

const follow = async (first: string, { api, token, options }: Downloading): Promise<Response | Result> => {
  let address = first;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const trust = trustOf(address, api);
    if (trust === 'none') return refused('not an address of Meta');
    const headers: Record<string, string> = trust === 'token' ? { authorization: `Bearer ${token}` } : {};
    const response = await fetch(address, { headers, redirect: 'manual', signal: AbortSignal.timeout(options.timeout) });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    address = URL.parse(location, address)?.href ?? '';
  }
  return refused('too many redirections');
};

/** `token`: Meta's download host and the API's own; `bytes`: Meta's public content network, without the token. */
export const trustOf = (address: string, { graphUrl }: GraphApi): 'token' | 'bytes' | 'none' => {
  const url = URL.parse(address);
  const graph = URL.parse(graphUrl);
  if (!url || url.username !== '' || url.password !== '') return 'none';
  if (graph && url.origin === graph.origin && (url.protocol === 'https:' || isLoopback(url.hostname))) return 'token';
  if (url.protocol !== 'https:' || url.port !== '') return 'none';
  if (url.hostname === DOWNLOAD_HOST) return 'token';
  return url.hostname.endsWith('.fbcdn.net') ? 'bytes' : 'none';
};

const isLoopback = (hostname: string): boolean => hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);

const received = async (response: Response, source: Source, { media, options }: Downloading): Promise<Result | undefined> => {
  const mimeType = mimeTypeOf(source.mimeType ?? response.headers.get('content-type') ?? media.mimeType);
  const problem = answerProblem(response, options.maxBytes) ?? typeProblem(media.type, mimeType);
  if (problem !== undefined) {
    await response.body?.cancel();
    return problem === 'expired' ? undefined : problem;
  }
  const bytes = await readUpTo(response, options.maxBytes);
  if (bytes === undefined) return refused('too large');
  if (!hasHash(bytes, source.sha256)) return retry('the bytes are not those that were announced');
  return { kind: 'fetched', media: { bytes, mimeType } };
};

const answerProblem = (response: Response, maxBytes: number): Result | 'expired' | undefined => {
  if (response.status === 404 || response.status === 410) return 'expired';
  if (!response.ok) return judged(response.status, false);
  return Number(response.headers.get('content-length') ?? 0) > maxBytes ? refused('too large') : undefined;
};

const mimeTypeOf = (stated: string | undefined): string => (stated ?? '').trim().toLowerCase() || 'application/octet-stream';

/** Types a browser would run; nothing of the kind is stored. */
const active = /^(text\/html|application\/xhtml\+xml|image\/svg|text\/xml|application\/xml|(text|application)\/(x-)?(java|ecma)script)/;
const families: Readonly<Record<InboundMedia['type'], RegExp>> = {
  image: /^image\//, sticker: /^image\//, audio: /^(audio\/|application\/ogg)/, video: /^video\//, document: /./,
};

const typeProblem = (type: InboundMedia['type'], mimeType: string): Result | undefined =>
  active.test(mimeType) || !families[type].test(mimeType) ? refused(`not a type for ${type}`) : undefined;

/** Meta writes the hash in base64 in webhooks and in hex in its API; what is neither proves nothing. */
const hasHash = (bytes: Uint8Array, stated: string | undefined): boolean => {
  const expected = stated === undefined ? undefined : hashBytes(stated);
  return expected === undefined || createHash('sha256').update(bytes).digest().equals(expected);
};

const hashBytes = (stated: string): Buffer | undefined => {
  if (/^[0-9a-f]{64}$/i.test(stated)) return Buffer.from(stated, 'hex');
  return /^[A-Za-z0-9+/]{43}=$/.test(stated) ? Buffer.from(stated, 'base64') : undefined;
};
