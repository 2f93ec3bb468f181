import type { CallOptions, InboundMedia, Protocol } from '@tandem/domain';
import { asNumber, asText, get } from '../http/json.js';
import { isOwnAddress, judgedByStatus, readMedium, refusedMedium as refused, retryMedium as retry, type MediumResult } from '../http/medium.js';
import { callGraph } from './graph.js';
import type { GraphApi } from './send.js';

type FetchMedia = NonNullable<Protocol['fetchMedia']>;
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

const sourceOf = async (mediaId: string, { api, token, credentials, options }: Asking): Promise<Source | MediumResult> => {
  if (!/^[A-Za-z0-9_-]{1,200}$/.test(mediaId)) return refused('not an id of a medium');
  const query = new URLSearchParams({ phone_number_id: credentials.phoneNumberId ?? '' });
  const url = `${api.graphUrl}/${api.version}/${mediaId}?${query.toString()}`;
  const answer = await callGraph({ method: 'GET', url, token, secrets: [token] }, options);
  if (answer.kind === 'failed') {
    return answer.failure.isTransient ? retry('a passing failure') : judgedByStatus(answer.failure.papers.httpStatus ?? 0);
  }
  if (answer.kind !== 'ok') return retry(answer.papers.title ?? 'no answer');
  const address = asText(get(answer.json, 'url'));
  if (address === undefined) return retry('Meta names no address');
  if ((asNumber(get(answer.json, 'file_size')) ?? 0) > options.maxBytes) return refused('too large');
  return { url: address, mimeType: asText(get(answer.json, 'mime_type')), sha256: asText(get(answer.json, 'sha256')) };
};

interface Downloading {
  readonly api: GraphApi;
  readonly token: string;
  readonly media: InboundMedia;
  readonly options: Limits;
}

/** The bytes, or undefined where the address has expired. */
const download = async (source: Source, context: Downloading): Promise<MediumResult | undefined> => {
  try {
    const response = await follow(source.url, context);
    if ('kind' in response) return response;
    return await received(response, source, context);
  } catch {
    return retry('the connection was lost');
  }
};

const follow = async (first: string, { api, token, options }: Downloading): Promise<Response | MediumResult> => {
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
  if (isOwnAddress(address, graphUrl)) return 'token';
  const url = URL.parse(address);
  if (!url || url.username !== '' || url.password !== '' || url.protocol !== 'https:' || url.port !== '') return 'none';
  if (url.hostname === DOWNLOAD_HOST) return 'token';
  return url.hostname.endsWith('.fbcdn.net') ? 'bytes' : 'none';
};

const received = async (response: Response, source: Source, { media, options }: Downloading): Promise<MediumResult | undefined> => {
  if (response.status === 404 || response.status === 410) {
    await response.body?.cancel();
    return undefined;
  }
  const announced = { type: media.type, mimeType: source.mimeType, assumedType: media.mimeType, sha256: source.sha256 };
  return readMedium(response, announced, options.maxBytes);
};
