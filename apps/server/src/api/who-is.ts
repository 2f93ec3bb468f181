import { isSeated, mayAct, type Millis, type Role } from '@tandem/domain';
import type { FastifyRequest } from 'fastify';
import type {} from '@fastify/cookie';
import type { ServerContext } from '../context.js';
import { proofOf } from '../operator/proofs.js';

/** Who asks: an operator in a browser, or a program with an API token. */
export type Person =
  | {
      readonly kind: 'operator';
      readonly id: string;
      readonly role: Role;
      /** Keyed hash of the cookie. */
      readonly proof: string;
      /** What every change must show. */
      readonly csrf: string;
    }
  | { readonly kind: 'token'; readonly id: string; readonly role: Role };

/** What the browser keeps. */
export const COOKIE = 'tandem';

/** Who is behind a request, as its cookie or its token says. */
export const createWhoIs = ({ vault, people, clock }: Pick<ServerContext, 'vault' | 'people' | 'clock'>) => {
  const behindCookie = (cookie: string, now: Millis): Person | undefined => {
    const proof = proofOf(vault, 'sign-in', cookie);
    const signIn = people.directory.signIn(proof);
    const seat = signIn && people.directory.team().seats.find(({ id }) => id === signIn.operator);
    if (!signIn || !seat || now >= signIn.until || !mayAct(seat, signIn.at, now)) return undefined;
    return { kind: 'operator', id: seat.id, role: seat.role, proof, csrf: proofOf(vault, 'csrf', cookie) };
  };
  const behindToken = (secret: string, now: Millis): Person | undefined => {
    const proof = proofOf(vault, 'api-token', secret);
    const token = people.directory.team().tokens.find((held) => held.proof === proof);
    return token && isSeated({ removed: false, until: token.until }, now) ? {
      kind: 'token', id: token.id, role: token.role,
    } : undefined;
  };
  return (request: FastifyRequest): Person | undefined => {
    const [, secret] = /^Bearer (\S{1,200})$/.exec(request.headers.authorization ?? '') ?? [];
    if (secret !== undefined) return behindToken(secret, clock.now());
    const cookie = request.cookies[COOKIE];
    return cookie === undefined || cookie.length > 200 ? undefined : behindCookie(cookie, clock.now());
  };
};
