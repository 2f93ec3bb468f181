// A floor: Fastify and the signature, the body as bytes.
import { fastify } from 'fastify';
import { isGenuine, listening, signatureHeader } from './verify.js';

const app = fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.post('/webhooks/meta-cloud/:address', async (request, reply) =>
  reply.code(isGenuine(request.body as Buffer, request.headers[signatureHeader]) ? 200 : 401).send(''));
listening(Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port));
