import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { loadApp } from '../../load/load-numbers.js';

/** Whether a body carries Meta's signature: what every floor does before it answers. */
export const isGenuine = (rawBody: Uint8Array, signature: unknown): boolean => {
  if (typeof signature !== 'string') return false;
  const expected = Buffer.from(`sha256=${createHmac('sha256', loadApp.appSecret).update(rawBody).digest('hex')}`);
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
};

export const signatureHeader = 'x-hub-signature-256';

export const readBody = (request: IncomingMessage, done: (body: Buffer) => void): void => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
};

export const listening = (port: number): void => void process.stdout.write(`Listening http://127.0.0.1:${port}\n`);
