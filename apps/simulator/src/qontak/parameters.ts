import { jsonObject, type Exchange, type JsonObject } from '../http/exchange.js';

export type Upload = { mimeType: string; filename: string; bytes: Buffer };

export type Parameters = { fields: JsonObject; file?: Upload };

/** What a call says: as JSON, or as multipart with perhaps a file. */
export async function parametersOf({ request, body }: Exchange): Promise<Parameters> {
  const contentType = request.headers['content-type'] ?? '';
  if (!contentType.startsWith('multipart/form-data')) return { fields: jsonObject(body) ?? {} };
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData().catch(() => new FormData());
  const file = form.get('file');
  const fields = Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'));
  if (!(file instanceof Blob)) return { fields };
  const filename = 'name' in file ? String(file.name) : 'file';
  return { fields, file: { mimeType: file.type || 'application/octet-stream', filename, bytes: Buffer.from(await file.arrayBuffer()) } };
}
