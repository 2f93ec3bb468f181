import { Inject, Req, Sse, type MessageEvent } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { SECOND } from '@tandem/domain';
import type { FastifyRequest } from 'fastify';
import { Observable, endWith, filter, ignoreElements, map, merge, takeUntil } from 'rxjs';
import { Allows, everyRole } from './access.js';
import { API, type Api } from './api.js';
import { ApiController } from './route.js';

/** Proxies end what is quiet for a minute; who has signed out meanwhile is told nothing more. */
const PING = 25 * SECOND;

/** What has changed, as server-sent events; one stream serves a whole tab of a browser. */
@ApiController('', 'Live')
export class LiveController {
  constructor(@Inject(API) private readonly api: Api) {}

  @Sse('live')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'Tells what has changed, so that it is read again; a `ping` every 25 seconds.' })
  events(@Req() request: FastifyRequest): Observable<MessageEvent> {
    const told = this.api.live.events.pipe(map((data): MessageEvent => ({ data })));
    const ended = this.api.live.events.pipe(ignoreElements(), endWith(undefined));
    return merge(told, this.pings(request)).pipe(takeUntil(merge(ended, this.signedOut(request))));
  }

  private pings(request: FastifyRequest): Observable<MessageEvent> {
    return this.beats().pipe(
      filter(() => this.api.whoIs(request) !== undefined), map(() => ({ type: 'ping', data: '' })),
    );
  }

  private signedOut(request: FastifyRequest): Observable<void> {
    return this.beats().pipe(filter(() => this.api.whoIs(request) === undefined));
  }

  private beats(): Observable<void> {
    return new Observable((observer) => {
      let cancel = (): void => {};
      const beat = (): void => {
        cancel = this.api.clock.wakeAt(this.api.clock.now() + PING, () => {
          observer.next();
          if (!observer.closed) beat();
        });
      };
      beat();
      return () => cancel();
    });
  }
}
