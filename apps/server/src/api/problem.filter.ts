import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter, type HttpServer } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../logging/log.js';
import { isAway } from '../outage/refusal.js';
import { ProblemException, refusedAt, type ProblemCode } from './problems.js';

export interface ProblemFilterMeans {
  readonly log: Log;
  /** Answers what is nothing of ours, if it can: pages of the CMS. */
  readonly elsewhere: (request: FastifyRequest, reply: FastifyReply) => boolean;
}

/** Everything that goes wrong under `/api` is answered as a problem; the rest of the server answers as it did. */
@Catch()
export class ProblemFilter extends BaseExceptionFilter implements ExceptionFilter {
  constructor(adapter: HttpServer, private readonly means: ProblemFilterMeans) {
    super(adapter);
  }

  override catch(error: unknown, host: ArgumentsHost): void {
    const [request, reply] = [
      host.switchToHttp().getRequest<FastifyRequest>(), host.switchToHttp().getResponse<FastifyReply>(),
    ];
    if (!isApi(request.url)) {
      if (error instanceof HttpException && error.getStatus() === 404 && this.means.elsewhere(request, reply)) return;
      super.catch(error, host);
      return;
    }
    const problem = problemOf(error);
    if (problem.code === 'InternalError') this.means.log.error('RequestFailed', { error });
    if (problem.details.retryAfter !== undefined) void reply.header('retry-after', String(problem.details.retryAfter));
    void reply.code(problem.status).type('application/problem+json; charset=utf-8').send(problem.body());
  }
}

export const isApi = (url: string): boolean => /^\/api(?:[/?]|$)/.test(url);

const codes: Readonly<Record<number, ProblemCode>> = {
  404: 'NotFound', 413: 'BodyTooLarge', 415: 'MediaTypeNotTaken', 503: 'Unavailable',
};

/** What Fastify and Nest refuse by themselves is about the body, or about the address. */
const problemOf = (error: unknown): ProblemException => {
  if (error instanceof ProblemException) return error;
  if (isAway(error)) return ProblemException.of('DatabaseAway');
  const status = error instanceof HttpException ? error.getStatus() : (error as {
    statusCode?: unknown,
  } | undefined)?.statusCode;
  if (typeof status !== 'number') return ProblemException.of('InternalError');
  const code = codes[status];
  if (code !== undefined) {
    return ProblemException.of(code, code === 'BodyTooLarge' || code === 'MediaTypeNotTaken' ? {
      fields: [{ field: 'body', problem: code }],
    } : {});
  }
  return status >= 400 && status < 500 ? refusedAt('body', 'NotReadable') : ProblemException.of('InternalError');
};
