import { Controller, Get, HttpCode, Inject, ServiceUnavailableException } from '@nestjs/common';
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
  ready(): { status: 'ready'; reasons: readonly NotReady[] } {
    const reasons = this.readiness.reasons();
    if (reasons.length > 0) throw new ServiceUnavailableException({ status: 'not-ready', reasons });
    return { status: 'ready', reasons };
  }
}
