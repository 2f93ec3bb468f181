import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isApi } from './problem.filter.js';

/** Where the CMS is once it is built; beside the sources as beside the build. */
export const builtCms = join(import.meta.dirname, '../../../cms/dist/browser');

/** Files whose name carries a hash of their content never change. */
const hashed = /-[A-Za-z0-9_]{8,}\.(?:js|css|woff2?|svg|png)$/;
/** The page goes out with a nonce of its own; maps of the sources are for who built it. */
const notServed = /\/index\.html$|\.map$/;
/** What is no page: there the CMS does not answer for a missing one. */
const notPages = /^\/(?:api|webhooks|media|metrics|health)(?:[/?]|$)/;

const policy = (styles: string): string =>
  [
    "default-src 'none'", "script-src 'self'", `style-src 'self' ${styles}`.trim(), "img-src 'self' data: blob:",
    "media-src 'self' blob:", "font-src 'self'",
    "connect-src 'self'", "manifest-src 'self'", "base-uri 'self'", "form-action 'self'", "frame-ancestors 'none'",
  ].join('; ');

const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;

/** What programs ask for alone. */
const forPrograms = /^\/(?:webhooks|metrics|health)(?:[/?]|$)/;

/** Headers of everything that a browser gets from here. What a route has set itself stays. */
export const secure = (fastify: FastifyInstance): void => {
  fastify.addHook('onSend', async (request, reply) => {
    if (forPrograms.test(request.url)) return;
    const styles = request.url.startsWith('/api/docs') ? "'unsafe-inline'" : '';
    const wanted = {
      ...always, 'content-security-policy': policy(styles), ...(isApi(request.url) && { 'cache-control': 'no-store' }),
    };
    for (const [name, value] of Object.entries(wanted)) if (!reply.hasHeader(name)) reply.header(name, value);
  });
};

export interface Cms {
  /** Answers a request for a page; false where it is none, or the CMS is not built. */
  page(request: FastifyRequest, reply: FastifyReply): boolean;
}

/** Serves the built CMS at `/`; every address that is nothing else is one of its pages. */
export const serveCms = async (fastify: FastifyInstance, folder: string): Promise<Cms> => {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) return { page: () => false };
  await fastify.register(fastifyStatic, {
    root: folder, prefix: '/', index: false, cacheControl: false, dotfiles: 'deny',
    allowedPath: (path) => !notServed.test(path),
    setHeaders: (reply, path) => void reply.header(
      'cache-control', hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    ),
  });
  const send = (reply: FastifyReply): void => {
    const nonce = randomBytes(16).toString('base64');
    void reply
      .headers({ 'content-security-policy': policy(`'nonce-${nonce}'`), 'cache-control': 'no-cache' })
      .type('text/html; charset=utf-8').code(200).send(withNonce(readFileSync(index, 'utf8'), nonce));
  };
  fastify.get('/', (_request, reply) => send(reply));
  return {
    page: (request, reply) => {
      if (request.method !== 'GET' || notPages.test(request.url) || /\.\w{1,8}(?:\?|$)/.test(request.url)) return false;
      send(reply);
      return true;
    },
  };
};

/** Angular puts the nonce on the styles that it adds: it looks for it on its root element. */
const withNonce = (html: string, nonce: string): string =>
  html.replace(/<([a-z]+-root)(?=[\s>])/, `<$1 ngCspNonce="${nonce}"`);
