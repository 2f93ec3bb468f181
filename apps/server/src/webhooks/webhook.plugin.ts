import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MAX_BODY_BYTES, type Ingress, type WebhookAnswer } from './accept-webhook.js';

interface Path {
  readonly protocol: string;
  readonly address: string;
  readonly secret?: string;
}

const SENT_TYPE = Symbol('content type as sent');
type Sent = FastifyRequest & { [SENT_TYPE]?: string };

const noBody = new Uint8Array(0);

const send = (reply: FastifyReply, { status, body, contentType }: WebhookAnswer) =>
  reply.code(status).header('content-type', contentType).header('x-content-type-options', 'nosniff').send(body);

const headersAsSent = (request: Sent): Readonly<Record<string, string | undefined>> => {
  const headers = request.headers as Record<string, string | undefined>;
  if (request[SENT_TYPE] !== undefined) headers['content-type'] = request[SENT_TYPE];
  return headers;
};

/** Only single values: a repeated name is nobody's. */
const queryOf = (query: unknown): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(query as Record<string, unknown>).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));

/**
 * The webhook routes as an encapsulated plugin inside Nest's adapter: every body arrives as the bytes that were sent,
 * whatever its content type says, up to `MAX_BODY_BYTES`; Nest's own parsers would refuse many of them.
 */
export const webhookPlugin = (ingress: Ingress) => async (fastify: FastifyInstance): Promise<void> => {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => done(null, body));

  // Fastify answers 415 to a content type that it cannot read, before any parser: it is shown one that it can
  fastify.decorateRequest(SENT_TYPE, undefined);
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request.raw;
    (request as Sent)[SENT_TYPE] = headers['content-type'];
    if (headers['content-type'] !== undefined) headers['content-type'] = 'application/octet-stream';
    done();
  });

  fastify.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return send(reply, ingress.refuseTooLarge(request.params as Path));
    return reply.code(error.statusCode ?? 400).header('content-type', 'text/plain; charset=utf-8').send('refused');
  });

  const handle = (method: 'GET' | 'POST') => async (request: FastifyRequest, reply: FastifyReply) => {
    const { protocol, address, secret } = request.params as Path;
    const answer = await ingress.accept({
      method, protocol, address,
      secret: secret === '' ? undefined : secret,
      headers: headersAsSent(request),
      rawBody: Buffer.isBuffer(request.body) ? request.body : noBody,
      query: method === 'GET' ? queryOf(request.query) : {},
    });
    return send(reply, answer);
  };

  for (const url of ['/webhooks/:protocol/:address', '/webhooks/:protocol/:address/:secret']) {
    fastify.route({ method: 'GET', url, handler: handle('GET'), exposeHeadRoute: false });
    fastify.route({ method: 'POST', url, bodyLimit: MAX_BODY_BYTES, handler: handle('POST') });
  }
};
