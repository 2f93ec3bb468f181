import { Get, Inject } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { ServerStanding } from '@tandem/wire';
import { Allows, everyRole } from './access.js';
import { API, type Api } from './api.js';
import { ApiController } from './route.js';

/** How the server itself is. */
@ApiController('', 'Standing')
export class StandingController {
  constructor(@Inject(API) private readonly api: Api) {}

  @Get('standing')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'Whether the database can be reached, and what waits for it or was set aside.' })
  standing(): ServerStanding {
    return { database: this.api.outage?.standing() };
  }
}
