import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Answer } from '../http/exchange.js';

const folder = new URL('./page/', import.meta.url);

const files: Record<string, { name: string; type: string }> = {
  '/': { name: 'index.html', type: 'text/html; charset=utf-8' },
  '/phone.css': { name: 'phone.css', type: 'text/css; charset=utf-8' },
  '/phone.mjs': { name: 'phone.mjs', type: 'text/javascript; charset=utf-8' },
  '/ask.mjs': { name: 'ask.mjs', type: 'text/javascript; charset=utf-8' },
  '/desk.mjs': { name: 'desk.mjs', type: 'text/javascript; charset=utf-8' },
  '/draw.mjs': { name: 'draw.mjs', type: 'text/javascript; charset=utf-8' },
  '/new-number.mjs': { name: 'new-number.mjs', type: 'text/javascript; charset=utf-8' },
  '/favicon.svg': { name: 'favicon.svg', type: 'image/svg+xml' },
};

const headers = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

/** The page and its parts. They are read each time: small, and an edit shows at once. */
export function pageFile(method: string, path: string): Answer | undefined {
  const file = method === 'GET' ? files[path] : undefined;
  if (!file) return undefined;
  return { status: 200, body: readFileSync(fileURLToPath(new URL(file.name, folder))), headers: { ...headers, 'content-type': file.type } };
}
