import { json, type Answer, type Exchange } from '../http/exchange.js';
import { mediaLives, mediaRefusal, type MediaFile } from '../whatsapp/media.js';
import type { NumberAccount } from './accounts.js';
import type { MetaCloud } from './context.js';
import { graphError, invalidToken, parameter } from './graph-errors.js';

/** `POST /{phone-number-id}/media`: multipart with `messaging_product`, `type` and `file`. */
export async function uploadMedia(cloud: MetaCloud, number: NumberAccount, exchange: Exchange): Promise<Answer> {
  const refuse = (message: string) => graphError(parameter(message), cloud.chance.hex(22));
  const form = await new Response(new Uint8Array(exchange.body), { headers: { 'content-type': exchange.request.headers['content-type'] ?? '' } })
    .formData().catch(() => undefined);
  if (form?.get('messaging_product') !== 'whatsapp') return refuse('The parameter messaging_product is required.');
  const file = form.get('file');
  if (!(file instanceof Blob)) return refuse('The parameter file is required.');
  const given = form.get('type');
  const mimeType = file.type && file.type !== 'application/octet-stream' ? file.type : typeof given === 'string' ? given : '';
  const refused = mediaRefusal(mimeType, file.size);
  if (refused === 'type') return refuse(`Param file must be a file with one of the supported types, but this is of type '${mimeType}'.`);
  if (refused === 'size') return graphError({ code: 131053, status: 400, details: 'The file is too large for its type.' }, cloud.chance.hex(22));
  const bytes = Buffer.from(await file.arrayBuffer());
  const stored = cloud.media.store({ mimeType, bytes, phoneNumberId: number.phoneNumberId, life: mediaLives.uploaded });
  cloud.changed();
  return json({ id: stored.id });
}

/** `GET /{media-id}`: an address that is good for five minutes. */
export const describeMedia = (cloud: MetaCloud, file: MediaFile): Answer => json({
  messaging_product: 'whatsapp',
  url: `${cloud.baseUrl()}${cloud.media.downloadPath(file)}`,
  mime_type: file.mimeType,
  sha256: Buffer.from(file.sha256, 'base64').toString('hex'),
  file_size: file.bytes.length,
  id: file.id,
});

/** `GET` of a download address; wants the token as every call does, and answers 404 when its five minutes are over. */
export function downloadMedia(cloud: MetaCloud, exchange: Exchange): Answer {
  const grant = cloud.accounts.grant(bearer(exchange) ?? '');
  if (!grant) return graphError(invalidToken, cloud.chance.hex(22));
  const file = cloud.media.download(exchange.query.get('mid') ?? '');
  const number = file && cloud.accounts.numbers.get(file.phoneNumberId);
  if (!file || !number || !grant.wabaIds.includes(number.wabaId)) return { status: 404, body: 'Not Found', headers: { 'content-type': 'text/plain' } };
  return { status: 200, body: file.bytes, headers: { 'content-type': file.mimeType } };
}

export function deleteMedia(cloud: MetaCloud, file: MediaFile): Answer {
  cloud.media.remove(file.id);
  cloud.changed();
  return json({ success: true });
}

/** The token of a call; Graph also takes it from the query. */
export const bearer = (exchange: Exchange): string | undefined =>
  /^Bearer (.+)$/i.exec(exchange.request.headers.authorization ?? '')?.[1]?.trim() ?? exchange.query.get('access_token') ?? undefined;
