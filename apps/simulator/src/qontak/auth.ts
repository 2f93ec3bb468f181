import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { json, type Answer, type Exchange } from '../http/exchange.js';
import type { Organisation } from './accounts.js';
import { qontakError } from './errors.js';
import type { Qontak } from './context.js';

/** Who calls: an organisation, by which of its credentials. */
export type Caller = { organisation: Organisation; by: 'user' | 'bot' | 'hmac' };

export type Door = 'open' | 'gateway';

const SKEW_MS = 300_000;

/** Who may come in: with a bearer token at both doors, with Mekari's HMAC at the gateway; else the answer that refuses. */
export function callerOf(qontak: Qontak, exchange: Exchange, door: Door): Caller | Answer {
  const authorization = exchange.request.headers.authorization ?? '';
  const bearer = /^Bearer (.+)$/i.exec(authorization)?.[1];
  const caller = bearer === undefined ? undefined : byToken(qontak, bearer);
  if (caller) return caller;
  if (door === 'gateway' && /^hmac /i.test(authorization)) return byHmac(qontak, exchange, authorization);
  return door === 'open'
    ? qontakError({ status: 401, messages: ['The access token is invalid'] })
    : json({ message: 'Unauthorized' }, 401);
}

const byToken = ({ organisations }: Qontak, token: string): Caller | undefined => {
  for (const organisation of organisations.all()) {
    if (organisation.token === token) return { organisation, by: 'user' };
    if (organisation.botToken === token) return { organisation, by: 'bot' };
  }
  return undefined;
};

/** HMAC-SHA256 over the date and the request line, as Mekari's gateway checks it; the digest of the body only where it is sent. */
function byHmac({ organisations, clock }: Qontak, { request, body }: Exchange, authorization: string): Caller | Answer {
  const field = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(authorization)?.[1] ?? '';
  const refused = (message: string): Answer => json({ message }, 401);
  const organisation = organisations.all().find(({ hmac }) => hmac?.clientId === field('username'));
  const date = request.headers.date;
  if (date === undefined || !(Math.abs(Date.parse(date) - clock.now()) <= SKEW_MS)) {
    return refused('HMAC signature cannot be verified, a valid date or x-date header is required for HMAC Authentication');
  }
  if (field('algorithm') !== 'hmac-sha256' || field('headers') !== 'date request-line') return refused('HMAC signature cannot be verified');
  const signed = `date: ${date}\n${request.method} ${request.url} HTTP/1.1`;
  const right = createHmac('sha256', organisation?.hmac?.clientSecret ?? '').update(signed).digest();
  const given = Buffer.from(field('signature'), 'base64');
  if (!organisation || given.length !== right.length || !timingSafeEqual(given, right)) return refused('HMAC signature does not match');
  const { digest } = request.headers;
  if (digest !== undefined && digest !== `SHA-256=${createHash('sha256').update(body).digest('base64')}`) return refused('HMAC digest does not match the body');
  return { organisation, by: 'hmac' };
}

/** Whether this caller may make calls that are for the bot, or for users, where tokens are strict. */
export const mayCall = ({ organisation, by }: Caller, wants: 'user' | 'bot', strict: boolean): boolean =>
  !strict || by === 'hmac' || organisation.botToken === undefined || by === wants;

export const forbidden: Answer = qontakError({ status: 403, messages: ['You are not authorized to access this resource'] });
