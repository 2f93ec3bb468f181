import { createHash } from 'node:crypto';
import type { InboundMedia, Protocol } from '@tandem/domain';
import { readUpTo } from './call.js';

export type MediumResult = Awaited<ReturnType<NonNullable<Protocol['fetchMedia']>>>;

/** What is known of a medium before its bytes are read; a type stated here counts before the answer's. */
export interface Announced {
  readonly type: InboundMedia['type'];
  readonly mimeType?: string;
  /** Where the answer does not name a type either. */
  readonly assumedType?: string;
  readonly sha256?: string;
}

export const refusedMedium = (reason: string): MediumResult => ({ kind: 'refused', reason });
export const retryMedium = (reason: string): MediumResult => ({ kind: 'retry', reason });

/** Requests that are wrong stay wrong; a token may be renewed and a service come back. */
export const judgedByStatus = (status: number): MediumResult =>
  status === 400 || status === 404 || status === 410
    ? refusedMedium('the provider does not have it')
    : retryMedium(`HTTP ${status}`);

/** The bytes of a download, not more than `maxBytes` of them read, of a type and with the hash that were announced. */
export const readMedium = async (response: Response, announced: Announced, maxBytes: number): Promise<MediumResult> => {
  const mimeType = mimeTypeOf(announced.mimeType ?? response.headers.get('content-type') ?? announced.assumedType);
  const problem = answerProblem(response, maxBytes) ?? typeProblem(announced.type, mimeType);
  if (problem !== undefined) {
    await response.body?.cancel();
    return problem;
  }
  const bytes = await readUpTo(response, maxBytes);
  if (bytes === undefined) return refusedMedium('too large');
  if (!hasHash(bytes, announced.sha256)) return retryMedium('the bytes are not those that were announced');
  return { kind: 'fetched', media: { bytes, mimeType } };
};

const answerProblem = (response: Response, maxBytes: number): MediumResult | undefined => {
  if (!response.ok) return judgedByStatus(response.status);
  return Number(response.headers.get('content-length') ?? 0) > maxBytes ? refusedMedium('too large') : undefined;
};

const mimeTypeOf = (stated: string | undefined): string => (stated ?? '').trim().toLowerCase() || 'application/octet-stream';

/** Types a browser would run; nothing of the kind is stored. */
const active = /^(text\/html|application\/xhtml\+xml|image\/svg|text\/xml|application\/xml|(text|application)\/(x-)?(java|ecma)script)/;
const families: Readonly<Record<InboundMedia['type'], RegExp>> = {
  image: /^image\//, sticker: /^image\//, audio: /^(audio\/|application\/ogg)/, video: /^video\//, document: /./,
};

const typeProblem = (type: InboundMedia['type'], mimeType: string): MediumResult | undefined =>
  active.test(mimeType) || !families[type].test(mimeType) ? refusedMedium(`not a type for ${type}`) : undefined;

/** WhatsApp's hashes come in base64 and in hex; what is neither proves nothing. */
const hasHash = (bytes: Uint8Array, stated: string | undefined): boolean => {
  const expected = stated === undefined ? undefined : hashBytes(stated);
  return expected === undefined || createHash('sha256').update(bytes).digest().equals(expected);
};

const hashBytes = (stated: string): Buffer | undefined => {
  if (/^[0-9a-f]{64}$/i.test(stated)) return Buffer.from(stated, 'hex');
  return /^[A-Za-z0-9+/]{43}=$/.test(stated) ? Buffer.from(stated, 'base64') : undefined;
};

const isLoopback = (hostname: string): boolean => hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);

/** Whether `address` is of the API at `base` and may see its token: over https, in clear only to this machine (the simulator). */
export const isOwnAddress = (address: string, base: string): boolean => {
  const url = URL.parse(address);
  const own = URL.parse(base);
  if (!url || !own || url.username !== '' || url.password !== '' || url.origin !== own.origin) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
};
