import { json, type Answer } from '../http/exchange.js';

/** Something Qontak refuses, with the HTTP status that is also its code. */
export type QontakRefusal = { status: number; code?: number; messages: string[] };

/** `{status: "error", error: {code, messages}}`. */
export function qontakError({ status, code, messages }: QontakRefusal): Answer {
  const answer = json({ status: 'error', error: { code: code ?? status, messages } }, status);
  return status === 429 ? { ...answer, headers: { 'retry-after': '1' } } : answer;
}

export const success = (data: unknown, { status = 200, meta }: { status?: number; meta?: unknown } = {}): Answer =>
  json({ status: 'success', data, ...(meta === undefined ? {} : { meta }) }, status);

export const notFound = (what: string): QontakRefusal => ({ status: 404, messages: [`${what} not found`] });

export const invalid = (...messages: string[]): QontakRefusal => ({ status: 422, messages });

export const tooMany: QontakRefusal = { status: 429, messages: ['Too many requests'] };
