import { Controller, Get, HttpCode, Inject, ServiceUnavailableException } from '@nestjs/common';
import type { DatabaseStanding } from '@tandem/wire';
import { READINESS } from '../tokens.js';
import type { NotReady, Readiness } from './readiness.js';

/** For whoever starts and stops the process: alive, and ready for calls. */
@Controller('health')
export class HealthController {
  constructor(@Inject(READINESS) private readonly readiness: Readiness) {}

  @Get('live')
  @HttpCode(200)
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  ready(): { status: 'ready'; reasons: readonly NotReady[]; database?: DatabaseStanding } {
    const reasons = this.readiness.reasons();
    const database = this.readiness.database?.();
    if (reasons.length > 0) throw new ServiceUnavailableException({ status: 'not-ready', reasons, database });
    return { status: 'ready', reasons, database };
  }
}
