import { Inject, Req, Sse, type MessageEvent } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { finalize, map, merge, takeUntil, Subject, type Observable } from 'rxjs';
import { Allows, everyRole } from './access.js';
import { API, type Api } from './api.js';
import { ApiController } from './route.js';

/** Proxies end what is quiet for a minute; who has signed out meanwhile is told nothing more. */
const PING = 25_000;

/** What has changed, as server-sent events; one stream serves a whole tab of a browser. */
@ApiController('', 'Live')
export class LiveController {
  constructor(@Inject(API) private readonly api: Api) {}

  @Sse('live')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'Tells what has changed, so that it is read again; a `ping` every 25 seconds.' })
  events(@Req() request: FastifyRequest): Observable<MessageEvent> {
    const pings = new Subject<MessageEvent>();
    const over = new Subject<void>();
    const timer = setInterval(() => {
      if (this.api.whoIs(request)) pings.next({ type: 'ping', data: '' });
      else over.next();
    }, PING);
    timer.unref();
    const told = this.api.live.events.pipe(map((data): MessageEvent => ({ data })));
    const ended = new Subject<void>();
    this.api.live.events.subscribe({ complete: () => ended.next() });
    return merge(told, pings).pipe(takeUntil(merge(over, ended)), finalize(() => clearInterval(timer)));
  }
}
