import type { FastifyInstance } from 'fastify';
import type { Log } from '../logging/log.js';
import type { ContentStore, Medium } from './content-store.js';
import type { MediaHolders } from './media-holders.js';
import type { MediaLinks } from './media-links.js';

export interface MediaRoutes {
  readonly content: Pick<ContentStore, 'get'>;
  readonly links: Pick<MediaLinks, 'holds'>;
  /** Where several processes share the log. */
  readonly mediaHolders?: Pick<MediaHolders, 'keepsHere'>;
  readonly log: Log;
}

/**
 * `GET /media/<ref>?until=…&proof=…`: 200 with the bytes; 202 while they are not there yet; 421 where another process has
 * them, or will; 404 where they never will be, and for every link that does not hold.
 */
export const mediaPlugin = ({ content, links, mediaHolders, log }: MediaRoutes) => async (app: FastifyInstance): Promise<void> => {
  app.get('/media/:ref', async (request, reply) => {
    const { ref } = request.params as { ref: string };
    const { until, proof, by } = request.query as Readonly<Record<string, unknown>>;
    reply.headers({ 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff', 'content-security-policy': 'sandbox' });
    if (typeof until !== 'string' || typeof proof !== 'string' || !links.holds(ref, { until, proof })) return reply.code(404).send({ error: 'NoSuchMedium' });
    const found = await content.get(ref).catch((error: unknown) => {
      log.error('MediumNotReadable', { error });
      return { kind: 'none' } as const;
    });
    if (found.kind === 'none') return reply.code(404).send({ error: 'NoSuchMedium' });
    if (found.kind === 'absent' && typeof by === 'string' && mediaHolders && !mediaHolders.keepsHere(by)) {
      log.warn('MediumElsewhere', { writer: by.slice(0, 16) });
      return reply.code(421).send({ error: 'MediumElsewhere', detail: elsewhere });
    }
    if (found.kind === 'absent') return reply.code(202).header('retry-after', '2').send({ status: 'fetching' });
    return reply.headers(headersOf(found.medium)).send(Buffer.from(found.medium.bytes));
  });
};

const elsewhere = 'Another process of this installation has this file. Let all of them share one folder "media", or send /media/ to the one that has it.';

const headersOf = ({ mimeType, filename }: Medium): Record<string, string> => ({
  'content-type': /^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w.+-]+)*$/.test(mimeType) ? mimeType : 'application/octet-stream',
  'content-disposition': filename === undefined ? 'attachment' : `attachment; filename*=UTF-8''${encodeURIComponent(filename).replaceAll("'", '%27')}`,
});
