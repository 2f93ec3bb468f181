import type { FastifyInstance } from 'fastify';
import type { Log } from '../logging/log.js';
import type { ContentStore, Medium } from './content-store.js';
import type { MediaLinks } from './media-links.js';

export interface MediaRoutes {
  readonly content: Pick<ContentStore, 'get'>;
  readonly links: Pick<MediaLinks, 'holds'>;
  readonly log: Log;
}

/**
 * `GET /media/<ref>?until=…&proof=…`: 200 with the bytes; 202 while they are not there yet; 404 where they never will be,
 * and for every link that does not hold.
 */
export const mediaPlugin = ({ content, links, log }: MediaRoutes) => async (app: FastifyInstance): Promise<void> => {
  app.get('/media/:ref', async (request, reply) => {
    const { ref } = request.params as { ref: string };
    const { until, proof } = request.query as Readonly<Record<string, unknown>>;
    reply.headers({ 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff', 'content-security-policy': 'sandbox' });
    if (typeof until !== 'string' || typeof proof !== 'string' || !links.holds(ref, { until, proof })) return reply.code(404).send({ error: 'NoSuchMedium' });
    const found = await content.get(ref).catch((error: unknown) => {
      log.error('MediumNotReadable', { error });
      return { kind: 'none' } as const;
    });
    if (found.kind === 'none') return reply.code(404).send({ error: 'NoSuchMedium' });
    if (found.kind === 'absent') return reply.code(202).header('retry-after', '2').send({ status: 'fetching' });
    return reply.headers(headersOf(found.medium)).send(Buffer.from(found.medium.bytes));
  });
};

const headersOf = ({ mimeType, filename }: Medium): Record<string, string> => ({
  'content-type': /^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w.+-]+)*$/.test(mimeType) ? mimeType : 'application/octet-stream',
  'content-disposition': filename === undefined ? 'attachment' : `attachment; filename*=UTF-8''${encodeURIComponent(filename).replaceAll("'", '%27')}`,
});
