import { Controller, Get, Header, Inject } from '@nestjs/common';
import { METRICS } from '../tokens.js';
import type { PrometheusMetrics } from './prometheus.js';

/** The page that Prometheus reads. */
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(METRICS) private readonly metrics: PrometheusMetrics) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  page(): Promise<string> {
    return this.metrics.page();
  }
}
