import { request as requestInClear, type IncomingMessage } from 'node:http';
import { request as requestSafely } from 'node:https';
import type { CallOptions, InboundMedia } from '@tandem/domain';
import { readMedium, refusedMedium, retryMedium, type MediumResult } from '../http/medium.js';
import { NOT_PUBLIC, canBePublic, isLoopback, publicLookup } from './addresses.js';
import { isSimulated, type ApiPlace } from './api.js';

/** A medium at an address that somebody else named. */
export interface Download {
  readonly url: string;
  readonly type: InboundMedia['type'];
  readonly mimeType?: string;
  readonly sha256?: string;
}

const MOST_REDIRECTS = 3;
const NOT_THERE = 'not a public https address';

/**
 * Reads a medium from a public https address, without any credential and never from a private network. Where the
 * installation speaks to a simulator on this machine, addresses on this machine are read as well.
 */
export const downloadThrough = (place: ApiPlace) =>
  async (source: Download, options: CallOptions & { readonly maxBytes: number }): Promise<MediumResult> => {
    const signal = AbortSignal.timeout(options.timeout);
    try {
      let address = source.url;
      for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
        const target = trustOf(address, place);
        if (!target) return refusedMedium(NOT_THERE);
        const response = await open(target, signal);
        const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
        if (location === null) return await readMedium(response, typed(source, response), options.maxBytes);
        await response.body?.cancel();
        address = URL.parse(location, address)?.href ?? '';
      }
      return refusedMedium('too many redirections');
    } catch (error) {
      const isPrivate = (error as { code?: unknown }).code === NOT_PUBLIC;
      return isPrivate ? refusedMedium(NOT_THERE) : retryMedium('the connection was lost');
    }
  };

interface Target {
  readonly url: URL;
  /** Only a public address may be connected to, whatever its name stands for. */
  readonly mustBePublic: boolean;
}

/** The address where it may be read, undefined where not. */
export const trustOf = (address: string, place: ApiPlace): Target | undefined => {
  const url = URL.parse(address);
  if (!url || url.username !== '' || url.password !== '') return undefined;
  if (isSimulated(place) && url.protocol === 'http:' && isLoopback(url.hostname)) return { url, mustBePublic: false };
  return url.protocol === 'https:' && canBePublic(url.hostname) ? { url, mustBePublic: true } : undefined;
};

/** Types by the end of a name, for stores that call every file a stream of bytes. */
const typesByEnd: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp', gif: 'image/gif',
  mp4: 'video/mp4', '3gp': 'video/3gpp', pdf: 'application/pdf',
  ogg: 'audio/ogg', oga: 'audio/ogg', opus: 'audio/ogg', mp3: 'audio/mpeg', m4a: 'audio/mp4', aac: 'audio/aac', amr: 'audio/amr',
};

const typed = (source: Download, response: Response): Download => {
  if (source.mimeType !== undefined || !/octet-stream/.test(response.headers.get('content-type') ?? '')) return source;
  const end = /\.([a-z0-9]+)$/i.exec(URL.parse(source.url)?.pathname ?? '')?.[1]?.toLowerCase() ?? '';
  const mimeType = Object.hasOwn(typesByEnd, end) ? typesByEnd[end] : undefined;
  return mimeType === undefined ? source : { ...source, mimeType };
};

/** A GET whose look-up is judged where it is used: `fetch` would look the name up once more. */
const open = ({ url, mustBePublic }: Target, signal: AbortSignal) => new Promise<Response>((resolve, reject) => {
  const request = url.protocol === 'https:' ? requestSafely : requestInClear;
  request(url, { agent: false, signal, ...(mustBePublic && { lookup: publicLookup }) }, (message) => {
    try {
      resolve(responseOf(message));
    } catch (error) {
      message.destroy();
      reject(error instanceof Error ? error : new Error('not an answer'));
    }
  }).on('error', reject).end();
});

const responseOf = (message: IncomingMessage): Response => {
  const status = message.statusCode ?? 502;
  const headers = new Headers();
  for (const name of ['content-type', 'content-length', 'location']) {
    const value = message.headersDistinct[name]?.[0];
    if (value !== undefined) headers.set(name, value);
  }
  const isEmpty = status === 204 || status === 205 || status === 304;
  if (isEmpty) message.resume();
  return new Response(isEmpty ? null : streamOf(message), { status, headers });
};

const streamOf = (message: IncomingMessage): ReadableStream<Uint8Array> => {
  const chunks = (message as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next: IteratorResult<Buffer, undefined> = await chunks.next();
      if (next.done) controller.close();
      else controller.enqueue(new Uint8Array(next.value));
    },
    cancel: () => void message.destroy(),
  });
};
