import type { IncomingMessage, ServerResponse } from 'node:http';

/** One HTTP call on its way through the simulator: the parsed address, the raw body, and how to answer. */
export type Exchange = {
  method: string;
  path: string;
  query: URLSearchParams;
  request: IncomingMessage;
  response: ServerResponse;
  body: Buffer;
};

/** What a handler returns; `undefined` means that it has taken the answer into its own hands. */
export type Answer = { status: number; json?: unknown; body?: Buffer | string; headers?: Record<string, string> };

export const json = (value: unknown, status = 200): Answer => ({ status, json: value });

/** A body that is too large for the simulator; the caller answers 413. */
export class BodyTooLarge extends Error {}

/** Reads the whole body, at most `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new BodyTooLarge(`The body is larger than ${limit} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

export function writeAnswer(response: ServerResponse, answer: Answer): void {
  if (response.writableEnded || response.destroyed) return;
  const body = answer.body ?? (answer.json === undefined ? '' : JSON.stringify(answer.json));
  const type = answer.json === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(answer.status, { ...type, 'content-length': String(Buffer.byteLength(body)), ...answer.headers });
  response.end(body);
}

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The body as a JSON object, or undefined when it is something else. */
export function jsonObject(body: Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
