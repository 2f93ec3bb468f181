import {
  Controller, Inject, Injectable, UseGuards, UseInterceptors, UsePipes, applyDecorators, type CallHandler,
  type ExecutionContext, type NestInterceptor,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { AccessGuard } from './access.js';
import { API, type Api } from './api.js';
import { DtoPipe } from './dto.pipe.js';
import { refusedAt } from './problems.js';

/** Longest wait for the views; then what there is is answered. */
const PATIENCE = 5_000;

/** `X-Tandem-After`: what is read includes the change that answered this position. */
@Injectable()
export class AfterInterceptor implements NestInterceptor {
  constructor(@Inject(API) private readonly api: Api) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const after = context.switchToHttp().getRequest<FastifyRequest>().headers['x-tandem-after'];
    if (after !== undefined) await this.wait(after);
    return next.handle();
  }

  private async wait(after: string | string[]): Promise<void> {
    if (typeof after !== 'string' || !/^\d{1,15}$/.test(after)) throw refusedAt('X-Tandem-After', 'NotAWholeNumber');
    const { directory, people, views, history, store } = this.api;
    const position = Math.min(Number(after), await store.head());
    const all = Promise.all([directory.waitFor(position), people.directory.waitFor(position), views.waitFor(position), history.waitFor(position)]);
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([all, new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE)))]);
    clearTimeout(timer);
  }
}

/** A controller of the API: guarded, its input checked, its reads able to wait. Nothing of it is kept by a browser. */
export const ApiController = (path: string, tag: string): ClassDecorator =>
  applyDecorators(
    Controller(`api${path}`), ApiTags(tag), UseGuards(AccessGuard), UseInterceptors(AfterInterceptor),
    UsePipes(DtoPipe),
  );

