import {
  Inject, Injectable, SetMetadata, createParamDecorator, type CanActivate, type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Millis, Role } from '@tandem/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Giver } from '../channel/channel-procedures.js';
import { newId } from '../ids.js';
import { API, type Api } from './api.js';
import { ProblemException, refusedAt } from './problems.js';
import { COOKIE, type Person } from './who-is.js';

const ALLOWS = 'tandem:allows';

/** Which roles a route is for. A route without a rule is for nobody. */
export const Allows = (...roles: readonly Role[]) => SetMetadata(ALLOWS, roles);

/** A route for whoever asks. */
export const ForEverybody = () => SetMetadata(ALLOWS, 'everybody');

export const everyRole = ['owner', 'contributor', 'auditor'] as const satisfies readonly Role[];
/** Who may change what is configured. */
export const changers = ['owner', 'contributor'] as const satisfies readonly Role[];

type Known = FastifyRequest & { person?: Person };

const isChange = (method: string): boolean => method !== 'GET' && method !== 'HEAD';

@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector, @Inject(API) private readonly api: Api) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Known>();
    const allowed = this.reflector.getAllAndOverride<readonly Role[] | 'everybody' | undefined>(
      ALLOWS, [context.getHandler(), context.getClass()],
    );
    const isForeign = request.headers['sec-fetch-site'] === 'cross-site';
    if (isForeign && isChange(request.method)) throw ProblemException.of('CsrfTokenMissing');
    if (allowed === 'everybody') return true;
    const person = await this.whoAsks(request);
    if (!person) throw ProblemException.of('SignInNeeded');
    if (!allowed?.includes(person.role)) throw ProblemException.of('Forbidden');
    if (person.kind === 'operator' && isChange(request.method) && request.headers['x-tandem-csrf'] !== person.csrf) {
      throw ProblemException.of('CsrfTokenMissing');
    }
    request.person = person;
    return true;
  }

  /** Who signed in, or was put out, at another process a moment ago is known as such here. */
  private async whoAsks(request: FastifyRequest): Promise<Person | undefined> {
    const { whoIs, people } = this.api;
    const known = whoIs(request);
    const { cookie, authorization, 'x-tandem-after': after } = request.headers;
    const isProving = cookie !== undefined || authorization !== undefined;
    if (!isProving || (known && after === undefined)) return known;
    await people.caughtUp();
    return whoIs(request);
  }
}

const requestOf = (context: ExecutionContext): Known => context.switchToHttp().getRequest<Known>();

const personOf = (context: ExecutionContext): Person => {
  const { person } = requestOf(context);
  if (!person) throw ProblemException.of('SignInNeeded');
  return person;
};

/** Who asks. */
export const Who = createParamDecorator((_data: unknown, context: ExecutionContext): Person => personOf(context));

/** The operator who asks; a program is refused. */
export const Oneself = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const person = personOf(context);
  if (person.kind !== 'operator') throw ProblemException.of('Forbidden');
  return person;
});
export type Oneself = Extract<Person, { kind: 'operator' }>;

/**
 * Who gives a command. `edit`: `If-Match` must name the version that was seen; `order`: it may; `plain`: it is not
 * looked at. `X-Tandem-Command` names the command itself: the same one again has its effect once.
 */
export const By = createParamDecorator((kind: 'edit' | 'order' | 'plain', context: ExecutionContext): Giver => {
  const request = requestOf(context);
  const person = personOf(context);
  const seen = kind === 'plain' ? undefined : versionIn(request.headers['if-match']);
  if (kind === 'edit' && seen === undefined) throw ProblemException.of('VersionMissing', {
    fields: [{ field: 'If-Match', problem: 'Missing' }],
  });
  const id = commandIdOf(request, person);
  return {
    id, correlation: id, actor: person.id, means: person.kind === 'token' ? 'api' : 'cms',
    ...(seen !== undefined && { seen }),
  };
});

const versionIn = (header: string | undefined): number | undefined => {
  if (header === undefined) return undefined;
  const [, digits] = /^"?(\d{1,15})"?$/.exec(header) ?? [];
  if (digits === undefined) throw refusedAt('If-Match', 'NotAVersion');
  return Number(digits);
};

const commandIdOf = (request: FastifyRequest, person: Person): string => {
  const named = request.headers['x-tandem-command'];
  if (named === undefined) return newId();
  if (typeof named !== 'string' || !/^[\w-]{8,64}$/.test(named)) throw refusedAt('X-Tandem-Command', 'NotAnId');
  return `${person.id}/${named}`;
};

/**
 * Says to the CMS that it is worth asking who is signed in; it proves nothing, and a page without it asks nobody in
 * vain.
 */
const HINT = 'tandem-signed-in';

/** What a request may do to the browser's cookie. */
export interface SignInCookie {
  /** `secure`: it is sent over https alone. */
  set(value: string, options: { until: Millis; secure: boolean }): void;
  clear(): void;
}

export const Cookie = createParamDecorator((_data: unknown, context: ExecutionContext): SignInCookie => {
  const reply = context.switchToHttp().getResponse<FastifyReply>();
  const options = { path: '/', httpOnly: true, sameSite: 'strict' } as const;
  return {
    set: (value, { until, secure }) => {
      void reply.setCookie(COOKIE, value, { ...options, secure, expires: new Date(until) });
      void reply.setCookie(HINT, '1', { ...options, httpOnly: false, secure, expires: new Date(until) });
    },
    clear: () => void reply.clearCookie(COOKIE, options).clearCookie(HINT, options),
  };
});
