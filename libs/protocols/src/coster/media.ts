import type { InboundMedia, Protocol } from '@tandem/domain';
import { isOwnAddress, readMedium, refusedMedium as refused, retryMedium as retry, type MediumResult } from '../http/medium.js';
import { botSurface, type CosterApi, type Surface } from './settings.js';

type FetchMedia = NonNullable<Protocol['fetchMedia']>;

/** `GET /bot/media/{id}` answers with the bytes. The token goes to the bot API's own host; no redirection is followed. */
export const fetchMediaThrough = (api: CosterApi): FetchMedia => async (media, credentials, options) => {
  const surface = botSurface(api, credentials);
  if (!surface) return retry('Access Token is missing');
  const address = addressOf(media, surface);
  if (address === undefined) return refused('neither an id of a medium nor an address of Coster');
  try {
    const { headers } = surface;
    const response = await fetch(address, { headers, redirect: 'manual', signal: AbortSignal.timeout(options.timeout) });
    return await received(response, media, options.maxBytes);
  } catch {
    return retry('the connection was lost');
  }
};

const addressOf = ({ mediaId, url }: InboundMedia, { url: base }: Surface): string | undefined => {
  if (mediaId === undefined) return url !== undefined && isOwnAddress(url, base) ? url : undefined;
  return /^[\w.~-]{1,200}$/.test(mediaId) && !/^\.+$/.test(mediaId) ? `${base}/bot/media/${mediaId}` : undefined;
};

const received = async (response: Response, media: InboundMedia, maxBytes: number): Promise<MediumResult> => {
  const stated = response.headers.get('content-type') ?? '';
  if (response.ok && /\bjson\b/i.test(stated) && !/\bjson\b/i.test(media.mimeType ?? '')) {
    await response.body?.cancel();
    return retry('an answer in place of the medium');
  }
  // what a server says of bytes it does not look at is no type
  const mimeType = stated === '' || /octet-stream/i.test(stated) ? media.mimeType : undefined;
  return readMedium(response, { type: media.type, mimeType, sha256: media.sha256 }, maxBytes);
};
