import { json, type Answer } from '../http/exchange.js';
import type { CosterFaults } from './faults.js';

export type CosterRefusal = { code: number; status?: number; title?: string; details?: string };

const titles: Record<number, string> = { 401: 'Unauthorized', 404: 'Not found', 429: 'Too many requests', 1006: 'Required parameter is missing or invalid' };

/** How every answer of Coster's push API begins. */
export const meta = { author: 'jatis mobile', meta: '0.0.1' };

/** Coster's error answer: HTTP 500 where the code is not itself an HTTP status. */
export function costerError({ code, status, title, details }: CosterRefusal, answers?: CosterFaults['answers']): Answer {
  const http = status ?? (code >= 400 && code < 500 ? code : 500);
  const error = { code: answers?.codes === 'string' ? String(code) : code, title: title ?? titles[code] ?? 'Error', details: details ?? titles[code] ?? 'Error' };
  const answer = json({ meta, ...(answers?.errors === 'single' ? { error } : { errors: [error] }) }, http);
  return http === 429 ? { ...answer, headers: { 'retry-after': '1' } } : answer;
}

export const missing = (name: string): CosterRefusal => ({ code: 1006, details: `${name} is missing or invalid` });

export const unknownContact: CosterRefusal = { code: 1006, details: 'Unknown Contact' };
